"""What happened in a trend's periods: a thin line down from a label in a row above the plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from orchestration.lib.plots.trend.contract import Trend, TrendMark
from orchestration.lib.plots.trend.frame import Frame
from orchestration.lib.plots.trend.layer import INK, Row, layer, pixel
from orchestration.lib.plots.trend.places import Placed, rows_of, span

# Told apart without colour as well.
SHAPES = {"good": ("circle", "#0d6b4a"), "bad": ("triangle-up", "#b3261e"), "plain": ("diamond", "#5b6875")}
ROW, ABOVE = 21, 15  # pixels: of a row, and of the lowest one above the plot
MOST = 8  # the last ones
LONGEST = 30  # letters of a label


def marked(trend: Trend, size: Frame) -> tuple[tuple[TrendMark, Placed], ...]:
    """The marks of the trend's periods, each with its place."""
    starts = [point.start for point in trend.points]
    longest = max(((after - before).days for before, after in pairwise(starts)), default=31)
    marks = sorted(trend.marks, key=lambda mark: (mark.on, mark.label))
    marks = [mark for mark in marks if starts[0] <= mark.on and (mark.on - starts[-1]).days < longest]
    marks = marks[-MOST:]
    places = [pixel(size.x(sum(start <= mark.on for start in starts) - 1)) for mark in marks]
    return tuple(zip(marks, rows_of([_short(mark.label) for mark in marks], places, size), strict=True))


def rows(marks: Sequence[tuple[TrendMark, Placed]]) -> int:
    """How many rows of labels there are."""
    return max((placed.row + 1 for _, placed in marks if placed.row is not None), default=0)


def free_row(marks: Sequence[tuple[TrendMark, Placed]], end: float) -> int:
    """The lowest row with room for something that reaches from the left to `end`."""

    def is_free(row: int) -> bool:
        for mark, placed in marks:
            if placed.row is None or placed.row < row:
                continue
            start = placed.x - 4 if placed.row > row or not placed.is_left else span(_short(mark.label), placed)[0]
            if start < end + 12:
                return False
        return True

    return next(row for row in range(len(marks) + 1) if is_free(row))


def layers(marks: Sequence[tuple[TrendMark, Placed]], size: Frame) -> Iterator[Row]:
    for mark, placed in marks:
        shape, colour = SHAPES.get(mark.tone, SHAPES["plain"])
        y = -2 if placed.row is None else -ROW * placed.row - ABOVE
        row = {"x": placed.x, "y": y, "y2": size.height, "text": _short(mark.label)}
        yield layer({"type": "rule", "color": colour, "strokeDash": [2, 3], "opacity": 0.75}, [row])
        sign = {"type": "point", "filled": True, "opacity": 1, "shape": shape, "color": colour, "size": 62}
        yield layer(sign, [{"x": placed.x, "y": y}])
        if placed.row is not None:
            side = {"align": "right", "dx": -9} if placed.is_left else {"align": "left", "dx": 9}
            yield layer({"type": "text", "baseline": "middle", "color": INK, **side}, [row], "text")


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
