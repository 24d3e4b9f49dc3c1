"""nps_key_drivers against scipy, over facts that a test makes up. What it says of noise: test_associations.py."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.dbt_project.compiled_models import compiled_models
from tests.dbt_project.raw_fixture import RawWarehouse

NOW = datetime(2026, 10, 1)
Row = Mapping[str, Any]
Table = list[Row]

EMPTY = {
    "marts.fct_answers": "answer_key varchar, customer_key varchar, metric varchar, touchpoint varchar,"
    " score decimal(28, 6), category varchar, is_headline boolean,"
    " exclusion_reason varchar, submitted_at timestamp, submitted_on date",
    "marts.fct_tickets": "ticket_key varchar, customer_key varchar, created_at timestamp, first_reply_at timestamp,"
    " first_reply_seconds bigint, first_reopened_at timestamp",
    "marts.fct_transactions": "customer_key varchar, occurred_at timestamp, status varchar, transaction_type varchar",
    "marts.fct_subscription_periods": "customer_key varchar, started_at timestamp",
    "marts.fct_usage_days": "customer_key varchar, used_on date, sessions_count bigint",
    "marts.fct_mentions": "customer_key varchar, mentioned_at timestamp, normalised_rating double, brand varchar",
    "registry.brands": "brand varchar, is_own boolean",
    "marts.source_freshness": "source varchar, data_through_at timestamp",
}
Facts = dict[str, Table]


@pytest.fixture(scope="module")
def sql(first_build: RawWarehouse) -> str:
    return compiled_models(first_build.path, "nps_key_drivers")["nps_key_drivers"]


@pytest.fixture(scope="module")
def drivers_of(sql: str) -> Callable[[Facts], pd.DataFrame]:
    def run(facts: Facts) -> pd.DataFrame:
        db = duckdb.connect()
        db.execute("create schema marts; create schema registry")
        for table, columns in EMPTY.items():
            db.execute(f"create table {table} ({columns})")
            rows = facts.get(table.split(".")[1], [])
            if rows:
                frame = pd.DataFrame(rows)  # noqa: F841 read by DuckDB
                db.execute(f"insert into {table} by name select * from frame")
        db.execute("insert into marts.source_freshness values ('typeform', ?)", [NOW])
        return db.sql(sql).df().set_index(["driver", "touchpoint"])

    return run


def answer(
    customer: str, score: int, at: datetime, metric: str = "nps", touchpoint: str | None = None, **more: Any
) -> Row:
    category = ("positive" if score > 8 else "neutral" if score > 6 else "negative") if metric == "nps" else None
    return {
        "answer_key": f"{customer}{metric}{at}", "customer_key": customer, "metric": metric, "touchpoint": touchpoint,
        "score": score, "category": category, "is_headline": True, "exclusion_reason": None, "submitted_at": at,
        "submitted_on": at.date(), **more,
    }  # fmt: skip


def tickets_of(customer: str, count: int, before: datetime) -> Table:
    return [
        {
            "ticket_key": f"{customer}{number}", "customer_key": customer,
            "created_at": before - timedelta(days=number + 1), "first_reopened_at": None,
            "first_reply_at": before - timedelta(days=number), "first_reply_seconds": 3600 * (number + 1),
        }
        for number in range(count)
    ]  # fmt: skip


def company(seed: int, size: int = 500) -> tuple[Facts, pd.DataFrame]:
    """Scores from 0 to 10 with many ties; unhappy customers write more tickets; a third rated billing before."""
    random = np.random.default_rng(seed)
    people = pd.DataFrame({"customer": [f"c{number}" for number in range(size)], "score": random.integers(0, 11, size)})
    people["tickets"] = random.poisson(1.5 - people["score"] / 10)
    noise = random.normal(0, 1.2, size)
    people["csat"] = np.where(
        random.random(size) < 0.35, np.clip(np.round(2 + people["score"] / 5 + noise), 1, 5), np.nan
    )
    facts: Facts = {"fct_answers": [], "fct_tickets": []}
    for row in people.itertuples():
        at = NOW - timedelta(days=int(random.integers(1, 300)))
        facts["fct_answers"].append(answer(row.customer, row.score, at))
        facts["fct_tickets"] += tickets_of(row.customer, row.tickets, at)
        if not math.isnan(row.csat):
            facts["fct_answers"].append(answer(row.customer, int(row.csat), at - timedelta(days=20), "csat", "billing"))
        if random.random() < 0.4:
            facts["fct_answers"].append(
                answer(row.customer, int(random.integers(1, 8)), at - timedelta(days=9), "ces", "support")
            )
    return facts, people


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("driver", "touchpoint", "column"), [("tickets", "all", "tickets"), ("csat", "billing", "csat")]
)
def test_differences_effect_sizes_and_correlations_are_scipys(
    drivers_of: Callable[[Facts], pd.DataFrame], seed: int, driver: str, touchpoint: str, column: str
) -> None:
    facts, people = company(seed)
    row = drivers_of(facts).loc[driver, touchpoint]
    known = people.dropna(subset=[column])
    promoters, detractors = known.loc[known["score"] > 8, column], known.loc[known["score"] < 7, column]
    assert (row["n"], row["promoters_count"], row["detractors_count"]) == (len(known), len(promoters), len(detractors))
    assert row["coverage"] == pytest.approx(len(known) / len(people))
    welch = stats.ttest_ind(promoters, detractors, equal_var=False)
    interval = welch.confidence_interval()
    assert row["difference"] == pytest.approx(promoters.mean() - detractors.mean(), abs=1e-6)
    assert (row["difference_low"], row["difference_high"]) == pytest.approx((interval.low, interval.high), abs=1e-5)
    assert row["p_value"] == pytest.approx(welch.pvalue, abs=1e-6)
    sizes = len(promoters), len(detractors)
    pooled = math.sqrt(sum((len(part) - 1) * part.var() for part in (promoters, detractors)) / (sum(sizes) - 2))
    g = (1 - 3 / (4 * sum(sizes) - 9)) * (promoters.mean() - detractors.mean()) / pooled
    half = stats.norm.ppf(0.975) * math.sqrt(sum(sizes) / math.prod(sizes) + g * g / (2 * sum(sizes)))
    assert row["standardised_difference"] == pytest.approx(g, abs=1e-6)
    assert (row["standardised_difference_low"], row["standardised_difference_high"]) == pytest.approx(
        (g - half, g + half), abs=1e-5
    )
    rho = stats.spearmanr(known[column], known["score"]).statistic
    half = stats.norm.ppf(0.975) * math.sqrt((1 + rho**2 / 2) / (len(known) - 3))
    assert row["correlation"] == pytest.approx(rho, abs=1e-9)
    assert (row["correlation_low"], row["correlation_high"]) == pytest.approx(
        (math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half)), abs=1e-9
    )


def test_q_values_are_benjamini_and_hochbergs_over_all_drivers(drivers_of: Callable[[Facts], pd.DataFrame]) -> None:
    rows = drivers_of(company(4)[0])
    tested = rows.dropna(subset=["p_value"])
    assert len(tested) >= 3
    assert tested["q_value"].to_numpy() == pytest.approx(stats.false_discovery_control(tested["p_value"]), abs=1e-9)
    assert (tested["is_significant"] == (tested["q_value"] <= 0.05)).all()
    ranked = tested.sort_values("importance_rank")
    assert ranked["importance_rank"].tolist() == list(range(1, len(tested) + 1))
    assert ranked["is_significant"].is_monotonic_decreasing
    assert rows.loc[rows["p_value"].isna(), "q_value"].isna().all()


def test_only_what_came_in_the_90_days_before_the_newest_answer_is_measured(
    drivers_of: Callable[[Facts], pd.DataFrame],
) -> None:
    facts: Facts = {
        "fct_answers": [],
        "fct_tickets": [],
        "fct_transactions": [],
        "fct_usage_days": [],
        "fct_mentions": [],
    }
    at = datetime(2026, 9, 1, 12)
    for number in range(60):
        who, score = f"c{number}", 10 if number < 30 else 0
        facts["fct_answers"] += [
            answer(who, 10 - score, at - timedelta(days=30)),  # An older answer: replaced.
            answer(who, score, at),
            answer(who, 10 - score, at + timedelta(days=1), exclusion_reason="duplicate"),
            answer(who, 5, at, "csat", "support"),  # Of the same response: no cause of it.
            answer(who, 3, at - timedelta(days=91), "csat", "support"),
            answer(who, 4, at - timedelta(days=89), "csat", "support"),
            answer(who, 2, at - timedelta(days=1), "csat", "support"),
            answer(who, 1, at - timedelta(days=1), "csat", "support", exclusion_reason="test"),
        ]
        facts["fct_tickets"] += [
            {**tickets_of(who, 1, at)[0], "ticket_key": f"{who}-{days}", "created_at": at - timedelta(days=days),
             "first_reply_at": at - timedelta(days=days - 1), "first_reply_seconds": 7200,
             "first_reopened_at": at + timedelta(days=3 - days)}
            for days in (-1, 1, 10, 100)
        ]  # fmt: skip
        facts["fct_transactions"] += [
            {"customer_key": who, "occurred_at": at - timedelta(days=days), "status": status, "transaction_type": kind}
            for days, status, kind in [
                (-1, "failed", "charge"), (5, "failed", "charge"), (6, "paid", "charge"), (95, "failed", "charge"),
                (40, "paid", "order"), (41, "open", "order"), (200, "paid", "order"),
            ]
        ]  # fmt: skip
        if number % 30 < 10:
            facts["fct_usage_days"] += [
                {"customer_key": who, "used_on": (at - timedelta(days=days)).date(), "sessions_count": 3}
                for days in (0, 1, 1, 90, 91)
            ]
            facts["fct_mentions"] += [
                {"customer_key": who, "mentioned_at": at - timedelta(days=2), "normalised_rating": 75.0, "brand": brand}
                for brand in (None, "Competitor")
            ]
    rows = drivers_of(facts)
    means = rows["promoters_mean"].to_dict()
    assert means == rows["detractors_mean"].to_dict()
    assert means == pytest.approx({
        ("csat", "support"): 3, ("tickets", "all"): 2, ("reopened_tickets", "all"): 1, ("first_reply_hours", "all"): 2,
        ("failed_payments", "all"): 1, ("orders", "all"): 1, ("tenure_days", "all"): 200, ("active_days", "all"): 2,
        ("sessions", "all"): 9, ("review_rating", "all"): 75,
    })  # fmt: skip
    assert (rows["respondents_count"] == 60).all()
    assert rows.loc[("active_days", "all"), "coverage"] == pytest.approx(1 / 3)
    assert rows.loc[("tickets", "all"), "not_tested_because"] == "no_variation"
    assert rows.loc[("review_rating", "all"), "not_tested_because"] == "too_few"


def test_fewer_than_thirty_prove_nothing_and_fewer_than_five_are_not_shown(
    drivers_of: Callable[[Facts], pd.DataFrame],
) -> None:
    facts: Facts = {"fct_answers": []}
    for number in range(33):
        who, score = f"c{number}", 10 if number < 29 else 0
        facts["fct_answers"] += [
            answer(who, score, NOW - timedelta(days=3)),
            answer(who, 3 + number % 3, NOW - timedelta(days=4), "ces", "billing"),
        ]
    row = drivers_of(facts).loc["ces", "billing"]
    assert row["promoters_count"] == 29
    assert row["promoters_mean"] == pytest.approx(115 / 29)
    assert row["not_tested_because"] == "too_few"
    unsaid = ["detractors_count", "detractors_mean", "difference", "difference_low", "standardised_difference",
              "correlation",
              "correlation_low", "p_value", "q_value", "is_significant", "importance_rank"]  # fmt: skip
    assert row[unsaid].isna().all()


def test_anonymous_and_old_answers_are_nobodys(drivers_of: Callable[[Facts], pd.DataFrame]) -> None:
    old = [answer(f"c{number}", 10, NOW - timedelta(days=365)) for number in range(5)]
    anonymous = [answer("x", 10, NOW - timedelta(days=1), customer_key=None) for _ in range(5)]
    recent = [answer(f"r{number}", 10, NOW - timedelta(days=364)) for number in range(5)]
    rows = drivers_of({"fct_answers": [*old, *anonymous, *recent]})
    assert rows.loc[("tickets", "all"), "respondents_count"] == 5
