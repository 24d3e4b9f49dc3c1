"""Periods as people write them, and as they say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.lib.errors import UserError

_MONTH, _QUARTER = re.compile(r"(\d{4})-(\d{2})"), re.compile(r"(\d{4})-?q([1-4])")
_WEEK, _DAY = re.compile(r"(\d{4})-?w(\d{2})"), re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Period:
    """The period of a type that begins in these days: weeks and quarters may begin elsewhere than the calendar's."""

    period_type: str
    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """`2026-08` is a month, `2026-Q3` a quarter, `2026-W35` a week; a day is the week that begins on it.

        Raises:
            UserError: it is none of them.
        """
        given = text.strip().lower()
        try:
            if found := _MONTH.fullmatch(given):
                first = date(int(found[1]), int(found[2]), 1)
                return cls("month", first, first)
            if found := _QUARTER.fullmatch(given):
                last_month = 3 * int(found[2])
                after = date(int(found[1]) + last_month // 12, last_month % 12 + 1, 1)
                return cls("quarter", date(int(found[1]), last_month - 2, 1), after - timedelta(days=1))
            if found := _WEEK.fullmatch(given):
                monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
                return cls("week", monday, monday + timedelta(days=6))
            if _DAY.fullmatch(given):
                return cls("week", date.fromisoformat(given), date.fromisoformat(given))
        except ValueError:
            pass
        raise UserError(
            f"--period {text} is not understood: say a month (2026-08), a quarter (2026-Q3), a week (2026-W35) "
            "or its first day."
        )


def said(period_type: str, start: date, *, with_year: bool = True) -> str:
    """`August 2026`, `April-June 2026` (with a dash), `the week of 24 August 2026`."""
    year = f" {start.year}" if with_year else ""
    if period_type == "month":
        return f"{start:%B}{year}"
    if period_type == "quarter":
        return f"{start:%B}–{start + timedelta(days=70):%B}{year}"
    return f"the week of {start.day} {start:%B}{year}"
