"""Simulated time: where the company's history starts, where it stands, how far its future is already written.

Everything is whole seconds since 1970 in UTC. A simulated day is over when its last second is; `now` is the first
second after it, and what happens at `now` or later is not visible yet.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

HOUR = 3_600
DAY = 24 * HOUR
PERIOD = 30 * DAY
FUTURE_DAYS = 45


def epoch(day: date) -> int:
    """First second of a UTC day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def iso(second: int) -> str:
    """`2026-09-30T08:15:00Z`, as Typeform, Zendesk and Trustpilot write instants."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The fixed instants of one company; the same settings give the same calendar."""

    start: int
    now: int
    horizon: int
    incident_from: int
    incident_to: int

    @property
    def periods(self) -> list[tuple[int, int]]:
        """30-day steps from the start until the horizon is covered; the simulation walks them in order."""
        count = -(-(self.horizon - self.start) // PERIOD)
        return [(self.start + i * PERIOD, self.start + (i + 1) * PERIOD) for i in range(count)]

    @property
    def incident_weeks(self) -> list[str]:
        """Mondays of the weeks in which support fails."""
        first = datetime.fromtimestamp(self.incident_from, UTC).date()
        weeks = (self.incident_to - self.incident_from) // (7 * DAY)
        return [(first + timedelta(weeks=i)).isoformat() for i in range(weeks)]


def calendar_for(end: date, months: int, future_days: int = FUTURE_DAYS) -> Calendar:
    """Calendar of a company whose last complete day is `end`, with a two-week incident about ten weeks before it."""
    now = epoch(end + timedelta(days=1))
    years, month = divmod((end.year * 12 + end.month - 1) - months + 1, 12)
    start = min(epoch(date(years, month + 1, 1)), now - 28 * DAY)
    near = end - timedelta(days=75 if months >= 4 else 18)
    monday = near - timedelta(days=near.weekday())
    return Calendar(start, now, now + future_days * DAY, epoch(monday), epoch(monday + timedelta(weeks=2)))
