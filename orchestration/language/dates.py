"""Days, periods and instants as the reader's language writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from orchestration.language.patterns import city, shown, shown_between
from orchestration.language.speech import language, say, say_count

SOON = timedelta(days=6)  # within it a weekday says when
NEAR = 30  # days within which a distance says more than a date
WEEK = timedelta(days=6)


def day(on: date, *, has_year: bool = True, is_long: bool = False) -> str:
    """`14 Sep 2026`, `14 Sep`, `14 September 2026`."""
    return shown(("y" if has_year else "") + ("MMMM" if is_long else "MMM") + "d", on, language())


def weekday(on: date, *, has_year: bool = False) -> str:
    """`Monday 14 September`."""
    return shown("yMMMMEEEEd" if has_year else "MMMMEEEEd", on, language())


def month(on: date) -> str:
    """`September 2026`."""
    return shown("yMMMM", on, language())


def quarter(on: date, *, is_long: bool = False) -> str:
    """`Q3 2026`, `3rd quarter 2026`: of the calendar."""
    return shown("yQQQQ" if is_long else "yQQQ", on, language())


def span(start: date, end: date, *, has_year: bool = True, is_long: bool = False) -> str:
    """`9–15 Nov 2026`, `28 Oct – 3 Nov 2026`; what both share stands once."""
    skeleton = ("y" if has_year else "") + ("MMMM" if is_long else "MMM") + "d"
    return shown_between(skeleton, start, end, language())


def months(start: date, end: date) -> str:
    """`April–June 2026`."""
    return shown_between("yMMMM", start.replace(day=1), end.replace(day=1), language())


def days(count: int) -> str:
    return say_count(count, "{count} day", "{count} days")


def period(period_type: str | None, start: date, end: date) -> str:
    """`28 days to 20 Sep 2026`, `week of 14 Sep 2026`, `August 2026`, `Q3 2026`, `14 Sep 2026`."""
    if period_type == "month":
        return month(start)
    if period_type == "quarter" and _is_of_the_calendar(start, end):
        return quarter(start)
    if period_type == "week":
        return say("week of {day}", day=day(start))
    if period_type == "day" or start == end:
        return day(start)
    if period_type and period_type.startswith("rolling_"):
        return say_count((end - start).days + 1, "{count} day to {day}", "{count} days to {day}", day=day(end))
    return span(start, end)


def named(period_type: str, start: date, end: date | None = None) -> str:
    """A period in a sentence: `August 2026`, `April–June 2026`, `10–16 August 2026`."""
    if period_type == "month":
        return month(start)
    if period_type == "quarter":
        return months(start, start + timedelta(days=70))
    return span(start, end or start + WEEK, is_long=True)


def kicker(period_type: str | None, start: date, end: date) -> str:
    """The line above a headline: `Week 46 · 9–15 November 2026`, `November 2026`, `3rd quarter 2026`.

    A week has a number only where it is the calendar's (ISO 8601): it begins on a Monday.
    """
    if period_type == "week" and start.isoweekday() == 1 and end - start == WEEK:
        said = say("Week {number} · {days}", number=start.isocalendar().week, days=span(start, end, is_long=True))
    elif period_type == "month" and start.day == 1:
        said = month(start)
    elif period_type == "quarter" and _is_of_the_calendar(start, end):
        said = quarter(start, is_long=True)
    elif start == end:
        said = weekday(start, has_year=True)
    else:
        said = span(start, end, is_long=True)
    return said[:1].upper() + said[1:]


def clock(at: datetime, zone: str) -> str:
    """`14:00`, in that zone."""
    return shown("Hm", at.astimezone(ZoneInfo(zone)).time(), language())


def when(at: datetime, time_zone: str, now: datetime) -> str:
    """`Fri 14:00` within the week, else `Fri 18 Sep 14:00`: in the reader's zone."""
    local, present = at.astimezone(ZoneInfo(time_zone)), now.astimezone(ZoneInfo(time_zone))
    if present <= local < present + SOON:
        return shown("EHm", local.replace(tzinfo=None), language())
    on = shown("MMMEd" if local.year == present.year else "yMMMEd", local.date(), language())
    return f"{on} {clock(at, time_zone)}"


def at(instant: datetime, zone: str = "UTC") -> str:
    """`14 Sep 2026, 14:00 UTC`, `14 Sep 2026, 16:00 (Copenhagen time)`."""
    local = instant.astimezone(ZoneInfo(zone))
    if zone == "UTC":
        return say("{day}, {time} UTC", day=day(local.date()), time=clock(instant, zone))
    return say(
        "{day}, {time} ({city} time)",
        day=day(local.date()),
        time=clock(instant, zone),
        city=city(zone, language()),
    )


def moment(instant: datetime, zone: str) -> str:
    """`Sunday 15 November 23:59 (Copenhagen time)`: for readers of about the same days."""
    local = instant.astimezone(ZoneInfo(zone))
    if zone == "UTC":
        return say("{day} {time} UTC", day=weekday(local.date()), time=clock(instant, zone))
    return say(
        "{day} {time} ({city} time)",
        day=weekday(local.date()),
        time=clock(instant, zone),
        city=city(zone, language()),
    )


def relative(on: date, today: date) -> str:
    """`today`, `yesterday`, `3 days ago`, `in 3 days`; the day where it is far."""
    distance = (on - today).days
    if abs(distance) > NEAR:
        return day(on)
    if distance in (-1, 0, 1):
        return (say("today"), say("tomorrow"), say("yesterday"))[distance]
    if distance < 0:
        return say_count(-distance, "{count} day ago", "{count} days ago")
    return say_count(distance, "in {count} day", "in {count} days")


def _is_of_the_calendar(start: date, end: date) -> bool:
    return start.day == 1 and start.month % 3 == 1 and (end - start).days < 92
