"""metric_drivers over made-up cells: the effects are Kitagawa's, add up to the change, and give away nothing hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from tests.dbt_project.compiled_models import compiled_models
from tests.dbt_project.raw_fixture import RawWarehouse

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
FORMULAS = ("net_share", "share", "mean", "rate")
SMALL = 5
Cell = Mapping[str, Any]
Explain = Callable[[list[Cell]], pd.DataFrame]


@pytest.fixture(scope="module")
def explain(first_build: RawWarehouse) -> Explain:
    """Published cells -> the rows of metric_drivers. A metric is named after its formula and a number: share_7."""
    sql = compiled_models(first_build.path, "metric_drivers")["metric_drivers"]

    def run(cells: list[Cell]) -> pd.DataFrame:
        db = duckdb.connect()
        voc_metrics = pd.DataFrame(cells)  # noqa: F841 read by DuckDB
        db.execute(
            """
            create schema marts; create schema registry; create schema intermediate;
            create table marts.voc_metrics as
            select
                metric, 'month' as period_type, cast(period_start as date) as period_start,
                dimension, dimension_value, is_suppressed,
                case when not is_suppressed then cast(n as bigint) end as n,
                case when not is_suppressed then cast(respondents_count as bigint) end as respondents_count,
                case when not is_suppressed then cast(positive as bigint) end as positive_count,
                case when not is_suppressed then cast(negative as bigint) end as negative_count,
                case when not is_suppressed then cast(value_sum as decimal(28, 6)) end as value_sum
            from voc_metrics;
            create table registry.metrics as
            select distinct
                metric, regexp_replace(metric, '_\\d+$', '') as formula,
                case when metric like 'net%' then -100 else 0 end as scale_min,
                case when metric not like 'rate%' then 100 end as scale_max
            from marts.voc_metrics;
            create table registry.dimension_sets as
            from (values ('all', 'all', null), ('touchpoint', 'touchpoint', null), ('segment', 'segment', null),
                ('touchpoint_segment', 'touchpoint', 'segment')) as sets (dimension, first_column, second_column);
            create table intermediate.int_metric_windows as
            from (values
                ('month', date '2026-06-01', date '2026-05-01', true),
                ('month', date '2026-07-01', date '2026-06-01', true),
                ('month', date '2026-08-01', date '2026-07-01', true),
                ('month', date '2026-09-01', date '2026-08-01', false))
                as windows (period_type, period_start, previous_start, is_complete);
            """
        )
        return db.sql(f"select * from ({sql}) order by metric, dimension, driver_rank").df()

    return run


def cell(
    metric: str, start: date, group: str, n: int, value: float, dimension: str = "touchpoint", **more: Any
) -> Cell:
    """A group of a mean: n answers with this mean."""
    return {
        "metric": metric, "period_start": start, "dimension": dimension, "dimension_value": group,
        "n": n, "respondents_count": n,
        "positive": 0, "negative": 0, "value_sum": n * value, "is_suppressed": 0 < n < SMALL, **more,
    }  # fmt: skip


def month(start: date, groups: Mapping[str, tuple[int, float]], **of_all: Any) -> list[Cell]:
    n = sum(n for n, _ in groups.values())
    mean = sum(n * value for n, value in groups.values()) / n
    return [
        cell("mean_1", start, "all", n, mean, "all", **of_all),
        *(cell("mean_1", start, group, *numbers) for group, numbers in groups.items()),
    ]


def random_cells(metric: str, seed: int, *, is_latest: bool) -> list[Cell]:
    """Two months of answers of customers in groups of very different size, some of them too small to be shown."""
    random = np.random.default_rng(seed)
    groups = np.array(list("abcdefg"))[: random.integers(1, 8)]
    cells = []
    for start in (JULY, AUGUST):
        chances = random.dirichlet(np.full(len(groups), 0.5))
        size = int(random.integers(6, 400))
        answers = pd.DataFrame({
            "customer": random.integers(0, size, size),
            "group": random.choice(groups, size, p=chances),
            "score": random.integers(0, 11, size),
        })  # fmt: skip
        for dimension, keys in (("all", []), ("touchpoint", ["group"])):
            counted = answers.drop_duplicates([*keys, "customer"], keep="last") if is_latest else answers
            parts = counted.groupby(keys[0]) if keys else [("all", counted)]
            for name, part in parts:
                customers = part["customer"].nunique()
                positive, negative = int((part["score"] > 8).sum()), int((part["score"] < 7).sum())
                cells.append({
                    "metric": metric, "period_start": start, "dimension": dimension, "dimension_value": name,
                    "n": len(part),
                    "respondents_count": customers, "positive": positive, "negative": negative,
                    "value_sum": int(part["score"].sum()), "is_suppressed": customers < SMALL,
                })  # fmt: skip
    return cells


def value(formula: str, item: Cell) -> float:
    hits = {"net_share": 100 * (item["positive"] - item["negative"]), "mean": item["value_sum"]}
    return hits.get(formula, 100 * item["positive"]) / item["n"]


SCENARIOS = {
    f"{formula}_{seed}": random_cells(f"{formula}_{seed}", seed, is_latest=seed % 2 == 1)
    for formula in FORMULAS
    for seed in range(100)
}


@pytest.fixture(scope="module")
def rows(explain: Explain) -> pd.DataFrame:
    return explain([item for cells in SCENARIOS.values() for item in cells])


def test_the_effects_of_a_dimension_add_up_to_the_change(rows: pd.DataFrame) -> None:
    assert rows["metric"].nunique() > 300
    assert {"other groups", "in several groups"} < set(rows["dimension_value"])
    for metric, part in rows.groupby("metric"):
        before, now = (item for item in SCENARIOS[metric] if item["dimension"] == "all")
        formula = metric.rsplit("_", 1)[0]
        assert part["total_effect"].sum() == pytest.approx(value(formula, now) - value(formula, before), abs=1e-9)
        assert part["change"].to_numpy() == pytest.approx(value(formula, now) - value(formula, before), abs=1e-9)
        assert sorted(part["driver_rank"]) == list(range(1, len(part) + 1))
    spelled_out = rows.dropna(subset=["rate_effect"])
    parts = spelled_out["rate_effect"] + spelled_out["mix_effect"]
    assert parts.to_numpy() == pytest.approx(spelled_out["total_effect"].to_numpy(), abs=1e-9)


def test_each_group_has_kitagawas_rate_and_mix(rows: pd.DataFrame) -> None:
    compared = 0
    for row in rows.itertuples():
        cells = {(item["dimension_value"], item["period_start"]): item for item in SCENARIOS[row.metric]}
        before, now = cells.get((row.dimension_value, JULY)), cells.get((row.dimension_value, AUGUST))
        if not (before or now):
            continue
        formula = row.metric.rsplit("_", 1)[0]
        w0, w1 = (
            item["n"] / cells["all", start]["n"] if item else 0 for item, start in ((before, JULY), (now, AUGUST))
        )
        r0, r1 = value(formula, before or now), value(formula, now or before)
        of_all = (value(formula, cells["all", JULY]) + value(formula, cells["all", AUGUST])) / 2
        assert row.rate_effect == pytest.approx((w0 + w1) / 2 * (r1 - r0), abs=1e-9)
        assert row.mix_effect == pytest.approx((w1 - w0) * ((r0 + r1) / 2 - of_all), abs=1e-9)
        compared += 1
    assert compared > 1_000


def test_a_group_hidden_in_either_period_is_never_named(rows: pd.DataFrame) -> None:
    hidden = {
        (metric, item["dimension_value"])
        for metric, cells in SCENARIOS.items()
        for item in cells
        if item["is_suppressed"]
    }
    assert len(hidden) > 300
    assert not hidden & set(zip(rows["metric"], rows["dimension_value"], strict=True))
    other = rows[rows["dimension_value"] == "other groups"]
    assert other["n"].dropna().min() >= SMALL
    assert other["previous_n"].dropna().min() >= SMALL
    assert other["n"].isna().any()
    unsaid = other[other["n"].isna()]
    assert unsaid[["value", "previous_value", "share_of_answers", "rate_effect", "mix_effect"]].isna().all(axis=None)
    assert unsaid["total_effect"].notna().all()


def test_lower_scores_and_more_answers_are_told_apart(explain: Explain) -> None:
    rows = explain([*month(JULY, {"a": (50, 8), "b": (50, 4)}), *month(AUGUST, {"a": (50, 6), "b": (150, 4)})])
    effects = rows.set_index("dimension_value")[["rate_effect", "mix_effect"]].round(9).to_dict("index")
    assert rows["change"].tolist() == pytest.approx([-1.5, -1.5])
    assert effects["b"] == {"rate_effect": 0, "mix_effect": pytest.approx(0.25 * (4 - 5.25))}
    assert effects["a"] == {"rate_effect": pytest.approx(-0.75), "mix_effect": pytest.approx(-0.25 * (7 - 5.25))}


def test_a_group_that_comes_or_goes_is_a_change_of_mix(explain: Explain) -> None:
    rows = explain([*month(JULY, {"a": (50, 8), "old": (50, 2)}), *month(AUGUST, {"a": (50, 8), "new": (50, 4)})])
    assert rows["rate_effect"].tolist() == [0, 0, 0]
    effects = dict(zip(rows["dimension_value"], rows["mix_effect"], strict=True))
    assert effects == pytest.approx({"a": 0, "new": 0.5 * (4 - 5.5), "old": -0.5 * (2 - 5.5)})


def test_customers_counted_in_two_groups_and_once_in_all_are_a_row_of_their_own(explain: Explain) -> None:
    july = [cell("mean_1", JULY, "all", 10, 5, "all"), cell("mean_1", JULY, "a", 10, 5)]
    august = [
        cell("mean_1", AUGUST, "all", 10, 6, "all"),
        cell("mean_1", AUGUST, "a", 8, 5),
        cell("mean_1", AUGUST, "b", 6, 7),
    ]
    rows = explain([*july, *august]).set_index("dimension_value")
    rest = rows.loc["in several groups"]
    assert (rest["n"], rest["previous_n"]) == (-4, 0)
    assert pd.isna(rest["value"])
    assert rest["rate_effect"] == 0
    assert rows["total_effect"].sum() == pytest.approx(1)


def test_nothing_is_said_where_all_is_hidden_missing_or_unfinished(explain: Explain) -> None:
    groups = {"a": (50, 8.0), "b": (50, 4.0)}
    assert explain([*month(JULY, groups), *month(AUGUST, groups, is_suppressed=True)]).empty
    assert explain([*month(date(2026, 6, 1), groups), *month(AUGUST, groups)]).empty
    assert explain([*month(AUGUST, groups), *month(date(2026, 9, 1), groups)]).empty


def test_pairs_of_dimensions_are_not_taken_apart(explain: Explain) -> None:
    pairs = [cell("mean_1", start, "a / smb", 100, 5, "touchpoint_segment") for start in (JULY, AUGUST)]
    rows = explain([*month(JULY, {"a": (100, 5)}), *month(AUGUST, {"a": (100, 5)}), *pairs])
    assert set(rows["dimension"]) == {"touchpoint"}
