"""Days, periods and instants as the reader's language writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from orchestration.language.speech import say

SOON = timedelta(days=6)  # within it a weekday says when


def day(on: date) -> str:
    """`14 Sep 2026`."""
    return f"{on.day} {on:%b} {on.year}"


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


def at(instant: datetime, zone: str = "UTC") -> str:
    """`14 Sep 2026, 14:00 UTC`, `14 Sep 2026, 16:00 (Copenhagen time)`."""
    local = instant.astimezone(ZoneInfo(zone))
    if zone == "UTC":
        return say("{day}, {time} UTC", day=day(local.date()), time=f"{local:%H:%M}")
    place = zone.rpartition("/")[2].replace("_", " ")
    return say("{day}, {time} ({city} time)", day=day(local.date()), time=f"{local:%H:%M}", city=place)
