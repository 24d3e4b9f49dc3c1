"""Numbers, periods and times as they are said. Rounded here and nowhere before.

A value and its limit never look the same when they differ: decimals are raised until they do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from orchestration.lib.metric_series import Point
from orchestration.messages.words import day, say

MINUS = "\u2212"
MOST_DECIMALS = 6
SOON = timedelta(days=6)  # within it a weekday says when
USUAL = timedelta(days=91)
USUAL_LEAST = 4  # fewer earlier values say nothing of what is usual
_UNBROKEN = "\u00a0"  # between a number and its unit, where no line may break


@dataclass(frozen=True)
class Usual:
    """What the values of a series were in the 13 weeks before."""

    low: float
    high: float
    middle: float
    count: int


def number(value: float, decimals: int) -> str:
    """`1,234.5`, with a minus that is one; what rounds to nothing has none."""
    shown = f"{abs(value):,.{decimals}f}"
    is_nothing = not any(character in "123456789" for character in shown)
    return shown if is_nothing or value >= 0 else f"{MINUS}{shown}"


def signed(value: float, decimals: int) -> str:
    shown = number(value, decimals)
    return f"+{shown}" if value > 0 and any(character in "123456789" for character in shown) else shown


def measured(value: float | None, unit: str, decimals: int) -> str:
    """With its unit; seconds as hours and minutes."""
    if value is None or math.isnan(value):
        return "–"
    if unit == "seconds":
        return duration(value, decimals)
    return with_unit(number(value, decimals), unit)


def with_unit(shown: str, unit: str) -> str:
    if unit in ("points", "score", ""):
        return shown
    if unit == "percent":
        return f"{shown}{_UNBROKEN}%"
    return f"{shown}{_UNBROKEN}{unit.upper() if len(unit) == 3 and unit != 'day' else unit}"


def apart(value: float, limit: float, unit: str, decimals: int) -> tuple[str, str]:
    """Both, with as many decimals as it takes to tell them apart; the limit without trailing zeros."""
    digits = decimals
    while value != limit and digits < MOST_DECIMALS and number(value, digits) == number(limit, digits):
        digits += 1
    if unit == "seconds":
        digits = decimals
        while value != limit and digits < MOST_DECIMALS and duration(value, digits) == duration(limit, digits):
            digits += 1
        pair = duration(value, digits), duration(limit, digits)
        return pair if pair[0] != pair[1] or value == limit else (f"{value:.12g} s", f"{limit:.12g} s")
    if number(value, digits) == number(limit, digits) and value != limit:
        return with_unit(f"{value:.12g}", unit), with_unit(f"{limit:.12g}", unit)
    return with_unit(number(value, digits), unit), with_unit(trimmed(limit, digits), unit)


def trimmed(value: float, decimals: int) -> str:
    """A level that somebody set: `60`, `4.25`."""
    shown = number(value, decimals)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def between(low: float, high: float, unit: str, decimals: int) -> str:
    """`57 to 66 %`, the unit once."""
    if unit == "seconds":
        return say("{low} to {high}", low=duration(low, decimals), high=duration(high, decimals))
    return with_unit(say("{low} to {high}", low=number(low, decimals), high=number(high, decimals)), unit)


def duration(seconds: float, decimals: int = 0) -> str:
    """`2 d 4 h`, `5 h 12 min`, `40 s`: two steps; from one decimal on down to the second."""
    sign, left = (MINUS if seconds < 0 else ""), abs(seconds)
    if left < 60 or decimals > 1:
        digits = decimals - 1 if decimals > 1 else 0
        whole, rest = divmod(round(left, digits), 60)
        hours, minutes = divmod(int(whole), 60)
        parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else "", f"{rest:.{digits}f} s"]
        return _unbroken(sign + " ".join(part for part in parts if part))
    minutes = round(left / 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        return _unbroken(sign + (f"{days} d {hours} h" if hours else f"{days} d"))
    shown = f"{hours} h {minutes} min" if hours and minutes else f"{hours} h" if hours else f"{minutes} min"
    return _unbroken(sign + shown)


def _unbroken(text: str) -> str:
    return text.replace(" ", _UNBROKEN)


def usual(history: Sequence[Point], before: date) -> Usual | None:
    """Of the periods that ended in the 13 weeks before a day and are shown; None where there are too few."""
    values = [
        point.value
        for point in history
        if point.value is not None and not point.is_suppressed and before - USUAL <= point.end < before
    ]
    return Usual(min(values), max(values), median(values), len(values)) if len(values) >= USUAL_LEAST else None


def days(count: int) -> str:
    return say("1 day") if count == 1 else say("{count} days", count=count)


def period(period_type: str | None, start: date, end: date) -> str:
    """`28 days to 20 Sep 2026`, `week of 14 Sep 2026`, `August 2026`, `14 Sep 2026`."""
    if period_type == "month":
        return f"{start:%B} {start.year}"
    if period_type == "week":
        return say("week of {day}", day=day(start))
    if period_type == "day" or start == end:
        return day(start)
    if period_type and period_type.startswith("rolling_"):
        return say("{count} days to {day}", count=(end - start).days + 1, day=day(end))
    return say("{start} to {end}", start=day(start), end=day(end))


def when(at: datetime, time_zone: str, now: datetime) -> str:
    """`Fri 14:00` within the week, else `Fri 18 Sep 14:00`: in the reader's zone."""
    local, present = at.astimezone(ZoneInfo(time_zone)), now.astimezone(ZoneInfo(time_zone))
    if present <= local < present + SOON:
        return f"{local:%a %H:%M}"
    year = "" if local.year == present.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"
