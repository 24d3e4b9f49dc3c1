"""A number of a period and a group, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orchestration.lib.metric_series import Definition
from orchestration.subscriptions.model import Baseline, Scope

# What is counted (`observations`) and is somebody's answer.
OF_ANSWERS = frozenset({"nps", "csat", "ocs", "ces", "ces_1", "cli", "support_rating"})


@dataclass(frozen=True)
class Metric(Definition):
    """A row of dim_metrics. `scale_low`, `scale_high`: between what it lies; None where it has no end."""

    formula: str = ""
    observations: str = ""
    scale_low: float | None = None
    scale_high: float | None = None

    @property
    def is_of_answers(self) -> bool:
        return self.observations in OF_ANSWERS


@dataclass(frozen=True)
class Comparison:
    """A value beside another one.

    Args:
        value, n: of what it is compared with.
        change, low, high: the difference and its 95 % interval.
        is_significant: more than chance, adjusted for all groups of the dimension; None where that cannot be told
            (totals are no samples).
    """

    baseline: Baseline
    value: float
    n: int | None
    change: float
    low: float | None = None
    high: float | None = None
    is_significant: bool | None = None


@dataclass(frozen=True)
class Measure:
    """A metric in one period and group.

    Args:
        value, n, low, high: None where nothing counts; in a hidden group as well.
        negative_count: of n, the unhappy ones.
        main, second: what it is compared with; None where there is nothing.
        status: ok, watch or confirmed against the threshold, too_few, or None without one.
        is_own: of the audience's scope and type of period; else of a wider group or another period, which is said.
        is_settled: late data are not expected any more.
        instead: of a hidden group, the smallest group around it that is shown.
    """

    metric: Metric
    group: Scope
    period_type: str
    start: date
    end: date
    value: float | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    negative_count: int | None = None
    main: Comparison | None = None
    second: Comparison | None = None
    target: float | None = None
    threshold: float | None = None
    status: str | None = None
    is_suppressed: bool = False
    is_own: bool = True
    is_settled: bool = True
    instead: Measure | None = None

    @property
    def is_silent(self) -> bool:
        """Nobody answered, which is no score."""
        return self.value is None and not self.is_suppressed

    @property
    def has_moved(self) -> bool:
        return self.main is not None and self.main.is_significant is True
