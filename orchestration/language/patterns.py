"""The patterns by which a language writes dates, chosen and widened as the Unicode consortium describes (TR 35).

Babel chooses the nearest pattern of a language and leaves its widths: asked for `MMMM` it writes `MMM`. Does not
belong here: which dates are written how (dates.py).
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache

from babel.dates import DateTimePattern, match_skeleton, parse_pattern, tokenize_pattern, untokenize_pattern

from orchestration.language.locales import locale, order, plain

_SAME = {"c": "E", "e": "E", "L": "M", "q": "Q"}  # fields beside others and alone
_WORDS = {"E": 4, "M": 3, "Q": 3}  # widths from which on what is asked for is a word to be widened or shortened


def shown(skeleton: str, at: date | datetime | time, code: str) -> str:
    """A date, an instant or a time in the fields of a skeleton: `yMMMd` is `14 Sep 2026`."""
    return plain(_pattern(skeleton, code).apply(at, locale(code)))


def shown_between(skeleton: str, start: date, end: date, code: str) -> str:
    """Two days with what they share said once: `9–15 Nov 2026`."""
    if start == end:
        return shown(skeleton, start, code)
    differs = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    first, second = _interval(skeleton, differs, code)
    if first is None or second is None:
        fallback = str(order(code).interval_formats[None])
        return plain(fallback.format(shown(skeleton, start, code), shown(skeleton, end, code)))
    return plain(first.apply(start, locale(code)) + second.apply(end, locale(code)))


def city(zone: str, code: str) -> str:
    """`Copenhagen`, `Копенгаген` for `Europe/Copenhagen`."""
    named = locale(code).time_zones.get(zone, {}).get("city")
    return str(named or zone.rpartition("/")[2].replace("_", " "))


@cache
def _pattern(skeleton: str, code: str) -> DateTimePattern:
    found = order(code).datetime_skeletons
    nearest = match_skeleton(skeleton, found)
    if nearest is None:
        raise ValueError(f"no pattern of {code} has the fields {skeleton}")
    return parse_pattern(_widened(str(found[nearest].pattern), skeleton))


@cache
def _interval(skeleton: str, differs: str, code: str) -> tuple[DateTimePattern, DateTimePattern] | tuple[None, None]:
    found = {name: fields for name, fields in order(code).interval_formats.items() if name}
    nearest = match_skeleton(skeleton, found)
    if nearest is None or differs not in found[nearest]:
        return None, None
    first, second = (parse_pattern(_widened(str(part), skeleton)) for part in found[nearest][differs])
    return first, second


def _widened(pattern: str, skeleton: str) -> str:
    """The pattern with the widths that were asked for, where both are words."""
    asked: dict[str, int] = {}
    for letter in skeleton:
        asked[letter] = asked.get(letter, 0) + 1
    tokens = []
    for kind, value in tokenize_pattern(pattern):
        if isinstance(value, tuple):
            letter, width = value
            field = _SAME.get(letter, letter)
            least = _WORDS.get(field)
            if least and asked.get(field, 0) >= least and (field == "E" or width >= least):
                value = (letter, asked[field])
        tokens.append((kind, value))
    return untokenize_pattern(tokens)
