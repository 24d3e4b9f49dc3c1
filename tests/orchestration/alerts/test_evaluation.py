"""Each family at its boundaries, over frames as the marts make them; the evaluation as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.alerts.counts import Counts, frames
from orchestration.alerts.data import DataFrames, evaluate_data
from orchestration.alerts.evaluation import Evaluation, Frames, evaluate
from orchestration.alerts.rules import (
    Anomaly,
    Change,
    CheckFailed,
    Known,
    Rule,
    Silence,
    SourceLate,
    Threshold,
    Volume,
)
from orchestration.alerts.states import States
from orchestration.alerts.statistics import critical_count, shortfall_limit

FIRST = date(2025, 1, 1)
HEAD: dict[str, Any] = {"title": "", "line": 1, "cooldown_days": 0}


def weekly(rows: list[dict[str, Any]]) -> Frames:
    """Rows of voc_metrics of NPS by segment, a week apart."""
    defaults = {
        **dict.fromkeys(("value", "n", "interval_low", "interval_high", "threshold"), np.nan),
        **dict.fromkeys(("previous_value", "previous_n", "change", "change_low", "change_high"), np.nan),
        **dict.fromkeys(("change_q_value", "last_year_value", "last_year_n", "last_year_change"), np.nan),
        **dict.fromkeys(("last_year_change_low", "last_year_change_high", "last_year_change_q_value"), np.nan),
        "metric": "nps",
        "period_type": "week",
        "dimension": "segment",
        "dimension_value": "smb",
        "is_complete": True,
        "is_suppressed": False,
    }
    full = [{**defaults, "period_end": FIRST + timedelta(days=7 * place), **row} for place, row in enumerate(rows)]
    frame = pd.DataFrame(full)
    return Frames(frame, frame.iloc[:0])


def kinds(found: Evaluation) -> list[str]:
    return found.events["kind"].tolist()


def judged(rule: Rule, made: Frames, registry: Known) -> Evaluation:
    return evaluate([rule], made, registry, is_daily_told=True)


def below(**fields: Any) -> Threshold:
    fields = {"below": 30.0, "clear_by": 5.0, "period": "week", "by": ("segment",), **fields}
    return Threshold(name="t", family="threshold", metric="nps", **HEAD, **fields)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"value": 30.0}, []),
        ({"value": 29.9}, ["opened"]),
        ({"value": 29.9, "interval_high": 30.0}, ["opened"]),
        ({"value": 20.0, "interval_high": 29.9}, ["opened", "confirmed"]),
        ({"value": 20.0, "n": 29}, []),
        ({"value": 20.0, "is_suppressed": True}, []),
        ({"value": 20.0, "is_complete": False}, []),
        ({"value": np.nan}, []),
    ],
)
def test_a_threshold_is_crossed_by_the_value_and_surely_by_the_interval(
    row: dict[str, Any], expected: list[str], registry: Known
) -> None:
    made = weekly([{"n": 30, "interval_high": 40.0, "interval_low": 0.0, **row}])
    assert kinds(judged(below(), made, registry)) == expected


def test_it_ends_at_the_clear_level_and_not_before(registry: Known) -> None:
    values = [29.0, 34.9, np.nan, 35.0]
    made = weekly([{"n": 40, "value": value, "interval_high": 50.0} for value in values])
    found = judged(below(), made, registry)
    assert kinds(found) == ["opened", "resolved"]
    assert found.episodes["resolved_on"].tolist() == [FIRST + timedelta(days=21)]
    few = weekly([{"n": 40, "value": 20.0}, {"n": 29, "value": 50.0}])
    assert kinds(judged(below(), few, registry)) == ["opened"]


def test_the_registrys_limit_follows_which_way_is_good(registry: Known) -> None:
    rule = replace(below(below=None, is_from_registry=True, clear_by=1.0), metric="churn_rate")
    rows = [
        {"metric": "churn_rate", "n": 90, "threshold": 4.0, "interval_low": 3.0, "value": value} for value in (4, 5)
    ]
    found = judged(rule, weekly(rows), registry)
    assert kinds(found) == ["opened"]
    assert found.events["limit_value"].tolist() == [4.0]
    without = judged(rule, weekly([{**rows[1], "threshold": np.nan}]), registry)
    assert kinds(without) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"change": -20.0, "change_q_value": 0.05, "change_high": -1.0}, ["opened"]),
        ({"change": -30.0, "change_q_value": 0.01, "change_high": -20.0}, ["opened", "confirmed"]),
        ({"change": -30.0, "change_q_value": 0.051, "change_high": -20.0}, []),
        ({"change": -19.9, "change_q_value": 0.001, "change_high": -20.0}, []),
        ({"change": 30.0, "change_q_value": 0.001, "change_high": 40.0}, []),
        ({"change": -30.0, "change_q_value": 0.01, "change_high": -20.0, "previous_n": 29}, []),
    ],
)
def test_a_change_is_as_large_as_the_rule_says_and_more_than_chance(
    row: dict[str, Any], expected: list[str], registry: Known
) -> None:
    rule = Change(
        name="c", family="change", metric="nps", period="week", by=("segment",), against="previous", fall=20.0, **HEAD
    )
    made = weekly([{"n": 30, "previous_n": 30, "value": 10.0, "previous_value": 40.0, **row}])
    assert kinds(judged(rule, made, registry)) == expected


def daily(n: np.ndarray, positive: np.ndarray | None = None, negative: np.ndarray | None = None) -> Counts:
    n = np.asarray(n, dtype=float)
    groups = [f"g{place}" for place in range(n.shape[1])]
    positive = np.round(0.6 * n) if positive is None else positive
    return Counts.of_three(FIRST, groups, n, positive, np.round(0.2 * n) if negative is None else negative)


def of_days(counts: Counts, registry: Known) -> Frames:
    return frames(counts, registry.metrics["nps"], "segment", "rolling_28")


def test_a_weekday_is_compared_with_its_own_weekdays(registry: Known) -> None:
    weeks, shape = 20, (40, 42, 38, 41, 39, 5, 4)
    n = np.tile(shape, weeks).astype(float)[:, None] + np.tile([0, 1, 2], 47)[: 7 * weeks][:, None]
    rule = Anomaly(name="a", family="anomaly", metric="nps", by=("segment",), period="day", **HEAD)
    assert kinds(judged(rule, of_days(daily(n), registry), registry)) == []
    loud = n.copy()
    loud[-3] = 90.0  # a Friday of 39
    assert kinds(judged(rule, of_days(daily(loud), registry), registry)) == ["opened", "confirmed", "resolved"]
    weekend = n.copy()
    weekend[-1] = 40.0  # usual on a Monday, not on a Sunday
    assert "opened" in kinds(judged(rule, of_days(daily(weekend), registry), registry))
    low = replace(rule, direction="low")
    assert kinds(judged(low, of_days(daily(loud), registry), registry)) == []


def test_a_series_that_never_varies_has_a_floor(registry: Known) -> None:
    n = np.full((150, 1), 100.0)
    n[-1] = 120.0  # two standard deviations of a count of 100
    rule = Anomaly(name="a", family="anomaly", metric="nps", by=("segment",), period="day", **HEAD)
    assert kinds(judged(rule, of_days(daily(n), registry), registry)) == []


def test_silence_is_a_fault_and_a_quiet_group_is_not_silent(registry: Known) -> None:
    n = np.full((120, 2), 3.0)
    n[:, 1] = np.tile([1, 0, 0, 0, 0, 0, 0], 18)[:120]
    n[-7:] = 0
    rule = Silence(name="s", family="silence", metric="nps", by=("segment",), period="day", n_min=4, **HEAD)
    found = judged(rule, of_days(daily(n), registry), registry)
    assert found.episodes["dimension_value"].tolist() == ["g0"]
    assert kinds(found) == ["opened", "confirmed"]
    assert found.events["happened_on"].iloc[0] <= FIRST + timedelta(days=118)
    n[-7:] = 2
    assert kinds(judged(rule, of_days(daily(n), registry), registry)) == []


def test_critical_counts_and_limits_are_what_theory_says() -> None:
    scipy = pytest.importorskip("scipy.stats")
    for expected in (0.5, 7.0, 21.0, 150.0):
        for chance in (1e-3, 1e-5):
            count = int(critical_count(np.array([expected]), chance)[0])
            assert count < 0 or scipy.poisson.cdf(count, expected) <= chance
            assert scipy.poisson.cdf(count + 1, expected) > chance
    assert abs(critical_count(np.array([900.0]), 1e-3)[0] - scipy.poisson.ppf(1e-3, 900)) <= 2
    k, between = 0.274, 292
    b = 2 * k * (float(shortfall_limit(k, 1.0, between)) + 1.166)
    assert (np.exp(b) - 1 - b) / (2 * k * k) == pytest.approx(between, rel=1e-3)


def fallen(segments: int = 3, days: int = 560, seed: int = 5) -> Counts:
    """Stable answers, and a fall of the first segment by 60 points in its last 40 days."""
    rng = np.random.default_rng(seed)
    n = rng.poisson(6, (days, segments))
    share = np.full(n.shape, 0.55)
    share[-40:, 0] = 0.15
    positive = rng.binomial(n, share)
    negative = rng.binomial(n - positive, 0.4)
    return daily(n, positive, negative)


FELL = Change(name="f", family="change", metric="nps", by=("segment",), period="day", fall=25.0, **HEAD)


def test_a_fall_is_seen_with_the_day_it_began_and_is_over_after_the_recovery(registry: Known) -> None:
    counts = fallen()
    found = judged(FELL, of_days(counts, registry), registry)
    late = found.episodes[found.episodes["dimension_value"] == "g0"].iloc[-1]
    began = FIRST + timedelta(days=520)
    assert late["tier"] == "confirmed"
    assert abs((late["since"] - began).days) <= 10
    assert late["opened_on"] <= began + timedelta(days=12)
    healed = np.vstack([counts.n, counts.n[:60]])
    again = daily(
        healed, np.vstack([counts.positive, counts.positive[:60]]), np.vstack([counts.negative, counts.negative[:60]])
    )
    last = judged(FELL, of_days(again, registry), registry).episodes
    assert last[last["dimension_value"] == "g0"].iloc[-1]["status"] == "resolved"


def test_a_suppressed_group_yields_nothing(registry: Known) -> None:
    counts = fallen()
    hidden = replace(counts, is_hidden=np.ones(counts.n.shape, bool))
    rules = [
        FELL,
        below(period="rolling_28", below=90.0),
        Silence(name="s", family="silence", metric="nps", by=("segment",), period="day", **HEAD),
        Anomaly(name="a", family="anomaly", metric="nps", by=("segment",), period="day", z_watch=1.0, **HEAD),
    ]
    made = of_days(hidden, registry)
    found = evaluate(rules, made, registry)
    assert found.events.empty
    assert found.episodes.empty
    assert len(evaluate(rules, of_days(counts, registry), registry).events) > 0


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_same_data_in_another_order_give_the_same(seed: int, registry: Known) -> None:
    made = of_days(fallen(), registry)
    shuffled = Frames(made.metrics.sample(frac=1, random_state=seed), made.daily.sample(frac=1, random_state=seed))
    rules = [FELL, below(period="rolling_28")]
    first, second = evaluate(rules, made, registry), evaluate(list(reversed(rules)), shuffled, registry)
    for name in ("episodes", "events"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    assert first.states == second.states


def test_evaluating_every_week_gives_what_once_gives(registry: Known) -> None:
    made = of_days(fallen(), registry)
    rules = [
        FELL,
        below(period="rolling_28", below=25.0),
        Anomaly(name="a", family="anomaly", metric="nps", by=("segment",), period="day", z_watch=2.5, **HEAD),
        Silence(name="s", family="silence", metric="nps", by=("segment",), period="day", chance_watch=0.2, **HEAD),
    ]
    last = FIRST + timedelta(days=559)

    def until(day: date) -> Frames:
        stamp = pd.Timestamp(day)
        return Frames(made.metrics[made.metrics["period_end"] <= stamp], made.daily[made.daily["period_end"] <= stamp])

    start = evaluate(rules, until(last - timedelta(days=42)), registry).states
    whole = evaluate(rules, made, registry, start)
    states, events = start, []
    for weeks in range(5, -1, -1):
        found = evaluate(rules, until(last - timedelta(days=7 * weeks)), registry, States.of(states.rows()))
        states = found.states
        events.append(found.events)
    together = pd.concat(events)
    assert sorted(together["event_id"]) == sorted(whole.events["event_id"])
    assert set(together["rule"]) == {"f", "t", "a", "s"}


def test_data_rules_tell_what_is_late_failed_or_small_once_and_when_it_is_mended() -> None:
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    rules: list[Rule] = [
        SourceLate(name="late", family="source_late", late_hours=36, **HEAD),
        CheckFailed(name="check", family="check_failed", **HEAD),
        Volume(name="small", family="volume", **HEAD),
    ]

    def state(hours: float, is_ok: bool, rows: int, at: datetime) -> DataFrames:
        loads = [(("tool", "tickets", at - timedelta(days=day), 1000 + 10 * (day % 3))) for day in range(1, 12)]
        return DataFrames(
            pd.DataFrame([("tool", at - timedelta(hours=hours))], columns=["source", "data_through_at"]),
            pd.DataFrame([("gate", is_ok)], columns=["check", "is_ok"]),
            pd.DataFrame([*loads, ("tool", "tickets", at, rows)], columns=["source", "resource", "loaded_at", "rows"]),
        )

    fine = evaluate_data(rules, state(36.0, True, 990, now), as_of=now)
    assert fine.events.empty
    bad = evaluate_data(rules, state(36.1, False, 300, now), fine.states, as_of=now)
    assert sorted(bad.events.loc[bad.events["is_told"].astype(bool), "rule"]) == ["check", "late", "small"]
    again = evaluate_data(rules, state(36.5, False, 300, now), bad.states, as_of=now)
    assert again.events.empty
    mended = evaluate_data(rules, state(1, True, 1000, now), again.states, as_of=now)
    assert mended.events["kind"].tolist() == ["resolved"] * 3
    assert mended.events["is_told"].all()
