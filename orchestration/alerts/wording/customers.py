"""What is said of one customer in 1-to-1 messages: what kind they are, how to reach them, what came before."""

from __future__ import annotations

from datetime import datetime

from orchestration.alerts.wording.parts import spoken
from orchestration.alerts.wording.subjects import Customer, Signal
from orchestration.language import say
from orchestration.language.dates import day
from orchestration.language.numbers import number, signed, trimmed
from orchestration.messages.masking import Known
from orchestration.messages.message import Fact, Tone
from orchestration.messages.words import LANGUAGES

# Ends of the scales that answers are given on; of other metrics the score is said alone.
SCALES = {"nps": 10, "csat": 5, "csat_mean": 5, "ocs": 5, "ocs_mean": 5, "ces": 7, "ces_share": 7, "ces_1": 5}
STARS = 5
AT_RISK = 50  # docs/metrics/health.md


def kind_of(signal: Signal) -> str:
    """`A detractor`: what makes them need a call, and nothing that tells who they are."""
    if signal.trigger == "answer" and signal.metric == "nps" and signal.score is not None and signal.score <= 6:
        return say("A detractor")
    by_trigger = {
        "answer": say("A dissatisfied customer"),
        "comment": say("A customer who wrote to us"),
        "keyword": say("A customer who wrote to us"),
        "review": say("The author of a bad review"),
        "repeat_contact": say("A customer who had to come back"),
        "health": say("A customer at risk"),
    }
    return by_trigger.get(signal.trigger, say("A customer"))


def said_score(signal: Signal) -> str:
    """`2 of 10`, `1 star`, `health 38`."""
    if signal.score is None:
        return ""
    score = trimmed(signal.score, 1)
    if signal.trigger == "review":
        return say("{score} of {most} stars", score=score, most=STARS)
    if signal.trigger == "repeat_contact":
        return say("{score} contacts", score=score)
    if signal.trigger == "health":
        fell = say(", after {earlier}", earlier=trimmed(signal.earlier_score, 0)) if signal.earlier_score else ""
        return say("health {score} of {most}{fell}", score=trimmed(signal.score, 0), most=100, fell=fell)
    if signal.metric == "support_rating":
        return say("good") if signal.score > 0 else say("bad")
    most = SCALES.get(signal.metric or "")
    return say("{score} of {most}", score=score, most=most) if most else score


def call(customer: Customer) -> list[Fact]:
    """Name, ways to reach them, whose customer they are. Only in the sections of a 1-to-1 message."""
    account = ", ".join(spoken(part) for part in (customer.plan, customer.segment) if part)
    pays = say("{sum} EUR a month", sum=number(customer.mrr_eur, 0)) if customer.mrr_eur is not None else None
    if customer.is_churned:
        pays = say("nothing any more: has left")
    speaks = LANGUAGES.get((customer.language or "")[:2].lower())
    given = (
        (say("Name"), customer.name),
        (say("Telephone"), customer.phone),
        (say("E-mail"), customer.email),
        (say("Account"), " · ".join(filter(None, (customer.account, account))) or None),
        (say("Pays"), pays),
        (say("Speaks"), ", ".join(filter(None, (speaks, customer.country))) or None),
    )
    return [Fact(label, value) for label, value in given if value]


def earlier(customer: Customer) -> list[Fact]:
    """Orders, tickets, health, last scores; what is not known is not said."""
    scores = (
        ("NPS", customer.nps_latest_score, customer.nps_latest_at, 10),
        ("CSAT", customer.csat_latest_score, customer.csat_latest_at, 5),
        ("CES", customer.ces_latest_score, customer.ces_latest_at, 7),
    )
    said = [
        say("{metric} {score} of {most}{on}", metric=metric, score=trimmed(score, 1), most=most, on=_on(at))
        for metric, score, at, most in scores
        if score is not None
    ]
    facts = []
    if customer.orders_count is not None:
        facts.append(Fact(say("Orders"), f"{customer.orders_count:,}{_last(customer.last_order_at)}"))
    if customer.failed_charges_count:
        facts.append(Fact(say("Failed payments"), f"{customer.failed_charges_count:,}", tone=Tone.BAD))
    if customer.tickets_count is not None:
        still = say(", {count} open", count=customer.tickets_open_count) if customer.tickets_open_count else ""
        facts.append(Fact(say("Tickets"), f"{customer.tickets_count:,}{still}{_last(customer.last_ticket_at)}"))
    if customer.reviews_count:
        facts.append(Fact(say("Reviews"), f"{customer.reviews_count:,}"))
    if customer.health_score is not None:
        band = f" ({spoken(customer.health_band).lower()})" if customer.health_band else ""
        change = signed(customer.health_change, 0) if customer.health_change is not None else ""
        since = say(", {change} in a month", change=change) if change.strip("0") else ""
        tone = Tone.BAD if customer.health_score <= AT_RISK else Tone.PLAIN
        facts.append(Fact(say("Health"), f"{number(customer.health_score, 0)} of 100{band}{since}", tone=tone))
    if said:
        facts.append(Fact(say("Last scores"), "; ".join(said)))
    return facts


def known(customer: Customer) -> Known:
    """What to mask in their texts."""
    return Known.of(customer.name, customer.email, customer.address)


def _last(at: datetime | None) -> str:
    return say(", last on {day}", day=day(at.date())) if at else ""


def _on(at: datetime | None) -> str:
    return say(" on {day}", day=day(at.date())) if at else ""
