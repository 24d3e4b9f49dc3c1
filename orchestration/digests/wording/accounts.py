"""Customers at risk. Only here, and only for audiences that may know it, a customer has a name."""

from __future__ import annotations

from orchestration.alerts.wording.parts import short
from orchestration.digests.facts import Account, Facts
from orchestration.digests.wording import names
from orchestration.language import say
from orchestration.language.dates import day
from orchestration.language.numbers import measured, number, signed, trimmed
from orchestration.messages.groups import spoken
from orchestration.messages.message import Row, Section, Tone
from orchestration.subscriptions.model import Scope

AT_RISK = 50  # docs/metrics/health.md
MOST_NPS = 10


def section(facts: Facts) -> Section:
    if not facts.accounts:
        return Section("")
    rows = tuple(_row(facts, account) for account in facts.accounts)
    note = say(
        "Customers with a subscription who are at risk by their health or were detractors lately. "
        "Those who pay most come first."
    )
    return Section(say("Customers at risk"), rows=rows, note=note)


def _row(facts: Facts, account: Account) -> Row:
    detail = [
        names.group_name(facts, Scope("segment", account.segment)) if account.segment else "",
        say("pays {amount} a month", amount=measured(account.mrr_eur, "eur", 0)) if account.mrr_eur is not None else "",
        _health(account),
    ]
    return Row(
        account.name or say("Customer {key}", key=short(account.customer_key)),
        " · ".join(each for each in detail if each),
        _badge(account),
        Tone.BAD,
        _detractor(account),
    )


def _health(account: Account) -> str:
    if account.health is None:
        return ""
    health = number(account.health, 0)
    if account.health_change is None or not round(account.health_change):
        return say("health {score} of {most}", score=health, most=number(100, 0))
    return say(
        "health {score} of {most}, {change} in a month",
        score=health,
        most=number(100, 0),
        change=signed(account.health_change, 0),
    )


def _badge(account: Account) -> str:
    return say("At risk") if account.health is not None and account.health <= AT_RISK else say("Detractor")


def _detractor(account: Account) -> str:
    said = []
    if account.nps is not None and account.nps_on is not None:
        said.append(
            say(
                "NPS {score} of {most} on {day}.", score=trimmed(account.nps, 0), most=MOST_NPS, day=day(account.nps_on)
            )
        )
    if account.drag:
        said.append(say("Costs most health: {what}.", what=_input(account.drag)))
    return " ".join(said)


def _input(name: str) -> str:
    by = {
        "usage": say("usage"),
        "feedback": say("feedback"),
        "support": say("support"),
        "commercial": say("payments"),
    }
    return by.get(name) or spoken(name)
