"""`voc metric`: what is drawn says what the numbers say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.cli.metric import WIDTH, drawn
from orchestration.lib.errors import UserError
from orchestration.lib.metric_series import Point, Window, read


def _point(value: float | None, low: float | None, high: float | None, group: str = "all") -> Point:
    return Point(group, date(2026, 9, 7), 40, value, low, high, is_suppressed=False)


@pytest.mark.parametrize(("text", "window"), [("13w", Window(13, "week")), (" 6M ", Window(6, "month"))])
def test_periods_are_a_number_and_a_letter(text, window):
    assert Window.parse(text) == window


@pytest.mark.parametrize("text", ["", "w", "0w", "-3m", "3x", "3 weeks"])
def test_other_periods_are_refused(text):
    with pytest.raises(UserError, match="for example 13w"):
        Window.parse(text)


def test_the_interval_is_drawn_from_end_to_end_with_the_value_on_it():
    lines = drawn([_point(0.0, -100.0, 100.0), _point(50.0, 0.0, 100.0)], 1)
    bars = [line[-WIDTH:] for line in lines]
    assert bars[1] == "─" * 20 + "●" + "─" * 19
    assert bars[2].index("─") == 20
    assert bars[2].index("●") == 29
    assert lines[1].split()[:3] == ["2026-09-07", "0.0", "40"]


def test_a_single_answer_has_a_value_and_no_interval():
    (_, line) = drawn([_point(4.0, None, None)], 2)
    assert line.split() == ["2026-09-07", "4.00", "40", "-", "to", "-", "●"]


def test_too_few_answers_show_neither_value_nor_bar():
    hidden = Point("billing", date(2026, 9, 7), 2, None, None, None, is_suppressed=True)
    lines = drawn([hidden, _point(10.0, 5.0, 15.0, "support")], 1)
    assert lines[1].split() == ["billing", "2026-09-07", "-", "2", "too", "few", "answers"]
    assert "●" in lines[2]


def test_no_periods_are_said_in_words():
    assert drawn([], 1) == ["Nobody answered in these periods."]


def test_the_last_periods_are_read_and_small_groups_come_without_their_value(tmp_path: Path):
    published = tmp_path / "voice.duckdb"
    with duckdb.connect(str(published)) as db:
        db.execute(
            """
            create schema marts;
            create table marts.voc_metrics as
            select 'nps' as metric, 'week' as period_type, start::date as period_start, dimension, dimension_value,
                n, value, value - 5 as interval_low, value + 5 as interval_high, n < 5 as is_suppressed
            from (values
                ('2026-09-07', 'all', 'all', 50, 10.0), ('2026-09-14', 'all', 'all', 52, 20.0),
                ('2026-09-07', 'touchpoint', 'billing', 48, 9.0), ('2026-08-31', 'all', 'all', 51, 0.0),
                ('2026-09-07', 'touchpoint', 'product', 2, 100.0), ('2026-08-31', 'touchpoint', 'billing', 51, 0.0)
            ) as rows (start, dimension, dimension_value, n, value)
            """
        )
    window = Window(2, "week")
    assert [(point.start, point.value) for point in read(published, "nps", "all", window)] == [
        (date(2026, 9, 7), 10.0),
        (date(2026, 9, 14), 20.0),
    ]
    assert read(published, "nps", "touchpoint", window) == [
        Point("billing", date(2026, 9, 7), 48, 9.0, 4.0, 14.0, is_suppressed=False),
        Point("product", date(2026, 9, 7), 2, None, None, None, is_suppressed=True),
    ]
    with pytest.raises(UserError, match="There is no period month in voc_metrics; there is week"):
        read(published, "nps", "all", Window(2, "month"))
