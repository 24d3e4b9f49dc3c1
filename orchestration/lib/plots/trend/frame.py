"""Sizes of a trend's picture: ticks, places of values, widths of words. Pure numbers, in pixels of a mail's column.

Does not belong here: where labels find room (places.py), and how anything is drawn (drawing.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH = 500  # shown in 544 pixels of a mail, in 344 on a telephone
PLOT_HEIGHT = 164
LETTERS = 14.0  # size of the axis' labels; read at two thirds on a telephone
LARGE = 22.0  # of the last value
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
TICKS = 4  # steps between them, about
GAP = 18.0  # between two labels of the axis
_NARROW = frozenset("iIjl.,:;'|!·()[]-fIt ІіЇї")
_WIDE = frozenset("mwMWЖШЩФЮЫЪМмшщжфюыЩ@%ÆæŒ—…")


@dataclass(frozen=True)
class Frame:
    """The plot within the picture, and the scales.

    Args:
        left, right: room beside the plot, for the ticks and the last value.
        count: periods.
        low, high: ends of the axis; ticks: values and texts.
    """

    left: float
    right: float
    count: int
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    height: float = PLOT_HEIGHT

    @property
    def width(self) -> float:
        return WIDTH - self.left - self.right

    def x(self, place: float) -> float:
        """Of the period with this number; one alone stands in the middle."""
        return self.width / 2 if self.count == 1 else place / (self.count - 1) * self.width

    def y(self, value: float) -> float:
        return (self.high - value) / (self.high - self.low) * self.height


def frame(
    values: Sequence[float],
    count: int,
    last: str,
    tick: Callable[[float, int], str],
    bounds: tuple[float | None, float | None],
    labels: Sequence[str] = (),
) -> Frame:
    """Around all values (those of intervals and baseline too), which are one at least.

    Args:
        labels: of the periods; those of the first and the last stand half beside the plot.
    """
    low, high, ticks = axis(min(values), max(values), bounds)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    texts = tuple((value, tick(value, decimals(step))) for value in ticks)
    left = math.ceil(max(width(text) for _, text in texts)) + 16
    right = max(math.ceil(width(last, LARGE, is_bold=True)) + 20, 28)
    if labels:
        left, right = max(left, _half(labels[0])), max(right, _half(labels[-1]))
    return Frame(left, right, count, low, high, texts)


def _half(label: str) -> int:
    return math.ceil(width(label) / 2)


def axis(
    least: float, most: float, bounds: tuple[float | None, float | None]
) -> tuple[float, float, tuple[float, ...]]:
    """Ends of the axis and its round values; it does not go beyond what the metric can be."""
    lowest, highest = bounds
    whole = highest - lowest if lowest is not None and highest is not None else max(abs(least), abs(most), 1.0)
    room = max(most - least, whole * 0.04)
    middle = (least + most) / 2
    start, end = min(least, middle - room / 2), max(most, middle + room / 2)
    if lowest is not None:
        start = max(start, min(lowest, least))
    if highest is not None:
        end = min(end, max(highest, most))
    step = _step((end - start) / TICKS)
    first, last = math.floor(start / step + 1e-9), math.ceil(end / step - 1e-9)
    low, high = first * step, last * step
    if lowest is not None and low < lowest <= start:
        low = lowest
    if highest is not None and high > highest >= end:
        high = highest
    ticks = (round(each * step, 10) + 0.0 for each in range(first, last + 1))
    return low, high, tuple(each for each in ticks if low - step * 1e-6 <= each <= high + step * 1e-6)


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    # 25 is round, 2.5 is not.
    steps = (step * power for step in STEPS if step != 2.5 or power >= 10)
    return next(step for step in steps if step >= rough * 0.999)


def decimals(step: float) -> int:
    """As many as tell two ticks apart."""
    return next((digits for digits in range(6) if abs(round(step, digits) - step) < step * 1e-6), 6)


def width(text: str, size: float = LETTERS, *, is_bold: bool = False) -> float:
    """Of a text, about and rather too wide than too narrow: letters of a sans-serif face in four widths."""
    units = sum(
        0.3 if letter in _NARROW else 0.9 if letter in _WIDE else 0.7 if letter.isupper() else 0.57 for letter in text
    )
    return units * size * (1.08 if is_bold else 1.0)


def labelled(labels: Sequence[str], frame: Frame) -> tuple[int, ...]:
    """Numbers of the periods that have a label: equally far from one another, the last one always, none overlapping."""
    widest = max(map(width, labels), default=0.0)
    count = len(labels)
    for every in range(1, count):
        if frame.x(every) - frame.x(0) >= widest + GAP and (count - 1) // every <= 6:
            return tuple(range((count - 1) % every, count, every))
    return (count - 1,)
