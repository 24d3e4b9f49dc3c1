"""Days, periods and instants as five languages write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from orchestration.language import speaking
from orchestration.language.dates import (
    at,
    clock,
    day,
    kicker,
    moment,
    month,
    period,
    quarter,
    relative,
    span,
    weekday,
    when,
)

MONDAY = date(2026, 9, 14)
NIGHT = datetime(2026, 11, 15, 22, 59, tzinfo=UTC)
HERE = "Europe/Copenhagen"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "short", "yearless", "long", "with_weekday"),
    [
        ("en", "14 Sep 2026", "14 Sep", "14 September 2026", "Monday 14 September"),
        ("da", "14. sep. 2026", "14. sep.", "14. september 2026", "mandag 14. september"),
        ("sv", "14 sep. 2026", "14 sep.", "14 september 2026", "måndag 14 september"),
        ("et", "14. sept 2026", "14. sept", "14. september 2026", "esmaspäev, 14. september"),
        ("ru", "14 сент. 2026 г.", "14 сент.", "14 сентября 2026 г.", "понедельник, 14 сентября"),
    ],
)
def test_a_day(code: str, short: str, yearless: str, long: str, with_weekday: str) -> None:
    with speaking(code):
        said = [day(MONDAY), day(MONDAY, has_year=False), day(MONDAY, is_long=True), weekday(MONDAY)]
    assert [plain(each) for each in said] == [short, yearless, long, with_weekday]


@pytest.mark.parametrize(
    ("code", "week", "over_months", "over_years"),
    [
        ("en", "9–15 Nov 2026", "28 Oct – 3 Nov 2026", "28 Dec 2026 – 3 Jan 2027"),
        ("da", "9.–15. nov. 2026", "28. okt.–3. nov. 2026", "28. dec. 2026–3. jan. 2027"),
        ("sv", "9–15 nov. 2026", "28 okt.–3 nov. 2026", "28 dec. 2026–3 jan. 2027"),
        ("et", "9.–15. nov 2026", "28. okt – 3. nov 2026", "28. dets 2026 – 3. jaan 2027"),
        ("ru", "9–15 нояб. 2026 г.", "28 окт. – 3 нояб. 2026 г.", "28 дек. 2026 г. – 3 янв. 2027 г."),
    ],
)
def test_two_days_say_once_what_they_share(code: str, week: str, over_months: str, over_years: str) -> None:
    with speaking(code):
        said = [
            span(date(2026, 11, 9), date(2026, 11, 15)),
            span(date(2026, 10, 28), date(2026, 11, 3)),
            span(date(2026, 12, 28), date(2027, 1, 3)),
        ]
    assert [plain(each) for each in said] == [week, over_months, over_years]


@pytest.mark.parametrize(
    ("code", "week", "of_month", "of_quarter", "of_day"),
    [
        (
            "en",
            "Week 46 · 9–15 November 2026",
            "November 2026",
            "3rd quarter 2026",
            "Monday, 14 September 2026",
        ),
        ("da", "Uge 46 · 9.–15. november 2026", "November 2026", "3. kvartal 2026", "Mandag 14. september 2026"),
        ("sv", "Vecka 46 · 9–15 november 2026", "November 2026", "3:e kvartalet 2026", "Måndag 14 september 2026"),
        ("et", "46. nädal · 9.–15. november 2026", "November 2026", "3. kvartal 2026", "Esmaspäev, 14. september 2026"),
        (
            "ru",
            "Неделя 46 · 9–15 ноября 2026 г.",
            "Ноябрь 2026 г.",
            "3-й квартал 2026 г.",
            "Понедельник, 14 сентября 2026 г.",
        ),
    ],
)
def test_the_line_above_a_headline(code: str, week: str, of_month: str, of_quarter: str, of_day: str) -> None:
    with speaking(code):
        said = [
            kicker("week", date(2026, 11, 9), date(2026, 11, 15)),
            kicker("month", date(2026, 11, 1), date(2026, 11, 30)),
            kicker("quarter", date(2026, 7, 1), date(2026, 9, 30)),
            kicker("day", MONDAY, MONDAY),
        ]
    assert [plain(each) for each in said] == [week, of_month, of_quarter, of_day]


def test_only_the_calendars_weeks_have_numbers() -> None:
    assert kicker("week", date(2026, 11, 8), date(2026, 11, 14)) == "8–14 November 2026"
    assert kicker("week", date(2026, 12, 28), date(2027, 1, 3)).startswith("Week 53 · 28 December 2026")
    assert kicker("quarter", date(2026, 8, 1), date(2026, 10, 31)) == "1 August – 31 October 2026"


@pytest.mark.parametrize(
    ("code", "rolling", "week", "of_quarter"),
    [
        ("en", "28 days to 20 Sep 2026", "week of 14 Sep 2026", "Q3 2026"),
        ("da", "28 dage til 20. sep. 2026", "ugen fra 14. sep. 2026", "3. kvt. 2026"),
        ("sv", "28 dagar till 20 sep. 2026", "veckan från 14 sep. 2026", "K3 2026"),
        ("et", "28 päeva kuni 20. sept 2026", "nädal alates 14. sept 2026", "K3 2026"),
        ("ru", "28 дней по 20 сент. 2026 г.", "неделя с 14 сент. 2026 г.", "3-й кв. 2026 г."),
    ],
)
def test_a_period(code: str, rolling: str, week: str, of_quarter: str) -> None:
    end = date(2026, 9, 20)
    with speaking(code):
        said = [
            period("rolling_28", end - timedelta(days=27), end),
            period("week", MONDAY, end),
            period("quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ]
        assert period("month", date(2026, 9, 1), date(2026, 9, 30)) == month(MONDAY)
        assert quarter(MONDAY) == said[2]
    assert [plain(each) for each in said] == [rolling, week, of_quarter]


@pytest.mark.parametrize(
    ("code", "soon", "later", "exactly", "in_full"),
    [
        (
            "en",
            "Sun 23:59",
            "Sun 15 Nov 23:59",
            "15 Nov 2026, 23:59 (Copenhagen time)",
            "Sunday 15 November 23:59 (Copenhagen time)",
        ),
        (
            "da",
            "søn. 23.59",
            "søn. 15. nov. 23.59",
            "15. nov. 2026, 23.59 (København, lokal tid)",
            "søndag 15. november 23.59 (København, lokal tid)",
        ),
        (
            "sv",
            "sön 23:59",
            "sön 15 nov. 23:59",
            "15 nov. 2026, 23:59 (Köpenhamn, lokal tid)",
            "söndag 15 november 23:59 (Köpenhamn, lokal tid)",
        ),
        (
            "et",
            "P 23:59",
            "P, 15. nov 23:59",
            "15. nov 2026, 23:59 (Kopenhaagen, kohalik aeg)",
            "pühapäev, 15. november 23:59 (Kopenhaagen, kohalik aeg)",
        ),
        (
            "ru",
            "вс 23:59",
            "вс, 15 нояб. 23:59",
            "15 нояб. 2026 г., 23:59 (Копенгаген, местное время)",
            "воскресенье, 15 ноября 23:59 (Копенгаген, местное время)",
        ),
    ],
)
def test_an_instant(code: str, soon: str, later: str, exactly: str, in_full: str) -> None:
    with speaking(code):
        said = [
            when(NIGHT, HERE, NIGHT),
            when(NIGHT, HERE, NIGHT - timedelta(days=20)),
            at(NIGHT, HERE),
            moment(NIGHT, HERE),
        ]
    assert [plain(each) for each in said] == [soon, later, exactly, in_full]


def test_utc_is_called_so() -> None:
    assert at(NIGHT) == "15 Nov 2026, 22:59 UTC"
    assert moment(NIGHT, "UTC") == "Sunday 15 November 22:59 UTC"
    assert clock(NIGHT, "Asia/Kathmandu") == "04:44"
    with speaking("da"):
        assert clock(NIGHT, HERE) == "23.59"


def test_an_hour_that_comes_twice_is_the_zones() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert clock(first, HERE) == clock(second, HERE) == "02:30"


@pytest.mark.parametrize(
    ("code", "today", "yesterday", "three", "coming", "one"),
    [
        ("en", "today", "yesterday", "3 days ago", "in 5 days", "tomorrow"),
        ("da", "i dag", "i går", "for 3 dage siden", "om 5 dage", "i morgen"),
        ("sv", "i dag", "i går", "för 3 dagar sedan", "om 5 dagar", "i morgon"),
        ("et", "täna", "eile", "3 päeva tagasi", "5 päeva pärast", "homme"),
        ("ru", "сегодня", "вчера", "3 дня назад", "через 5 дней", "завтра"),
    ],
)
def test_how_far_a_day_is(code: str, today: str, yesterday: str, three: str, coming: str, one: str) -> None:
    with speaking(code):
        said = [relative(MONDAY, MONDAY + timedelta(days=distance)) for distance in (0, 1, 3, -5, -1)]
        assert relative(MONDAY, MONDAY + timedelta(days=31)) == day(MONDAY)
    assert said == [today, yesterday, three, coming, one]
