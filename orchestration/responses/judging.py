"""Which responses are news for a report, and how they are told: one by one, or in a list where there are too many.

Pure and deterministic: the same responses and the same past give the same outcomes with the same ids. Does not belong
here: reading, whose a customer is, what is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from orchestration.ledger.ids import stable_id
from orchestration.responses.model import Head, Report

FIRST_LOOK = timedelta(days=1)  # A new report does not call up last month.


class Outcome(StrEnum):
    """What became of a response that a report is about; kept for ever, so that nothing is judged twice."""

    TOLD = "told"
    BATCHED = "batched"  # over the day's cap: in a list
    ANONYMOUS = "anonymous"  # nobody may know whose it is


class Skipped(StrEnum):
    """Why others are no news; counted, since it may change."""

    INCOMPLETE = "incomplete"  # not finished yet
    OTHER = "other"  # not what the report's only_when asks for
    OLD = "old"  # submitted before the report's first look, or longer ago than look_back_days


@dataclass(frozen=True)
class Found:
    """New responses in the order of time, of them the anonymous ones, and counts of the rest."""

    new: list[Head] = field(default_factory=list)
    anonymous: list[Head] = field(default_factory=list)
    skipped: Mapping[str, int] = field(default_factory=dict)


def event_id(report: str, response_key: str) -> str:
    return stable_id("response", report, response_key)


def find(report: Report, heads: Iterable[Head], judged: Collection[str], first_at: datetime, as_of: datetime) -> Found:
    """What is new.

    Args:
        judged: event ids of earlier rounds.
        first_at: how far the data reached when the report looked for the first time.
    """
    oldest = oldest_news(report, first_at, as_of)
    new: list[Head] = []
    anonymous: list[Head] = []
    skipped: Counter[str] = Counter()
    for head in sorted(heads, key=lambda each: (each.submitted_at, each.response_key)):
        if event_id(report.name, head.response_key) in judged:
            continue
        if not head.is_complete:
            skipped[Skipped.INCOMPLETE] += 1
        elif not meets(report, head):
            skipped[Skipped.OTHER] += 1
        elif head.submitted_at < oldest:
            skipped[Skipped.OLD] += 1
        elif head.customer_key is None:
            anonymous.append(head)
        else:
            new.append(head)
    return Found(new, anonymous, dict(skipped))


def oldest_news(report: Report, first_at: datetime, as_of: datetime) -> datetime:
    return max(first_at - FIRST_LOOK, as_of - timedelta(days=report.look_back_days))


def meets(report: Report, head: Head) -> bool:
    """Whether it is what the report asks for; a response without a score of the metric is not."""
    asked = report.condition
    if asked.has_comment and not head.has_comment:
        return False
    if asked.at_most is not None and (head.low is None or head.low > asked.at_most):
        return False
    return asked.at_least is None or (head.high is not None and head.high >= asked.at_least)


def shared(
    report: Report, new: Iterable[Head], owners: Mapping[str, str | None], today: Mapping[str | None, int]
) -> dict[str, Outcome]:
    """By response whether it is told alone or in the list of its owner, the earliest first.

    Args:
        owners: by response whose inbox it goes to. today: by owner the messages of the last 24 hours.
    """
    sent = Counter(today)
    found = {}
    for head in new:
        owner = owners[head.response_key]
        found[head.response_key] = Outcome.TOLD if sent[owner] < report.most_a_day else Outcome.BATCHED
        sent[owner] += 1
    return found
