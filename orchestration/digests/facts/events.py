"""What happened: warnings, cases, actions, numbers that are not what they were, and how fresh all of it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from orchestration.digests.facts.measures import Measure, Metric
from orchestration.subscriptions.model import Scope


@dataclass(frozen=True)
class Freshness:
    """How far the data reach.

    Args:
        data_through: up to here every source has been read.
        checks_passed: of the published file.
        late: sources that were not read past the period's end, and until when they were.
        is_complete: all of them were: the period's numbers are whole.
    """

    data_through: datetime | None
    published_at: datetime | None
    checks_passed: int
    late: tuple[tuple[str, datetime], ...] = ()
    is_complete: bool = True


@dataclass(frozen=True)
class Episode:
    """A row of alert_episodes. `metric`: None of warnings about the data."""

    rule: str
    family: str
    metric: Metric | None
    group: Scope
    tier: str
    owner: str | None
    opened_on: date
    period_type: str = ""
    resolved_on: date | None = None
    limit_value: float | None = None
    opened_value: float | None = None
    last_value: float | None = None
    acknowledged_on: date | None = None


@dataclass(frozen=True)
class Cases:
    """Counts of `marts.cases`, as the marts know them now.

    Args:
        opened: in the period. open, overdue: now. oldest: day on which the oldest overdue one was opened.
        contacted: in the period.
        loop: the close-the-loop rate of the period.
    """

    opened: int
    contacted: int
    open: int
    overdue: int
    oldest: date | None = None
    loop: Measure | None = None


@dataclass(frozen=True)
class Action:
    """A row of action_effects; what is None is not known."""

    action: str
    title: str
    metric: Metric | None
    group: Scope
    owner: str | None
    status: str
    effect_status: str
    started_on: date | None = None
    deadline_on: date | None = None
    finished_on: date | None = None
    is_overdue: bool = False
    before_value: float | None = None
    before_n: int | None = None
    after_value: float | None = None
    after_n: int | None = None
    change: float | None = None
    effect: float | None = None
    effect_low: float | None = None
    effect_high: float | None = None
    is_effect_significant: bool | None = None
    target_value: float | None = None
    is_target_reached: bool | None = None
    customers_to_tell: int | None = None


@dataclass(frozen=True)
class Priority:
    """A row of action_priorities: where to act first."""

    touchpoint: str
    priority: float
    negative_count: int
    answers_count: int
    open_actions_count: int


@dataclass(frozen=True)
class Restated:
    """A number as the last digest could know it, as it is now, and answers by what became of them."""

    metric: Metric
    group: Scope
    period_type: str
    start: date
    end: date
    reported: float
    reported_n: int
    now: float
    now_n: int
    because: str | None = None
    changes: Mapping[str, int] = field(default_factory=dict)
