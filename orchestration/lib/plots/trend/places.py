"""Where the labels of a trend find room: the baseline's beside its line, those of marks in rows above the plot.

No label lies on the line, on a dot or on another label; one for which there is no such place goes to a key above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestration.lib.plots.trend.frame import LETTERS, Frame, width

Point = tuple[float, float]
SAMPLES = 12  # of the line between two periods
CLEAR = 4.0  # pixels between a label and what is drawn
ROWS = 4


@dataclass(frozen=True)
class Box:
    left: float
    right: float
    top: float
    bottom: float

    def holds(self, point: Point, clear: float = CLEAR) -> bool:
        x, y = point
        return self.left - clear <= x <= self.right + clear and self.top - clear <= y <= self.bottom + clear


@dataclass(frozen=True)
class Placed:
    """A mark: its number, its place, its row from the plot upwards (None: no room for its label), and which side."""

    number: int
    x: float
    row: int | None
    is_left: bool = False


def curve(points: Sequence[Point]) -> list[Point]:
    """Points of the line that is drawn (monotone in x: it never goes beyond two neighbours), as d3 computes it."""
    if len(points) < 3:
        return _straight(points) if len(points) == 2 else list(points)
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)]
    inner = []
    for (a, b), (before, after) in zip(pairwise(pairwise(points)), pairwise(slopes), strict=True):
        first, second = a[1][0] - a[0][0], b[1][0] - b[0][0]
        mean = (before * second + after * first) / (first + second)
        steepest = min(abs(before), abs(after), abs(mean) / 2)
        inner.append((_sign(before) + _sign(after)) * steepest)
    tangents = [(3 * slopes[0] - inner[0]) / 2, *inner, (3 * slopes[-1] - inner[-1]) / 2]
    return _segments(points, tangents)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _straight(points: Sequence[Point]) -> list[Point]:
    (x, y), (to_x, to_y) = points[0], points[-1]
    return [(x + (to_x - x) * step / 40, y + (to_y - y) * step / 40) for step in range(41)]


def _segments(points: Sequence[Point], tangents: Sequence[float]) -> list[Point]:
    found = list(points)
    for ((x, y), (to_x, to_y)), (leaving, arriving) in zip(pairwise(points), pairwise(tangents), strict=True):
        third = (to_x - x) / 3
        ends = (y, y + leaving * third, to_y - arriving * third, to_y)
        for step in range(1, SAMPLES):
            t = step / SAMPLES
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            found.append((x + (to_x - x) * t, sum(w * end for w, end in zip(weights, ends, strict=True))))
    return found


def beside_baseline(
    label: str, y: float, frame: Frame, drawn: Sequence[Point], edges: Sequence[Point], upright: Sequence[float]
) -> tuple[float, bool] | None:
    """Where the baseline's label begins and whether it stands above its line; None where it has no room.

    Args:
        drawn: of line and dots: never touched. edges: of the interval's band: avoided where possible.
        upright: places of the marks' lines, never touched.
    """
    long, high = width(label), LETTERS + 1
    grid = [frame.y(value) for value, _ in frame.ticks]
    best: tuple[float, float, bool] | None = None
    for is_above in (True, False):
        top = y - 5 - high if is_above else y + 5
        if top < 2 or top + high > frame.height - 2:
            continue
        for left in range(2, int(frame.width - long), 6):
            box = Box(left, left + long, top, top + high)
            if any(map(box.holds, drawn)) or any(box.left - 6 < x < box.right + 6 for x in upright):
                continue
            touched = sum(box.holds(point, 0) for point in edges)
            crossed = sum(box.top + 2 < line < box.bottom - 2 for line in grid)
            cost = 0.04 * touched + 0.3 * crossed + left / frame.width + (0 if is_above else 0.1)
            if best is None or cost < best[0]:
                best = (cost, float(left), is_above)
    return None if best is None else (best[1], best[2])


def rows_of(labels: Sequence[str], places: Sequence[float], frame: Frame) -> tuple[Placed, ...]:
    """The marks with the rows of their labels, as few rows as will do: no label covers another, or a line that leads
    down from one. Where even four rows do not do, the oldest marks go without a label.
    """
    for silent in range(len(labels) + 1):
        for count in range(1, ROWS + 1):
            fixed = [Placed(number, places[number], None) for number in range(silent)]
            if found := _rows(labels, places, frame, fixed, count):
                return tuple(found)
    return ()


def _rows(
    labels: Sequence[str], places: Sequence[float], frame: Frame, placed: list[Placed], count: int
) -> list[Placed] | None:
    number = len(placed)
    if number == len(labels):
        return placed
    for row in range(count):
        for is_left in (False, True):
            tried = Placed(number, places[number], row, is_left)
            start, end = span(labels[number], tried)
            if start < 4 - frame.left or end > frame.width:
                continue
            if any(_collide(labels, tried, other) or _collide(labels, other, tried) for other in placed):
                continue
            if found := _rows(labels, places, frame, [*placed, tried], count):
                return found
    return None


def _collide(labels: Sequence[str], label: Placed, other: Placed) -> bool:
    """Whether a label covers another, or the line that leads down from it."""
    if label.row is None:
        return False
    start, end = span(labels[label.number], label)
    if other.row is None:
        return False
    if label.row <= other.row and start - 6 < other.x < end + 6 and other.x != label.x:
        return True
    since, to = span(labels[other.number], other)
    return label.row == other.row and start < to + 12 and since - 12 < end


def span(label: str, placed: Placed) -> tuple[float, float]:
    long = width(label) + 9
    return (placed.x - long, placed.x - 9) if placed.is_left else (placed.x + 9, placed.x + long)
