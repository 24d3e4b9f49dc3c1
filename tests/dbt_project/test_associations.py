"""What the comparisons of key drivers say of noise: p-values are Student's, and false discoveries are rare."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.dbt_project.expressions import compiled, computed
from tests.dbt_project.raw_fixture import RawWarehouse


def test_p_values_are_students(first_build: RawWarehouse) -> None:
    expression = compiled(first_build.path, {"p": "{{ two_sided_p(normal_from_t('t', 'df')) }}"})["p"]
    t, df = (grid.ravel() for grid in np.meshgrid(np.linspace(-12, 12, 97), [29.0, 30.5, 47.3, 100, 1e3, 1e5]))
    found = computed(expression, t=t, df=df)
    assert found == pytest.approx(2 * stats.t.sf(abs(t), df), abs=1e-6)
    assert computed(expression, t=t[:97], df=10.0) == pytest.approx(2 * stats.t.sf(abs(t[:97]), 10), abs=1e-6)


PIPELINE = """
    with ranked as (
        select
            driver, touchpoint, cast(value as decimal(28, 6)) as value, category,
            {{ centred_rank('value', 'driver, touchpoint') }} as value_rank,
            {{ centred_rank('score', 'driver, touchpoint') }} as score_rank
        from frame
    ),
    summed as ({{ key_driver_sums('ranked', {'promoters': 'positive', 'detractors': 'negative'}) }}),
    compared as ({{ key_driver_comparisons('summed', {'promoters': 'positive', 'detractors': 'negative'}) }}),
    tested as ({{ key_driver_tests('compared') }}),
    stepped as (select *, {{ benjamini_hochberg_step('p_value', 'touchpoint') }} as p_step from tested)
    select driver, touchpoint as trial, p_value,
        {{ benjamini_hochberg('p_step', 'p_value', 'touchpoint') }} as q_value
    from stepped
"""


def trials(seed: int, drivers: int, effect: float, count: int = 400, size: int = 220) -> pd.DataFrame:
    """So many companies whose customers' counts have nothing (in the first driver: something) to do with NPS."""
    random = np.random.default_rng(seed)
    score = random.choice(11, (count, 1, size), p=[0.08] * 3 + [0.04] * 4 + [0.15] * 2 + [0.15] * 2)
    shape = (count, drivers, size)
    rates = random.choice([0.3, 2.0, 8.0], (1, drivers, 1))
    value = random.poisson(rates, shape) + 0.0
    value[:, 0, :] += effect * (score[:, 0, :] > 8)
    value[random.random(shape) < 0.15] = np.nan
    trial, driver, _ = np.indices(shape)
    frame = pd.DataFrame({
        "touchpoint": trial.ravel(), "driver": driver.ravel(), "value": value.ravel(),
        "score": np.broadcast_to(score, shape).ravel(),
    })  # fmt: skip
    frame["category"] = np.select([frame["score"] > 8, frame["score"] < 7], ["positive", "negative"], "neutral")
    return frame.dropna()


def test_drivers_that_have_nothing_to_do_with_nps_are_seldom_called_significant(first_build: RawWarehouse) -> None:
    # With 12 candidates that mean nothing one company in twenty may see one called significant, not every second.
    sql = compiled(first_build.path, {"sql": PIPELINE})["sql"]
    frame = trials(7, drivers=12, effect=0)
    found = duckdb.sql(sql).df()
    assert len(found) == 400 * 12
    assert found["p_value"].notna().all()
    assert (found["p_value"] < 0.05).mean() == pytest.approx(0.05, abs=0.012)
    assert stats.kstest(found["p_value"], "uniform").pvalue > 0.001
    alarmed = (found["q_value"] <= 0.05).groupby(found["trial"]).any().mean()
    assert 0.02 <= alarmed <= 0.085
    assert (found["p_value"] < 0.05).groupby(found["trial"]).any().mean() > 0.35, "what would be said without adjusting"

    frame = trials(8, drivers=12, effect=1.2, count=100)  # noqa: F841 read by DuckDB
    found = duckdb.sql(sql).df()
    real = found[found["driver"] == 0]
    assert (real["q_value"] <= 0.05).mean() > 0.5
    false = found[found["q_value"] <= 0.05]["driver"] != 0
    assert false.mean() < 0.09
