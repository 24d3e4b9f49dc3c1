"""What the values of a series usually were: the 13 weeks before a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from orchestration.lib.metric_series import Point

USUAL = timedelta(days=91)
USUAL_LEAST = 4  # fewer earlier values say nothing of what is usual


@dataclass(frozen=True)
class Usual:
    """The lowest, the highest and the middle one of `count` values."""

    low: float
    high: float
    middle: float
    count: int


def usual(history: Sequence[Point], before: date) -> Usual | None:
    """Of the periods that ended in the 13 weeks before a day and are shown; None where there are too few."""
    values = [
        point.value
        for point in history
        if point.value is not None and not point.is_suppressed and before - USUAL <= point.end < before
    ]
    return Usual(min(values), max(values), median(values), len(values)) if len(values) >= USUAL_LEAST else None
