"""Days, weeks, months and quarters as the company counts them: the same grid as the marts' (reporting_dates.sql).

Does not belong here: when something is due (cadence.py).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from orchestration.lib.errors import UserError
from orchestration.lib.periods import Period
from orchestration.lib.project_vars import project_vars
from orchestration.subscriptions.model import Window

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Calendar:
    """The vars of dbt_project.yml.

    Args:
        week_starts_on: 1 (Monday) to 7. fiscal_year_starts_in: 1 to 12; quarters follow it.
        time_zone: in which the marts' days begin and end.
    """

    week_starts_on: int = 1
    fiscal_year_starts_in: int = 1
    time_zone: str = "UTC"

    def window(self, period_type: str, day: date) -> Window:
        """The period of a type that a day belongs to."""
        if period_type == "day":
            return Window("day", day, day)
        if period_type == "week":
            start = day - timedelta(days=(day.isoweekday() - self.week_starts_on) % 7)
            return Window("week", start, start + timedelta(days=6))
        if period_type == "month":
            return Window("month", _month(day, 0), _month(day, 1) - timedelta(days=1))
        if period_type == "quarter":
            start = _month(day, -((day.month - self.fiscal_year_starts_in) % 3))
            return Window("quarter", start, _month(start, 3) - timedelta(days=1))
        raise ValueError(f"There is no period {period_type}.")

    def last_before(self, period_type: str, day: date) -> Window:
        """The last period that ended before a day."""
        current = self.window(period_type, day)
        return self.window(period_type, current.start - timedelta(days=1))

    def named(self, period_type: str, text: str) -> Window:
        """`2026-W39`, `2026-09`, `2026-Q3`, or any of its days.

        Raises:
            UserError: it is none, or a period of another type.
        """
        if _DAY.fullmatch(text.strip()):
            with suppress(ValueError):
                return self.window(period_type, date.fromisoformat(text.strip()))
        period = Period.parse(text)
        if period.period_type != period_type:
            raise UserError(
                f"--period {text} is a {period.period_type}; the digests of this audience are of {period_type}s."
            )
        # A week may begin on any of its calendar week's days, a quarter in any of its months.
        return self.window(period_type, period.last)


def read_calendar(dbt_project: Path) -> Calendar:
    """The vars as dbt_project.yml has them."""
    given = project_vars(dbt_project)
    plain = Calendar()
    return Calendar(
        int(given.get("week_starts_on", plain.week_starts_on)),
        int(given.get("fiscal_year_starts_in", plain.fiscal_year_starts_in)),
        str(given.get("reporting_time_zone", plain.time_zone)),
    )


def _month(day: date, shift: int) -> date:
    """The first day of a month so many months away."""
    months = day.year * 12 + day.month - 1 + shift
    return date(months // 12, months % 12 + 1, 1)
