"""Numbers as the reader's language writes them. Rounded here and nowhere before.

A value and its limit never look the same when they differ: decimals are raised until they do not.
"""

from __future__ import annotations

import math

from orchestration.language.speech import say

MINUS = "\u2212"
MOST_DECIMALS = 6
UNBROKEN = "\u00a0"  # between a number and its unit, where no line may break


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
        return f"{shown}{UNBROKEN}%"
    return f"{shown}{UNBROKEN}{unit.upper() if len(unit) == 3 and unit != 'day' else unit}"


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
    return text.replace(" ", UNBROKEN)
