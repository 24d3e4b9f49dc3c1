"""A change is reported only when voc_metrics calls it one; numbers are shown in the metric's own unit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from orchestration.lib.headline import Value, comparison, read, sentence

SEPTEMBER = date(2026, 9, 1)


def _nps(value: float, before: float | None, is_changed: bool | None, status: str | None = None) -> Value:
    return Value("nps", SEPTEMBER, 400, value, value - 8, value + 8, before, 390, is_changed, status)


def test_a_change_within_normal_variation_is_steady():
    assert comparison(_nps(30, 35, False)) == "steady against August (35.0, n 390)"
    assert comparison(_nps(30, 35, None)) == "steady against August (35.0, n 390)"


def test_a_change_beyond_it_is_said_with_its_size():
    assert comparison(_nps(10, 35, True)) == "down 25.0 from August (35.0, n 390)"
    assert comparison(_nps(50, 35, True)) == "up 15.0 from August (35.0, n 390)"


def test_december_comes_before_january():
    january = Value("nps", date(2027, 1, 1), 400, 30, 22, 38, 35, 390, False)
    assert comparison(january) == "steady against December (35.0, n 390)"


def test_a_threshold_is_mentioned_where_it_is_crossed():
    assert sentence(_nps(10, 35, True, "confirmed")).endswith("; surely beyond its threshold")
    assert sentence(_nps(10, 35, True, "ok")).endswith("(35.0, n 390)")


def test_each_metric_is_shown_in_its_unit():
    assert "81.5 %" in sentence(Value("csat", SEPTEMBER, 900, 81.54, 79.0, 84.0))
    assert sentence(Value("ces", SEPTEMBER, 1234, 5.551, 5.4, 5.7)) == (
        "CES     5.55  (n 1,234, 5.40 to 5.70)  no month before to compare with"
    )


def test_the_latest_complete_month_is_read_and_hidden_ones_are_not(tmp_path: Path):
    published = tmp_path / "voice.duckdb"
    with duckdb.connect(str(published)) as db:
        db.execute(
            """
            create schema marts;
            create table marts.voc_metrics as
            select *, 'month' as period_type, 'all' as dimension, 1.0 as interval_low, 9.0 as interval_high,
                null::double as previous_value, null::bigint as previous_n, null::boolean as is_change_significant,
                null::varchar as threshold_status
            from (values
                ('nps', date '2026-08-01', 40, 5.0, true), ('nps', date '2026-09-01', 41, 6.0, true),
                ('nps', date '2026-10-01', 3, 7.0, false), ('csat', date '2026-09-01', null, null, true)
            ) t (metric, period_start, n, value, is_complete)
            """
        )
    assert read(published) == [Value("nps", SEPTEMBER, 41, 6.0, 1.0, 9.0)]
