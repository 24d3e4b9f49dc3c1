"""When an audience's digest is due, on its own clock, and the period that it reports then. Pure.

A tick is a local time of day on a local date. Where clocks are put forward over it, it comes as much later as they
jumped (02:30 becomes 03:30); where they are put back over it, it comes once, the first time. What is due is the last
tick alone: ticks that were missed collapse into it. Does not belong here: whether the data are there (digests/rounds).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from orchestration.subscriptions.calendar import Calendar
from orchestration.subscriptions.model import Audience, Cadence, Window

DAY = timedelta(days=1)
# No local date lies further from its tick's UTC date, skipped days included.
MARGIN = 2 * DAY


@dataclass(frozen=True)
class Due:
    """Args:
    at: the tick (UTC).
    window: the last period that ended before the tick's local date.
    """

    at: datetime
    window: Window


def due(audience: Audience, now: datetime, calendar: Calendar | None = None) -> Due:
    """The last tick up to now, and the period it reports."""
    zone = ZoneInfo(audience.time_zone)
    local = now.astimezone(zone).date()
    best: datetime | None = None
    for day in _days_back(audience.cadence, local + MARGIN):
        at = _instant(audience.cadence, day, zone)
        if at <= now:
            best = at if best is None else max(best, at)
        if best is not None and day < best.astimezone(zone).date() - MARGIN:
            break
    if best is None:
        raise ValueError(f"The cadence of {audience.name} never comes.")
    return Due(best, _reported(audience, best, calendar or Calendar()))


def next_due(audience: Audience, now: datetime, calendar: Calendar | None = None) -> Due:
    """The first tick after now, and the period it will report."""
    zone = ZoneInfo(audience.time_zone)
    local = now.astimezone(zone).date()
    best: datetime | None = None
    for day in _days_on(audience.cadence, local - MARGIN):
        at = _instant(audience.cadence, day, zone)
        if at > now:
            best = at if best is None else min(best, at)
        if best is not None and day > best.astimezone(zone).date() + MARGIN:
            break
    if best is None:
        raise ValueError(f"The cadence of {audience.name} never comes.")
    return Due(best, _reported(audience, best, calendar or Calendar()))


def cron_of(cadence: Cadence) -> str:
    """The same in five fields, for schedulers."""
    if cadence.kind == "cron":
        return cadence.cron
    day, weekday = "*", "*"
    if cadence.kind == "weekly":
        weekday = str((cadence.weekday + 1) % 7)
    if cadence.kind == "monthly":
        day = str(cadence.day)
    return f"{cadence.at.minute} {cadence.at.hour} {day} * {weekday}"


def _reported(audience: Audience, at: datetime, calendar: Calendar) -> Window:
    return calendar.last_before(audience.period_type, at.astimezone(ZoneInfo(audience.time_zone)).date())


def _instant(cadence: Cadence, day: date, zone: ZoneInfo) -> datetime:
    # fold=0: the first of two; of a time that does not exist the offset before the jump, which lands behind it.
    return datetime.combine(day, _time(cadence), zone).astimezone(UTC)


def _time(cadence: Cadence) -> time:
    if cadence.kind != "cron":
        return cadence.at
    minute, hour = cadence.cron.split()[:2]
    return time(int(hour), int(minute))


def _days_back(cadence: Cadence, start: date) -> Iterator[date]:
    """The cadence's dates from a day on, backwards."""
    if cadence.kind == "cron":
        from croniter import croniter  # type: ignore[import-untyped]

        ticks = croniter(cadence.cron, datetime.combine(start + DAY, time()))
        while True:
            yield ticks.get_prev(datetime).date()
    day = start
    while day > date.min:
        if _has(cadence, day):
            yield day
        day -= DAY


def _days_on(cadence: Cadence, start: date) -> Iterator[date]:
    if cadence.kind == "cron":
        from croniter import croniter

        ticks = croniter(cadence.cron, datetime.combine(start, time()) - timedelta(seconds=1))
        while True:
            yield ticks.get_next(datetime).date()
    day = start
    while day < date.max:
        if _has(cadence, day):
            yield day
        day += DAY


def _has(cadence: Cadence, day: date) -> bool:
    if cadence.kind == "weekly":
        return day.weekday() == cadence.weekday
    return cadence.kind == "daily" or day.day == cadence.day
