"""A change is reported only when the intervals speak for it; numbers are shown in the metric's own unit."""

from __future__ import annotations

from datetime import date

from orchestration.lib.headline import Value, comparison, is_significant, latest, sentence

AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)


def _nps(month: date, value: float, half: float, n: int = 400) -> Value:
    return Value("nps", month, n, value, value - half, value + half)


def test_a_change_within_the_intervals_is_steady():
    assert comparison(_nps(SEPTEMBER, 30, 8), _nps(AUGUST, 35, 8)) == "steady against August (35.0, n 400)"


def test_a_change_beyond_the_intervals_is_said_with_its_size():
    assert comparison(_nps(SEPTEMBER, 10, 8), _nps(AUGUST, 35, 8)) == "down 25.0 from August (35.0, n 400)"
    assert comparison(_nps(SEPTEMBER, 50, 8), _nps(AUGUST, 35, 8)) == "up 15.0 from August (35.0, n 400)"


def test_without_an_interval_nothing_is_called_a_change():
    assert not is_significant(Value("ces", SEPTEMBER, 1, 7.0, None, None), Value("ces", AUGUST, 9, 1.0, 0.5, 1.5))


def test_a_month_without_answers_in_between_is_not_skipped_over():
    values = [_nps(SEPTEMBER, 30, 8), _nps(date(2026, 7, 1), 35, 8)]
    assert latest("nps", values) == (values[0], None)
    assert latest("csat", values) is None


def test_december_comes_before_january():
    values = [_nps(date(2027, 1, 1), 30, 8), _nps(date(2026, 12, 1), 35, 8)]
    assert latest("nps", values) == (values[0], values[1])


def test_each_metric_is_shown_in_its_unit():
    assert "81.5 %" in sentence(Value("csat", SEPTEMBER, 900, 81.54, 79.0, 84.0), None)
    assert sentence(Value("ces", SEPTEMBER, 1234, 5.551, 5.4, 5.7), None) == (
        "CES     5.55  (n 1,234, 5.40 to 5.70)  no month before to compare with"
    )
