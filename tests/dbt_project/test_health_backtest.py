"""The back-test's own SQL, rendered by dbt, on random scores and outcomes: against scipy and by brute force."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta

import duckdb
import numpy as np
import pytest
from scipy import stats

from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import dbt

Z = stats.norm.ppf(0.975)
MONTHS = [datetime(2026, 1, 1), datetime(2026, 2, 1), datetime(2026, 3, 1)]
HORIZON = timedelta(days=90)
# A customer's row of one month: (month number, customer, score or None, churned).
Row = tuple[int, str, float | None, bool]
Backtest = Callable[[list[Row]], dict[tuple[str, str], dict[str, float]]]


@pytest.fixture(scope="module")
def backtest(first_build: RawWarehouse) -> Backtest:
    """Runs the model over rows; results by period and band."""
    sql = dbt(first_build.path, "compile", "--select", "health_backtest").results[0].node.compiled_code

    def run(observed: list[Row]) -> dict[tuple[str, str], dict[str, float]]:
        db = duckdb.connect()
        db.execute(
            "attach ':memory:' as warehouse; create schema warehouse.marts; create schema warehouse.intermediate"
        )
        db.execute(
            "create table warehouse.intermediate.int_health_months"
            " (month_start date, until_at timestamp, is_complete boolean, complete_until_at timestamp)"
        )
        db.execute(
            "create table warehouse.intermediate.int_health_events"
            " (customer_key varchar, input varchar, event varchar, occurred_at timestamp)"
        )
        db.execute(
            "create table warehouse.marts.customer_health_months"
            " (customer_key varchar, month_start date, score decimal(28, 6), band varchar, is_subscribed boolean)"
        )
        ends = [(start + timedelta(days=32)).replace(day=1) for start in MONTHS]
        for start, end in zip(MONTHS, ends, strict=True):
            known = [start, end, True, ends[-1] + HORIZON]
            db.execute("insert into warehouse.intermediate.int_health_months values (?, ?, ?, ?)", known)
        for month, customer, score, _ in observed:
            band = None if score is None else "at_risk" if score <= 50 else "neutral" if score <= 75 else "healthy"
            db.execute(
                "insert into warehouse.marts.customer_health_months values (?, ?, ?, ?, true)",
                [f"{customer}", MONTHS[month], score, band],
            )
        # An outcome is one instant per customer: the end falls after the last month in which the customer was retained.
        for customer in {row[1] for row in observed}:
            started = "insert into warehouse.intermediate.int_health_events values (?, 'commercial', ?, ?)"
            db.execute(started, [customer, "started", datetime(2025, 1, 1)])
            lost = [month for month, name, _, is_churned in observed if name == customer and is_churned]
            if lost:
                db.execute(started, [customer, "ended", ends[min(lost)] + HORIZON - timedelta(seconds=1)])
        found = db.execute(sql)
        names = [column[0] for column in found.description or []]
        table = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return {(str(row["period"]), str(row["band"])): row for row in table}

    return run


def brute_force(observed: list[Row]) -> tuple[float, float]:
    """AUC and its variance by Obuchowski's definition, pair by pair."""
    scored = [(name, score, is_churned) for _, name, score, is_churned in observed if score is not None]
    kept = [(name, score) for name, score, is_churned in scored if not is_churned]
    lost = [(name, score) for name, score, is_churned in scored if is_churned]
    wins = np.array([[float(a > b) + 0.5 * float(a == b) for _, b in lost] for _, a in kept])
    auc = float(wins.mean())
    names = sorted({name for name, _, _ in scored})
    kept_in = {name: [k for k, (other, _) in enumerate(kept) if other == name] for name in names}
    lost_in = {name: [k for k, (other, _) in enumerate(lost) if other == name] for name in names}
    of_kept = {name: wins.mean(axis=1)[at].sum() - len(at) * auc for name, at in kept_in.items()}
    of_lost = {name: wins.mean(axis=0)[at].sum() - len(at) * auc for name, at in lost_in.items()}
    m, n = len(kept), len(lost)
    with_kept, with_lost = sum(map(bool, kept_in.values())), sum(map(bool, lost_in.values()))
    variance = (
        sum(value**2 for value in of_kept.values()) * with_kept / (with_kept - 1) / m**2
        + sum(value**2 for value in of_lost.values()) * with_lost / (with_lost - 1) / n**2
        + 2 * sum(of_kept[name] * of_lost[name] for name in names) * len(names) / (len(names) - 1) / (m * n)
    )
    return auc, float(variance)


def company(seed: int, customers: int, ties: bool) -> list[Row]:
    """Customers of three months; who churns has somewhat lower scores, some have none, and stays churned."""
    rng = np.random.default_rng(seed)
    observed: list[Row] = []
    for number in range(customers):
        health = rng.normal(65, 15)
        last = int(rng.integers(0, 3)) if rng.random() < 0.2 + 0.2 * (health < 60) else None
        for month in range(3):
            score = float(np.clip(health + rng.normal(0, 8), 0, 100))
            shown = None if rng.random() < 0.1 else round(score, -1) if ties else round(score, 6)
            is_churned = last is not None and month >= last
            observed.append((month, f"c{number}", shown, is_churned))
    return observed


@pytest.mark.parametrize("ties", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_auc_and_its_interval_equal_those_counted_pair_by_pair(backtest: Backtest, seed: int, ties: bool) -> None:
    observed = company(seed, 80, ties)
    found = backtest(observed)
    for period in ["all", *(f"{start:%Y-%m-%d}" for start in MONTHS)]:
        rows = [row for row in observed if period in ("all", f"{MONTHS[row[0]]:%Y-%m-%d}")]
        row = found[period, "all"]
        kept = [score for _, _, score, is_churned in rows if score is not None and not is_churned]
        lost = [score for _, _, score, is_churned in rows if score is not None and is_churned]
        assert (row["n"], row["churned_count"]) == (len(kept) + len(lost), len(lost))
        assert row["auc"] == pytest.approx(stats.mannwhitneyu(kept, lost).statistic / len(kept) / len(lost))
        auc, variance = brute_force(rows)
        half = Z * math.sqrt(variance) / (auc * (1 - auc))
        ends = [1 / (1 + math.exp(-(math.log(auc / (1 - auc)) + side * half))) for side in (-1, 1)]
        assert [row["auc_low"], row["auc_high"]] == pytest.approx(ends)


def test_bands_add_up_and_a_month_has_wilsons_interval(backtest: Backtest) -> None:
    observed = company(7, 120, ties=True)
    found = backtest(observed)
    for period in ["all", "2026-02-01"]:
        parts = [found[period, band] for band in ("at_risk", "neutral", "healthy")]
        whole = found[period, "all"]
        for column in ("n", "churned_count"):
            assert sum(part[column] for part in parts) == whole[column]
    assert sum(found["all", band]["n"] for band in ("all", "unknown")) == len(observed)
    row = found["2026-02-01", "neutral"]
    interval = stats.binomtest(int(row["churned_count"]), int(row["n"])).proportion_ci(method="wilson")
    assert [row["churn_share_low"], row["churn_share_high"]] == pytest.approx([100 * interval.low, 100 * interval.high])


def test_a_customer_in_three_months_counts_as_one_in_the_interval(backtest: Backtest) -> None:
    once = [(0, f"c{number}", 40.0, number < 10) for number in range(40)]
    thrice = [(month, name, score, is_churned) for month in range(3) for _, name, score, is_churned in once]
    one, all_three = backtest(once)["2026-01-01", "at_risk"], backtest(thrice)["all", "at_risk"]
    assert (one["n"], all_three["n"], all_three["customers_count"]) == (40, 120, 40)
    for end in ("churn_share_low", "churn_share_high"):
        assert all_three[end] == pytest.approx(one[end], abs=0.5)


def test_what_cannot_be_ranked_has_no_auc(backtest: Backtest) -> None:
    nobody_left = backtest([(0, f"c{number}", 60.0, False) for number in range(5)])["2026-01-01", "all"]
    assert (nobody_left["churned_count"], nobody_left["auc"], nobody_left["auc_low"]) == (0, None, None)
    perfect = backtest([(0, f"c{number}", 30.0 + 10 * number, number < 2) for number in range(6)])["2026-01-01", "all"]
    assert (perfect["auc"], perfect["auc_low"], perfect["auc_high"]) == (1.0, None, None)
    one_left = backtest([(0, f"c{number}", 30.0 + 10 * (number % 3), number == 0) for number in range(6)])
    assert one_left["2026-01-01", "all"]["auc"] == pytest.approx(0.9)
    assert one_left["2026-01-01", "all"]["auc_low"] is None, "one who left has no spread"
