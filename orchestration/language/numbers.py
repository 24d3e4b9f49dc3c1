"""Numbers as the reader's language writes them. Rounded here and nowhere before.

A value and its limit never look the same when they differ: decimals are raised until they do not. Does not belong
here: the marks between digits (figures.py), and dates.
"""

from __future__ import annotations

import math
from decimal import Decimal

from orchestration.language.figures import MINUS, read_back, rounded, written
from orchestration.language.locales import order, plain
from orchestration.language.speech import language, say, say_count, title

MOST_DECIMALS = 6
UNBROKEN = "\u00a0"  # between a number and its unit, where no line may break


def number(value: float, decimals: int) -> str:
    """`1,234.5`, with a minus that is one; what rounds to nothing has none."""
    return written(rounded(value, decimals), language())


def signed(value: float, decimals: int) -> str:
    """`+3.0`, `−3.0`; what rounds to nothing has no sign."""
    shown = rounded(value, decimals)
    return f"{'+' if shown > 0 else ''}{written(shown, language())}"


def measured(value: float | None, unit: str, decimals: int) -> str:
    """With its unit; seconds as hours and minutes."""
    if value is None or math.isnan(value):
        return "–"
    if unit == "seconds":
        return duration(value, decimals)
    return with_unit(number(value, decimals), unit)


def with_unit(shown: str, unit: str, count: Decimal | None = None) -> str:
    """A number that is written already with the unit of a metric, in the form that the number asks for.

    Args:
        count: by which the form goes where `shown` is more than a number.
    """
    if unit in ("points", "score", ""):
        return shown
    if unit == "percent":
        return percent(shown)
    counted = read_back(shown, language()) if count is None else count
    return _counted(shown, unit, counted).replace(" ", UNBROKEN, 1)


def percent(shown: str) -> str:
    """`25%`, `25 %`, `%25`: as the language has it."""
    pattern = order(language()).percent_formats[None]
    return plain(f"{pattern.prefix[0]}{shown}{pattern.suffix[0]}")


def apart(value: float, limit: float, unit: str, decimals: int) -> tuple[str, str]:
    """Both, with as many decimals as it takes to tell them apart; the limit without trailing zeros."""
    show = duration if unit == "seconds" else number
    digits = decimals
    while value != limit and digits < MOST_DECIMALS and show(value, digits) == show(limit, digits):
        digits += 1
    if value != limit and show(value, digits) == show(limit, digits):
        exact = "seconds exactly" if unit == "seconds" else unit
        return _exactly(value, exact), _exactly(limit, exact)
    if unit == "seconds":
        return duration(value, digits), duration(limit, digits)
    return with_unit(number(value, digits), unit), with_unit(trimmed(limit, digits), unit)


def trimmed(value: float, decimals: int) -> str:
    """A level that somebody set: `60`, `4.25`."""
    shown = rounded(value, decimals)
    bare = shown.normalize()
    return written(bare if int(bare.as_tuple().exponent) < 0 else shown.quantize(Decimal(1)), language())


def between(low: float, high: float, unit: str, decimals: int) -> str:
    """`57 to 66%`, the unit once."""
    if unit == "seconds":
        return say("{low} to {high}", low=duration(low, decimals), high=duration(high, decimals))
    shown = say("{low} to {high}", low=number(low, decimals), high=number(high, decimals))
    return with_unit(shown, unit, rounded(high, decimals))


def duration(seconds: float, decimals: int = 0) -> str:
    """`2 d 4 h`, `5 h 12 min`, `40 s`: two steps; from one decimal on down to the second."""
    left, digits = abs(seconds), max(decimals - 1, 0)
    sign = MINUS if seconds < 0 and rounded(left, digits) else ""
    if left < 60 or decimals > 0:
        whole, rest = divmod(round(left, digits), 60)
        hours, minutes = divmod(int(whole), 60)
        parts = [
            say("{count} h", count=number(hours, 0)) if hours else "",
            say("{count} min", count=minutes) if minutes else "",
            say("{count} s", count=number(rest, digits)) if rest or not whole else "",
        ]
        return _unbroken(sign + " ".join(part for part in parts if part))
    minutes = round(left / 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        minutes = 0
    shown = [
        say("{count} d", count=number(days, 0)) if days else "",
        say("{count} h", count=hours) if hours else "",
        say("{count} min", count=minutes) if minutes or not (days or hours) else "",
    ]
    return _unbroken(sign + " ".join(part for part in shown if part))


def _counted(shown: str, unit: str, count: Decimal) -> str:
    """The units of the registry of metrics; one that a company adds is shown as it stands, a currency in capitals."""
    match unit:
        case "answers":
            return say_count(count, "{count} answer", "{count} answers", count=shown)
        case "days":
            return say_count(count, "{count} day", "{count} days", count=shown)
        case "sessions":
            return say_count(count, "{count} session", "{count} sessions", count=shown)
        case "subscriptions":
            return say_count(count, "{count} subscription", "{count} subscriptions", count=shown)
        case "invitations":
            return say_count(count, "{count} invitation", "{count} invitations", count=shown)
        case "per 100 customers":
            return say("{count} per 100 customers", count=shown)
        case "seconds exactly":
            return say("{count} s", count=shown)
    return f"{shown} {unit.upper() if len(unit) == 3 and unit != 'day' else title(unit)}"


def _exactly(value: float, unit: str) -> str:
    return with_unit(written(Decimal(f"{value:.12g}"), language()), unit)


def _unbroken(text: str) -> str:
    return text.replace(" ", UNBROKEN)
