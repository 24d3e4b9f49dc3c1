"""What is due: the last tick on the audience's own clock, in any zone, over any change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.lib.errors import UserError
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.subscriptions.cadence import cron_of, due, next_due
from orchestration.subscriptions.calendar import Calendar, read_calendar
from orchestration.subscriptions.model import Audience, Cadence, Window

# Zones with half hours, quarters, no summer time, half-hour summer time, skipped days, and summer time in the south.
ODD = (
    "UTC", "Europe/Copenhagen", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Apia", "Pacific/Chatham", "Africa/Casablanca", "Asia/Tehran",
)  # fmt: skip
ZONES = st.one_of(st.sampled_from(ODD), st.sampled_from(sorted(available_timezones())))
NOW = st.datetimes(datetime(2005, 1, 1), datetime(2045, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
AT = st.times().map(lambda at: time(at.hour, at.minute))
CADENCES = st.one_of(
    st.builds(Cadence, st.just("daily"), AT),
    st.builds(Cadence, st.just("weekly"), AT, st.integers(0, 6)),
    st.builds(lambda at, day: Cadence("monthly", at, day=day), AT, st.integers(1, 28)),
    st.builds(
        lambda minute, hour, days: Cadence("cron", cron=f"{minute} {hour} {days}"),
        st.integers(0, 59),
        st.integers(0, 23),
        st.sampled_from(["* * 1-5", "1,15 * *", "* */3 0", "29 2 *", "L * *"]),
    ),
)
CALENDARS = st.builds(Calendar, st.integers(1, 7), st.integers(1, 12))
PERIODS = st.sampled_from(["day", "week", "month", "quarter"])


def audience(cadence: Cadence | None = None, zone: str = "Europe/Copenhagen", period: str = "week") -> Audience:
    return Audience("a", "A", "management", (), (), time_zone=zone, cadence=cadence or Cadence(), period_type=period)


def local(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone))


def wall(cadence: Cadence) -> time:
    if cadence.kind != "cron":
        return cadence.at
    minute, hour = cadence.cron.split()[:2]
    return time(int(hour), int(minute))


@settings(deadline=None, max_examples=400)
@given(CADENCES, ZONES, NOW, PERIODS, CALENDARS)
def test_the_last_tick_is_due_and_none_lies_between_it_and_now(
    cadence: Cadence, zone: str, now: datetime, period: str, calendar: Calendar
) -> None:
    who = audience(cadence, zone, period)
    found = due(who, now, calendar)
    coming = next_due(who, now, calendar)
    assert found.at <= now < coming.at
    assert next_due(who, found.at, calendar).at == coming.at, "no tick lies between"
    assert due(who, coming.at, calendar).at == coming.at
    assert due(who, coming.at - timedelta(microseconds=1), calendar).at == found.at


@settings(deadline=None, max_examples=400)
@given(CADENCES, ZONES, NOW)
def test_a_tick_shows_its_time_on_the_clocks_there_unless_that_time_does_not_exist(
    cadence: Cadence, zone: str, now: datetime
) -> None:
    at = due(audience(cadence, zone), now).at.astimezone(ZoneInfo(zone))
    if at.time() == wall(cadence):
        # Of two such times it is the first: an hour earlier the clocks showed another one.
        assert at.fold == 0
        return
    meant = datetime.combine(at.date(), wall(cadence), at.tzinfo)
    candidates = [meant - timedelta(days=days) for days in (0, 1)]
    gaps = [each for each in candidates if each.astimezone(UTC).astimezone(at.tzinfo).time() != each.time()]
    assert gaps, "the clocks never left that time out"
    assert at.astimezone(UTC) in [each.astimezone(UTC) for each in gaps]


@settings(deadline=None, max_examples=300)
@given(CADENCES, ZONES, NOW, PERIODS, CALENDARS)
def test_what_is_reported_is_the_last_period_that_had_ended_there(
    cadence: Cadence, zone: str, now: datetime, period: str, calendar: Calendar
) -> None:
    found = due(audience(cadence, zone, period), now, calendar)
    today = found.at.astimezone(ZoneInfo(zone)).date()
    following = calendar.window(period, found.window.end + timedelta(days=1))
    assert found.window.end < today <= following.end
    assert following.start == found.window.end + timedelta(days=1)


@settings(deadline=None, max_examples=200)
@given(ZONES, st.integers(2006, 2044), AT)
def test_a_year_of_days_has_a_tick_each_and_no_two_report_the_same_day(zone: str, year: int, at: time) -> None:
    who = audience(Cadence("daily", at), zone, "day")
    ticks, now = [], datetime(year, 1, 1, tzinfo=UTC)
    while now.year == year:
        found = next_due(who, now)
        ticks.append(found)
        now = found.at
    days = [tick.window.start for tick in ticks]
    assert days == sorted(set(days))
    # Samoa left out 30 December 2011, Tokelau too.
    assert all(after - before <= timedelta(days=2) for before, after in pairwise(days))
    assert 364 <= len(ticks) <= 367


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_seven_in_the_morning_is_seven_on_both_sides_of_every_change(zone: str) -> None:
    now = local(zone, 2026, 12, 31, 12)
    who = audience(Cadence("weekly", time(7), 0), zone)
    for _ in range(52):
        found = due(who, now)
        shown = found.at.astimezone(ZoneInfo(zone))
        assert (shown.weekday(), shown.time()) == (0, time(7))
        now = found.at - timedelta(seconds=1)


def test_a_time_that_does_not_exist_comes_as_much_later_as_the_clocks_jumped() -> None:
    who = audience(Cadence("daily", time(2, 30)), period="day")
    found = due(who, local("Europe/Copenhagen", 2026, 3, 29, 12))
    assert found.at == local("Europe/Copenhagen", 2026, 3, 29, 3, 30)
    assert found.window.end == date(2026, 3, 28)
    half = audience(Cadence("daily", time(2, 15)), "Australia/Lord_Howe", "day")
    assert due(half, local("Australia/Lord_Howe", 2026, 10, 4, 12)).at == local(
        "Australia/Lord_Howe", 2026, 10, 4, 2, 45
    )


def test_a_time_that_exists_twice_comes_the_first_time_only() -> None:
    who = audience(Cadence("daily", time(2, 30)), period="day")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert due(who, first).at == first
    assert due(who, first + timedelta(hours=1)).at == first
    assert next_due(who, first).at == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_missed_ticks_collapse_into_the_last() -> None:
    who = audience(Cadence("daily", time(7)), period="day")
    assert due(who, local("Europe/Copenhagen", 2026, 9, 30, 8)).window == Window(
        "day", date(2026, 9, 29), date(2026, 9, 29)
    )


def test_before_the_tick_of_today_the_one_before_counts() -> None:
    who = audience(Cadence("weekly", time(7), 0))
    assert due(who, local("Europe/Copenhagen", 2026, 9, 28, 6, 59)).window.end == date(2026, 9, 20)
    assert due(who, local("Europe/Copenhagen", 2026, 9, 28, 7)).window.end == date(2026, 9, 27)


def test_a_month_is_reported_on_its_day_and_a_leap_day_comes_every_four_years() -> None:
    monthly = audience(Cadence("monthly", time(7), day=3), period="month")
    assert due(monthly, local("Europe/Copenhagen", 2026, 3, 2)).window == Window(
        "month", date(2026, 1, 1), date(2026, 1, 31)
    )
    leap = audience(Cadence("cron", cron="0 7 29 2 *"), period="month")
    assert due(leap, local("Europe/Copenhagen", 2027, 1, 1)).at == local("Europe/Copenhagen", 2024, 2, 29, 7)


@pytest.mark.parametrize(
    ("cadence", "cron"),
    [
        (Cadence("daily", time(6, 5)), "5 6 * * *"),
        (Cadence("weekly", time(7), 0), "0 7 * * 1"),
        (Cadence("weekly", time(7), 6), "0 7 * * 0"),
        (Cadence("monthly", time(7), day=28), "0 7 28 * *"),
        (Cadence("cron", cron="0 7 * * 1-5"), "0 7 * * 1-5"),
    ],
)
def test_schedulers_are_told_the_same(cadence: Cadence, cron: str) -> None:
    assert cron_of(cadence) == cron
    twin = audience(Cadence("cron", cron=cron))
    for days in range(60):
        now = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=days)
        assert due(twin, now).at == due(audience(cadence), now).at


def test_periods_are_the_companys() -> None:
    assert read_calendar(PROJECT_ROOT / "dbt_project") == Calendar(1, 1, "UTC")
    sundays = Calendar(week_starts_on=7, fiscal_year_starts_in=2)
    assert sundays.window("week", date(2026, 9, 30)) == Window("week", date(2026, 9, 27), date(2026, 10, 3))
    assert sundays.window("quarter", date(2026, 1, 31)) == Window("quarter", date(2025, 11, 1), date(2026, 1, 31))
    assert Calendar().window("quarter", date(2026, 12, 31)).end == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("period", "text", "start"),
    [
        ("week", "2026-W39", date(2026, 9, 21)),
        ("week", "2026-09-24", date(2026, 9, 21)),
        ("month", "2026-09", date(2026, 9, 1)),
        ("quarter", "2026-Q3", date(2026, 7, 1)),
        ("day", "2026-09-24", date(2026, 9, 24)),
    ],
)
def test_a_period_is_named_as_people_write_it(period: str, text: str, start: date) -> None:
    assert Calendar().named(period, text).start == start


def test_a_period_of_another_type_is_refused() -> None:
    with pytest.raises(UserError, match="is a month; the digests of this audience are of weeks"):
        Calendar().named("week", "2026-09")
