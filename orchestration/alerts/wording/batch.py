"""Many customers at once: over a rule's cap a day's warnings come as one list, a line per customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orchestration.alerts.wording import parts
from orchestration.alerts.wording.customers import kind_of, said_score
from orchestration.alerts.wording.personal import Warning1to1, require_known
from orchestration.alerts.wording.subjects import NO_ANSWERS, Answers, Owner
from orchestration.language import language, say, say_count
from orchestration.language.numbers import number
from orchestration.messages.groups import spoken
from orchestration.messages.message import Fact, Figure, Message, Severity, State

LINES = 60


def told(
    key: str,
    thread: str,
    rule_title: str,
    warnings: Sequence[Warning1to1],
    owner: Owner | None,
    told_at: datetime,
    answers: Answers = NO_ANSWERS,
    data_through: datetime | None = None,
) -> Message:
    """The list, what is due first at its head.

    Raises:
        NotForAnonymousError: one of them is not known.
        ValueError: there is none.
    """
    if not warnings:
        raise ValueError("A list of no customers.")
    for warning in warnings:
        require_known(warning.signals, warning.customer)
    ordered = sorted(warnings, key=lambda each: (each.case is None, each.case.due_at if each.case else told_at))
    lines = [_line(warning) for warning in ordered[:LINES]]
    count = len(ordered)
    first = next((each.due for each in ordered if each.case), "")
    left = say("And {count} more: `voc case list`.", count=number(count - LINES, 0)) if count > LINES else ""
    return Message(
        key=key,
        thread=thread,
        kind="batch",
        severity=Severity.WARNING,
        state=State.TRIGGERED,
        subject=say_count(count, "{count} customer needs a call", "{count} customers need a call"),
        headline=_headline(count, first),
        figures=(Figure(say("Customers"), number(count, 0)), *([Figure(say("First call by"), first)] if first else [])),
        sections=(
            parts.section(say("Who to call"), lines, [left]),
            parts.section(say("Who looks after it"), parts.who(owner, None, None, told_at)),
        ),
        links=answers.more,
        footer=(*parts.footer(rule_title, data_through), say("It names customers: please do not pass it on.")),
        language=language(),
    )


def _headline(count: int, first: str) -> str:
    if not first:
        return say_count(
            count,
            "{count} customer needs a call: more came today than are told one by one.",
            "{count} customers need a call: more came today than are told one by one.",
        )
    return say_count(
        count,
        "{count} customer needs a call, the first by {due}: more came today than are told one by one.",
        "{count} customers need a call, the first by {due}: more came today than are told one by one.",
        due=first,
    )


def _line(warning: Warning1to1) -> Fact:
    customer, first = warning.customer, warning.first
    who = ", ".join(
        filter(None, (customer.name or customer.email or parts.short(customer.customer_key), customer.account))
    )
    what = " ".join(filter(None, (kind_of(first), f"({score})" if (score := said_score(first)) else "")))
    reach = customer.phone or customer.email
    due = say("by {due}", due=warning.due) if warning.case else ""
    case = say("case {id}", id=parts.short(warning.case.case_key)) if warning.case else ""
    touchpoint = spoken(first.touchpoint) if first.touchpoint else ""
    return Fact(who, " · ".join(filter(None, (what, touchpoint, due, reach, case))))
