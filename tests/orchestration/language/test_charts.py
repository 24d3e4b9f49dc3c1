"""Charts write numbers and dates as the language does."""

from __future__ import annotations

import json

import pytest

from orchestration.language import LANGUAGES, charts, speaking


@pytest.mark.parametrize(
    ("code", "decimal", "thousands", "day", "september", "sunday"),
    [
        ("en", ".", ",", "%-d %b", "Sep", "Sunday"),
        ("da", ",", ".", "%-d. %b", "sep.", "søndag"),
        ("sv", ",", "\u00a0", "%-d %b", "sep.", "söndag"),
        ("et", ",", "\u00a0", "%-d. %b", "sept", "pühapäev"),
        ("ru", ",", "\u00a0", "%-d %b", "сент.", "воскресенье"),
    ],
)
def test_a_chart_has_the_languages_marks_and_names(
    code: str, decimal: str, thousands: str, day: str, september: str, sunday: str
) -> None:
    with speaking(code):
        found, format_of_day = charts.locale(), charts.day()
    assert (found["number"]["decimal"], found["number"]["thousands"]) == (decimal, thousands)
    assert (format_of_day, found["time"]["shortMonths"][8], found["time"]["days"][0]) == (day, september, sunday)
    assert (len(found["time"]["months"]), len(found["time"]["shortDays"])) == (12, 7)


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_is_plain_data(code: str) -> None:
    with speaking(code):
        assert json.loads(json.dumps(charts.locale())) == charts.locale()
        assert charts.month()
