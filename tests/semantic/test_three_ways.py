"""The same number from MetricFlow, from SQL over the mart, and from what `voc metric` reads."""

from __future__ import annotations

import csv
import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib.metric_series import Window, read
from orchestration.lib.settings import Settings
from tests.semantic.conftest import Query, Row

PERIODS = {"weekly": "week", "monthly": "month", "quarterly": "quarter"}
WHOLE = "all"
REGISTRY = Path(__file__).parents[2] / "dbt_project" / "seeds" / "metrics.csv"
Cell = tuple[date, str]


@pytest.fixture(scope="module")
def semantic_metrics(settings: Settings) -> dict[str, Any]:
    manifest = json.loads((settings.dbt_target / "semantic_manifest.json").read_text())
    return {metric["name"]: metric for metric in manifest["metrics"]}


@pytest.fixture(scope="module")
def named(semantic_metrics: dict[str, Any]) -> list[str]:
    """The metrics of one registry metric and one type of period: nps_weekly."""
    return [name for name in semantic_metrics if name.rpartition("_")[2] in PERIODS]


def split(name: str) -> tuple[str, str]:
    metric, _, period = name.rpartition("_")
    return metric, PERIODS[period]


def of_mf(rows: list[Row], name: str, dimension: str) -> dict[Cell, float]:
    """The values of one column by period and group; groups of other dimensions left out."""
    found = {}
    for row in rows:
        groups = {key.removeprefix("voc__"): value for key, value in row.items() if key.startswith("voc__")}
        others = [value for key, value in groups.items() if key != dimension]
        group = groups.get(dimension, WHOLE)
        if row[name] and set(others) <= {WHOLE} and (dimension == WHOLE or group != WHOLE):
            start = next(value for key, value in row.items() if key.startswith("metric_time"))
            found[date.fromisoformat(start[:10]), group] = float(row[name])
    return found


def of_sql(settings: Settings, name: str, dimension: str) -> dict[Cell, float]:
    metric, period = split(name)
    with duckdb.connect(str(settings.published), read_only=True) as db:
        rows = db.execute(
            "select period_start, dimension_value, value from marts.voc_metrics "
            "where metric = ? and period_type = ? and dimension = ? and value is not null",
            [metric, period, dimension],
        ).fetchall()
    return {(start, group): value for start, group, value in rows}


def of_voc(settings: Settings, name: str, dimension: str) -> dict[Cell, float]:
    metric, period = split(name)
    points = read(settings.published, metric, dimension, Window(1000, period))
    return {(point.start, point.group): point.value for point in points if point.value is not None}


def is_same(one: dict[Cell, float], other: dict[Cell, float]) -> bool:
    return one.keys() == other.keys() and all(math.isclose(one[k], other[k], rel_tol=0, abs_tol=1e-9) for k in one)


def test_nps_by_touchpoint_over_the_last_weeks_is_the_same_three_ways(settings: Settings, query: Query) -> None:
    rows = query("--metrics", "nps_weekly", "--group-by", "metric_time__week,voc__touchpoint")
    sql = of_sql(settings, "nps_weekly", "touchpoint")
    assert len(sql) > 10
    assert is_same(of_mf(rows, "nps_weekly", "touchpoint"), sql)
    assert is_same(of_voc(settings, "nps_weekly", "touchpoint"), sql)


def test_every_metric_is_the_same_three_ways_over_all_and_by_two_dimensions(
    settings: Settings, query: Query, named: list[str]
) -> None:
    rows = query("--metrics", ",".join(named), "--group-by", "metric_time__day,voc__touchpoint,voc__segment")
    compared = set()
    for name in named:
        for dimension in (WHOLE, "touchpoint", "segment"):
            sql = of_sql(settings, name, dimension)
            assert is_same(of_mf(rows, name, dimension), sql), (name, dimension)
            if sql:
                assert is_same(of_voc(settings, name, dimension), sql), (name, dimension)
                compared.add((name, dimension))
    # Every metric has a number somewhere, so that nothing is the same by being empty.
    assert {name for name, _ in compared} == set(named)
    assert len(compared) > 60


def test_without_a_dimension_it_is_over_all_and_weeks_are_not_added_to_quarters(
    settings: Settings, query: Query
) -> None:
    rows = query("--metrics", "nps_quarterly,ces_quarterly,nps_weekly", "--group-by", "metric_time__quarter")
    for name in ("nps_quarterly", "ces_quarterly"):
        sql = of_sql(settings, name, WHOLE)
        assert len(sql) > 2
        assert is_same(of_mf(rows, name, WHOLE), sql)
    assert {row["nps_weekly"] for row in rows} == {""}


def test_what_does_not_name_a_type_of_period_or_a_metric_has_no_number(query: Query) -> None:
    week, nps = "{{ Dimension('voc__period_type') }} = 'week'", "{{ Dimension('voc__metric') }} = 'nps'"
    assert {row["voc_net_share"] for row in query("--metrics", "voc_net_share", "--where", nps)} == {""}
    assert {row["voc_share"] for row in query("--metrics", "voc_share", "--where", week)} == {""}


def test_touchpoints_add_up_unless_one_is_hidden(settings: Settings, query: Query) -> None:
    parts = "{{ Dimension('voc__touchpoint') }} <> 'all'"
    rows = query("--metrics", "nps_monthly", "--group-by", "metric_time__month", "--where", parts)
    with duckdb.connect(str(settings.published), read_only=True) as db:
        expected = db.execute(
            """
            select
                period_start,
                case when not max(is_suppressed) then 100.0 * sum(positive_count - negative_count) / sum(n) end
            from marts.voc_metrics
            where metric = 'nps' and period_type = 'month' and dimension = 'touchpoint'
            group by period_start
            """
        ).fetchall()
    assert {value is None for _, value in expected} == {True, False}, "the records show both"
    assert len(rows) == len(expected)
    assert is_same(
        of_mf(rows, "nps_monthly", WHOLE), {(start, WHOLE): value for start, value in expected if value is not None}
    )


def test_metrics_have_the_formula_of_the_registry(semantic_metrics: dict[str, Any], named: list[str]) -> None:
    with REGISTRY.open(newline="") as file:
        formulas = {row["metric"]: row["formula"] for row in csv.DictReader(file)}
    for name in named:
        metric, period = split(name)
        (part,) = semantic_metrics[name]["type_params"]["metrics"]
        assert part["name"] == f"voc_{formulas[metric].replace('rate', 'share')}", name
        (where,) = part["filter"]["where_filters"]
        assert where["where_sql_template"] == (
            f"{{{{ Dimension('voc__metric') }}}} = '{metric}' and {{{{ Dimension('voc__period_type') }}}} = '{period}'"
        )
        assert semantic_metrics[name]["type_params"]["expr"] == part["name"]
