"""Values and changes as they are printed: one number of decimals for all that is said of a metric in a digest.

A value and what it is compared with never look the same when they differ, and a change is never printed as nothing
when there is one: decimals are raised until they do not.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.digests.facts import Comparison, Measure, Metric
from orchestration.language import say, say_count
from orchestration.language.figures import MINUS
from orchestration.language.numbers import MOST_DECIMALS, between, duration, measured, number, signed, with_unit
from orchestration.messages.message import Tone

NOTHING = "–"
SAID_UNITS = frozenset({"percent", "seconds", "points", "score"})
CURRENCY = 3  # letters of its code
WHOLE = 10  # Percentages from here on are read without decimals.
SHARES = Metric("share", "Share", "percent", 1, None)  # of what is no metric of its own
SAME = 1e-9  # Sums of doubles differ in their last digits.


def digits(measure: Measure) -> int:
    """Decimals for this value, what it is compared with, its limit and target, and the changes."""
    compared = [each for each in (measure.main, measure.second) if each is not None]
    values = [value for value in (measure.value, *(each.value for each in compared)) if value is not None]
    found = least(measure.metric, *values)
    while found < MOST_DECIMALS and (_hides(measure, compared, found) or _looks_like_a_level(measure, found)):
        found += 1
    return found


def unit_of(metric: Metric) -> str:
    """As it stands beside a number; what is counted (days, sessions, per 100 customers) the metric's title says."""
    is_currency = len(metric.unit) == CURRENCY and metric.unit != "day"
    return metric.unit if metric.unit in SAID_UNITS or is_currency else ""


def least(metric: Metric, *values: float) -> int:
    """Decimals of a metric alone: points and percentages are read as whole numbers where these say enough."""
    if metric.unit == "points" or (metric.unit == "percent" and all(abs(value) >= WHOLE for value in values)):
        return 0
    return metric.decimals


def shown(measure: Measure, value: float | None = None) -> str:
    """A value of the measure's metric with its unit, by default its own."""
    given = measure.value if value is None else value
    return NOTHING if given is None else measured(given, unit_of(measure.metric), digits(measure))


def interval(measure: Measure) -> str:
    if measure.low is None or measure.high is None:
        return ""
    return between(measure.low, measure.high, unit_of(measure.metric), digits(measure))


def change(measure: Measure, compared: Comparison) -> str:
    """`−12 points`, `+4 percentage points`, `−0.1`, `+1 h 20 min`."""
    return amount(measure.metric, compared.change, digits(measure), is_signed=True)


def difference(measure: Measure, compared: Comparison) -> str:
    """Without a sign: `12 points`."""
    return amount(measure.metric, abs(compared.change), digits(measure))


def change_interval(measure: Measure, compared: Comparison) -> str:
    """`−18 to −7`; nothing where there is none. On which side of no change an end lies is always seen."""
    if compared.low is None or compared.high is None:
        return ""
    metric, decimals = measure.metric, digits(measure)
    while decimals < MOST_DECIMALS and any(_looks_none(metric, end, decimals) for end in (compared.low, compared.high)):
        decimals += 1
    return say(
        "{low} to {high}",
        low=_bare(metric, compared.low, decimals),
        high=_bare(metric, compared.high, decimals),
    )


def amount(metric: Metric, value: float, decimals: int, *, is_signed: bool = False) -> str:
    """A difference of a metric's values in its unit: percentages differ by percentage points."""
    if metric.unit == "seconds":
        return _bare(metric, value, decimals) if is_signed else duration(value, decimals)
    figure = signed(value, decimals) if is_signed else number(value, decimals)
    size = abs(value)
    if metric.unit == "points":
        return say_count(size, "{count} point", "{count} points", decimals=decimals, count=figure)
    if metric.unit == "percent":
        return say_count(size, "{count} percentage point", "{count} percentage points", decimals=decimals, count=figure)
    return with_unit(figure, unit_of(metric))


def tone(metric: Metric, value: float, *, is_real: bool | None) -> Tone:
    """Good or bad where the change is more than chance and the metric has a good side."""
    if not is_real or not value or metric.is_high_good is None:
        return Tone.PLAIN
    return Tone.GOOD if (value > 0) == metric.is_high_good else Tone.BAD


def verdict(measure: Measure) -> str:
    """Whether the change is real, in a word or two; where low is good, also what it means."""
    if measure.is_suppressed:
        return say("Too few answers to show")
    if measure.is_silent:
        return say("No answers") if measure.metric.is_of_answers else say("Nothing to count")
    compared = measure.main
    if compared is None:
        return say("Nothing to compare with")
    if compared.is_significant is None:
        return say("Counted, not sampled") if measure.metric.formula == "total" else say("Not tested")
    if not compared.is_significant:
        return say("Steady")
    if measure.metric.is_high_good is not False:
        return say("Real rise") if compared.change > 0 else say("Real drop")
    return say("Real rise, for the worse") if compared.change > 0 else say("Real drop, for the better")


def answers(measure: Measure) -> str:
    """How many are behind it: `82 answers`; of what are no answers `n 82`."""
    if not measure.n:
        return ""
    count = number(measure.n, 0)
    if measure.metric.is_of_answers:
        return say_count(measure.n, "{count} answer", "{count} answers", count=count)
    return say("n {count}", count=count)


def _bare(metric: Metric, value: float, decimals: int) -> str:
    """A signed difference without a unit, which stands beside it once."""
    if metric.unit != "seconds":
        return signed(value, decimals)
    length = duration(abs(value), decimals)
    if length == duration(0, decimals):
        return length
    return f"{'+' if value > 0 else MINUS}{length}"


def _looks_none(metric: Metric, end: float, decimals: int) -> bool:
    return abs(end) >= SAME and _bare(metric, end, decimals) == _bare(metric, 0.0, decimals)


def _hides(measure: Measure, compared: list[Comparison], decimals: int) -> bool:
    """Whether two that differ would look the same, or a change like none."""
    return measure.value is not None and any(_pairs_alike(measure, each, decimals) for each in compared)


def _looks_like_a_level(measure: Measure, decimals: int) -> bool:
    """Whether it would look as if it were at its limit or target, and is not."""
    value, unit = measure.value, measure.metric.unit
    levels = [level for level in (measure.target, measure.threshold) if level is not None and level != value]
    return value is not None and any(measured(value, unit, decimals) == measured(x, unit, decimals) for x in levels)


def _pairs_alike(measure: Measure, compared: Comparison, decimals: int) -> bool:
    if abs(compared.change) < SAME:
        return False
    unit = measure.metric.unit
    nothing = amount(measure.metric, 0.0, decimals)
    looks = {measured(value, unit, decimals) for value in _values(measure, compared)}
    return len(looks) < 2 or amount(measure.metric, abs(compared.change), decimals) == nothing


def _values(measure: Measure, compared: Comparison) -> Iterator[float]:
    if measure.value is not None:
        yield measure.value
    yield compared.value
