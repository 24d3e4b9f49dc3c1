"""What is said of one customer in 1-to-1 messages: what kind they are, how to reach them, what came before."""

from __future__ import annotations

from datetime import datetime

from orchestration.alerts.wording.parts import placed
from orchestration.alerts.wording.subjects import Customer, Signal
from orchestration.language import say, say_count
from orchestration.language.dates import day
from orchestration.language.names import country_name, language_name
from orchestration.language.numbers import number, signed, trimmed
from orchestration.messages.groups import spoken
from orchestration.messages.masking import Known
from orchestration.messages.message import Fact, Tone

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


def who_of(signal: Signal) -> str:
    """`A detractor at Support`."""
    return placed(kind_of(signal), "touchpoint", signal.touchpoint)


def said_score(signal: Signal) -> str:
    """`2 of 10`, `1 star`, `health 38`."""
    if signal.score is None:
        return ""
    score = trimmed(signal.score, 1)
    if signal.trigger == "review":
        return say("{score} of {most} stars", score=score, most=STARS)
    if signal.trigger == "repeat_contact":
        return say_count(int(signal.score), "{count} contact", "{count} contacts")
    if signal.trigger == "health":
        score = trimmed(signal.score, 0)
        if signal.earlier_score:
            return say("health {score} of {most}, after {earlier}", score=score, most=100,
                       earlier=trimmed(signal.earlier_score, 0))  # fmt: skip
        return say("health {score} of {most}", score=score, most=100)
    if signal.metric == "support_rating":
        return say("good") if signal.score > 0 else say("bad")
    most = SCALES.get(signal.metric or "")
    return say("{score} of {most}", score=score, most=most) if most else score


def badge(signal: Signal) -> str:
    """The score alone, beside what they wrote; empty for what is no judgement of theirs."""
    if signal.score is None or signal.trigger in ("health", "repeat_contact"):
        return ""
    return said_score(signal) if signal.metric == "support_rating" else trimmed(signal.score, 1)


def call(customer: Customer) -> list[Fact]:
    """Name, ways to reach them, whose customer they are. Only in the sections of a 1-to-1 message."""
    account = ", ".join(spoken(part) for part in (customer.plan, customer.segment) if part)
    pays = say("{sum} EUR a month", sum=number(customer.mrr_eur, 0)) if customer.mrr_eur is not None else None
    if customer.is_churned:
        pays = say("nothing any more: has left")
    speaks = language_name(customer.language)
    country = country_name(customer.country) or customer.country
    given = (
        (say("Name"), customer.name),
        (say("Telephone"), customer.phone),
        (say("E-mail"), customer.email),
        (say("Account"), " · ".join(filter(None, (customer.account, account))) or None),
        (say("Pays"), pays),
        (say("Speaks"), ", ".join(filter(None, (speaks, country))) or None),
    )
    return [Fact(label, value) for label, value in given if value]


def earlier(customer: Customer) -> list[Fact]:
    """Orders, tickets, health, last scores; what is not known is not said."""
    scores = (
        ("NPS", customer.nps_latest_score, customer.nps_latest_at, 10),
        ("CSAT", customer.csat_latest_score, customer.csat_latest_at, 5),
        ("CES", customer.ces_latest_score, customer.ces_latest_at, 7),
    )
    said = [_score(metric, trimmed(score, 1), most, at) for metric, score, at, most in scores if score is not None]
    facts = []
    if customer.orders_count is not None:
        facts.append(Fact(say("Orders"), _counted(customer.orders_count, 0, customer.last_order_at)))
    if customer.failed_charges_count:
        facts.append(Fact(say("Failed payments"), number(customer.failed_charges_count, 0), tone=Tone.BAD))
    if customer.tickets_count is not None:
        tickets = _counted(customer.tickets_count, customer.tickets_open_count or 0, customer.last_ticket_at)
        facts.append(Fact(say("Tickets"), tickets))
    if customer.reviews_count:
        facts.append(Fact(say("Reviews"), number(customer.reviews_count, 0)))
    if customer.health_score is not None:
        tone = Tone.BAD if customer.health_score <= AT_RISK else Tone.PLAIN
        facts.append(Fact(say("Health"), _health(customer), tone=tone))
    if said:
        facts.append(Fact(say("Last scores"), "; ".join(said)))
    return facts


def known(customer: Customer) -> Known:
    """What to mask in their texts."""
    return Known.of(customer.name, customer.email, customer.address)


def _counted(count: int, still_open: int, last_at: datetime | None) -> str:
    """`6`, `6, 2 open, last on 30 Jul 2026`."""
    shown, waiting = number(count, 0), number(still_open, 0)
    if last_at and still_open:
        return say("{count}, {open} open, last on {day}", count=shown, open=waiting, day=day(last_at.date()))
    if last_at:
        return say("{count}, last on {day}", count=shown, day=day(last_at.date()))
    return say("{count}, {open} open", count=shown, open=waiting) if still_open else shown


def _score(metric: str, score: str, most: int, at: datetime | None) -> str:
    if at is None:
        return say("{metric} {score} of {most}", metric=metric, score=score, most=most)
    return say("{metric} {score} of {most} on {day}", metric=metric, score=score, most=most, day=day(at.date()))


def _health(customer: Customer) -> str:
    """`38 of 100 (at risk), −21 in a month`."""
    bands = {"at_risk": say("at risk"), "neutral": say("neutral"), "healthy": say("healthy")}
    score = say("{score} of {most}", score=number(customer.health_score or 0, 0), most=100)
    if customer.health_band:
        score = f"{score} ({bands.get(customer.health_band, spoken(customer.health_band).lower())})"
    change = signed(customer.health_change, 0) if customer.health_change is not None else "0"
    return say("{score}, {change} in a month", score=score, change=change) if change != "0" else score
