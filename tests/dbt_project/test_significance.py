"""Standard errors, p-values and q-values against their definitions and scipy."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.dbt_project.expressions import compiled, computed
from tests.dbt_project.raw_fixture import RawWarehouse

MACROS = {
    "p": "{{ two_sided_p('z') }}",
    "difference_low": "{{ difference_bound('a', 'b', 'low') }}",
    "difference_high": "{{ difference_bound('a', 'b', 'high') }}",
    "step": "{{ benjamini_hochberg_step('p', 'family') }}",
    "q": "{{ benjamini_hochberg('step', 'p', 'family') }}",
    "net_share": "{{ net_share_standard_error('a', 'b', 'n', 'deff') }}",
    "share": "{{ share_standard_error('a', 'n', 'deff') }}",
    "mean": "{{ mean_standard_error('n', 'a', 'b', 'deff') }}",
    "rate": "{{ rate_standard_error('a', 'n', 'deff') }}",
    "quantile": "{{ quantile_standard_error('a', 'b') }}",
    "net_share_low": "{{ net_share_bound('a', 'b', 'n', 'low', 'deff') }}",
    "net_share_high": "{{ net_share_bound('a', 'b', 'n', 'high', 'deff') }}",
    "share_low": "{{ wilson_bound('a', 'n', 'low', 'deff') }}",
    "share_high": "{{ wilson_bound('a', 'n', 'high', 'deff') }}",
    "mean_low": "{{ mean_bound('n', 'a', 'b', 'null', 'null', 'low', 'deff') }}",
    "mean_high": "{{ mean_bound('n', 'a', 'b', 'null', 'null', 'high', 'deff') }}",
    "rate_low": "{{ poisson_bound('a', 'n', 'low', 'deff') }}",
    "rate_high": "{{ poisson_bound('a', 'n', 'high', 'deff') }}",
}
SQL = dict[str, str]
ERRORS = ("net_share", "share", "mean", "rate")


@pytest.fixture(scope="module")
def sql(first_build: RawWarehouse) -> SQL:
    return compiled(first_build.path, MACROS)


def test_p_values_are_scipys(sql: SQL) -> None:
    z = np.linspace(0, 8, 20_001)
    expected = 2 * stats.norm.sf(z)
    p = computed(sql["p"], z=z)
    assert p == pytest.approx(expected, abs=1e-7, rel=0)
    assert p == pytest.approx(expected, abs=0, rel=1.2e-7)
    assert (computed(sql["p"], z=-z) == p).all()
    assert p.max() <= 1


def test_p_values_stay_positive_and_finite_however_large_the_difference(sql: SQL) -> None:
    assert computed(sql["p"], z=[30.0, 36.9]) == pytest.approx(2 * stats.norm.sf([30, 36.9]), rel=1.2e-7, abs=0)
    assert 0 < computed(sql["p"], z=1e9)[0] < 1e-290
    assert np.isnan(computed(sql["p"], z=np.nan)).all()


def test_a_difference_is_significant_where_its_interval_does_not_hold_zero(sql: SQL) -> None:
    error = 4.0
    difference = np.linspace(-20, 20, 401)
    low, high = (
        computed(sql["difference_low"], a=difference, b=error),
        computed(sql["difference_high"], a=difference, b=error),
    )
    assert ((low > 0) | (high < 0)).tolist() == (computed(sql["p"], z=difference / error) < 0.05).tolist()
    assert np.isnan(computed(sql["difference_low"], a=3, b=np.nan)).all()


def q_values(sql: SQL, frame: pd.DataFrame) -> pd.DataFrame:
    step = f"select family, p, number, {sql['step']} as step from frame"
    return duckdb.sql(f"select family, p, {sql['q']} as q from ({step}) as steps order by number").df()


@pytest.mark.parametrize("seed", range(5))
def test_q_values_are_benjamini_and_hochbergs_in_each_family(sql: SQL, seed: int) -> None:
    rng = np.random.default_rng(seed)
    # Few distinct values, so many ties; a family of one; a family without any comparison.
    p = np.concatenate([rng.random(50) ** 3, np.round(rng.random(300) ** 2, 2), [0.04], [np.nan, np.nan]])
    family = ["spread"] * 50 + ["tied"] * 300 + ["alone"] + ["none"] * 2
    p[rng.random(len(p)) < 0.1] = np.nan
    order = rng.permutation(len(p))
    frame = pd.DataFrame({"family": family, "p": p}).iloc[order].assign(number=range(len(p)))
    for _, rows in q_values(sql, frame).groupby("family"):
        known = rows[rows.p.notna()]
        assert rows.q.isna().tolist() == rows.p.isna().tolist()
        if len(known):
            assert known.q.to_numpy() == pytest.approx(stats.false_discovery_control(known.p), rel=1e-12)


def test_one_comparison_in_a_family_is_judged_by_its_own_p(sql: SQL) -> None:
    frame = pd.DataFrame({"family": ["a", "a", "b"], "p": [0.04, np.nan, 1.0], "number": [1, 2, 3]})
    assert q_values(sql, frame).q.tolist()[0] == 0.04
    assert q_values(sql, frame).q.tolist()[2] == 1


def test_standard_errors_are_those_of_their_intervals(sql: SQL) -> None:
    # The adjusted Wald interval is symmetric about its own centre, so its error can be read off.
    cells = {
        "a": np.array([30, 5, 12]),
        "b": np.array([10, 4, 0]),
        "n": np.array([60, 20, 40]),
        "deff": np.array([1, 1, 2.5]),
    }
    width = computed(sql["net_share_high"], **cells) - computed(sql["net_share_low"], **cells)
    assert computed(sql["net_share"], **cells) == pytest.approx(width / 2 / 1.959964, rel=1e-6)
    assert computed(sql["quantile"], a=100, b=139.19928) == pytest.approx(10)
    scores = np.array([1, 2, 2, 5, 7, 7, 3, 4])
    sums = {"a": scores.sum(), "b": (scores**2).sum(), "n": 8}
    assert computed(sql["mean"], **sums, deff=1) == pytest.approx(stats.sem(scores))
    assert computed(sql["mean"], **sums, deff=2) == pytest.approx(stats.sem(scores) * np.sqrt(2))
    assert computed(sql["rate"], a=36, b=0, n=200, deff=1) == pytest.approx(3)


def test_the_error_of_a_share_is_agrestis_and_coulls(sql: SQL) -> None:
    x, n, deff = np.array([0, 3, 40, 40]), np.array([5, 3, 90, 90]), np.array([1, 1, 1, 3])
    adjusted_n = n / deff + 1.959964**2
    adjusted = (x / deff + 1.959964**2 / 2) / adjusted_n
    expected = 100 * np.sqrt(adjusted * (1 - adjusted) / adjusted_n)
    assert computed(sql["share"], a=x, n=n, deff=deff) == pytest.approx(expected)


@pytest.mark.parametrize("name", ERRORS)
def test_large_samples_have_the_interval_of_their_standard_error(sql: SQL, name: str) -> None:
    cell = {"a": 40_000, "b": 30_000, "n": 100_000, "deff": 1.7}
    if name == "mean":
        cell |= {"a": 400_000, "b": 2_000_000}
    width = computed(sql[f"{name}_high"], **cell) - computed(sql[f"{name}_low"], **cell)
    assert computed(sql[name], **cell) == pytest.approx(width / 2 / 1.959964, rel=2e-3)


@pytest.mark.parametrize(("name", "a", "b"), [("net_share", 4, 0), ("share", 4, 0), ("share", 0, 0), ("rate", 0, 0)])
def test_a_small_sample_of_equal_answers_is_not_taken_for_certain(sql: SQL, name: str, a: int, b: int) -> None:
    assert computed(sql[name], a=a, b=b, n=4, deff=1)[0] > 5


@pytest.mark.parametrize("name", ERRORS)
def test_where_there_is_no_interval_there_is_no_error(sql: SQL, name: str) -> None:
    for cell in ({"a": 0, "b": 0, "n": 0}, {"a": np.nan, "b": np.nan, "n": 20}):
        assert np.isnan(computed(sql[name], **cell, deff=1)).all()
    assert np.isnan(computed(sql["mean"], a=4, b=16, n=1, deff=1)).all()
    assert np.isnan(computed(sql["mean"], a=40, b=170, n=10, deff=10)).all(), "all of one customer"
    assert np.isnan(computed(sql["quantile"], a=np.nan, b=1)).all()
