"""What a picture of a trend says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

ToneName = Literal["plain", "good", "bad"]


@dataclass(frozen=True)
class TrendPoint:
    """One period.

    Args:
        start: its first day; what happened from it until the next one is marked at this period.
        label: below the axis, where there is room for it: `17 Aug`.
        value: None where nothing is shown (too few answers): the line has a gap.
        shown: the value as it is printed: `3`, `71 %`.
        low, high: the interval's ends.
        n: as it is printed, for who points at the value in the report page: `928 answers`.
    """

    start: date
    label: str
    value: float | None = None
    shown: str = ""
    low: float | None = None
    high: float | None = None
    n: str = ""


@dataclass(frozen=True)
class TrendMark:
    """Something that happened on a day: an incident (bad), an action that is done (good), a release (plain)."""

    on: date
    label: str
    tone: ToneName | str = "plain"


def plain_tick(value: float, decimals: int) -> str:
    """A number at the axis as English has it."""
    return f"{value:,.{decimals}f}".replace("-", "\u2212")


@dataclass(frozen=True)
class Trend:
    """What the picture shows.

    Args:
        points: in the order of time, hidden periods included.
        baseline: what the last point is compared with, drawn dashed with its label: `Previous 4 weeks: 15`.
        baseline_label: empty: the line has no words.
        marks: each stands at its period; those of no period are left out.
        tone: of the last point: bad or good only where its change is more than chance.
        tick: value and decimals to the text at the axis: `numbers.number`, or with a unit. Called while the chart is
            made, so within `speaking`.
        lowest, highest: what the metric cannot go beyond (−100 and 100, 0 and 100, 1 and 7); the axis does not either.
    """

    points: tuple[TrendPoint, ...]
    baseline: float | None = None
    baseline_label: str = ""
    marks: tuple[TrendMark, ...] = ()
    tone: ToneName | str = "plain"
    tick: Callable[[float, int], str] = plain_tick
    lowest: float | None = None
    highest: float | None = None
