"""Values and intervals against scipy, rendered by dbt and computed by DuckDB, at their boundaries and over a range."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from tests.dbt_project.expressions import compiled, computed
from tests.dbt_project.raw_fixture import RawWarehouse

Z = stats.norm.ppf(0.975)
SIDES = ("low", "high")
MACROS = {
    "t": "{{ t95('a') }}",
    "net_share": "{{ net_share('a', 'b', 'n') }}",
    "share": "{{ share('a', 'n') }}",
    "mean": "{{ mean('a', 'n') }}",
    "rate": "{{ rate_per_hundred('a', 'n') }}",
}
for side in SIDES:
    MACROS |= {
        f"net_share_{side}": f"{{{{ net_share_bound('a', 'b', 'n', '{side}') }}}}",
        f"net_share_{side}_clustered": f"{{{{ net_share_bound('a', 'b', 'n', '{side}', 'deff') }}}}",
        f"share_{side}": f"{{{{ wilson_bound('a', 'n', '{side}') }}}}",
        f"share_{side}_clustered": f"{{{{ wilson_bound('a', 'n', '{side}', 'deff') }}}}",
        f"mean_{side}": f"{{{{ mean_bound('n', 'a', 'b', 1, 7, '{side}') }}}}",
        f"mean_{side}_clustered": f"{{{{ mean_bound('n', 'a', 'b', 'scale_min', 'scale_max', '{side}', 'deff') }}}}",
        f"rate_{side}": f"{{{{ poisson_bound('a', 'n', '{side}') }}}}",
        f"rate_{side}_clustered": f"{{{{ poisson_bound('a', 'n', '{side}', 'deff') }}}}",
    }
SQL = dict[str, str]
NO_SCALE = {"scale_min": np.nan, "scale_max": np.nan}


@pytest.fixture(scope="module")
def sql(first_build: RawWarehouse) -> SQL:
    return compiled(first_build.path, MACROS)


def test_t_quantiles_equal_scipys(sql: SQL) -> None:
    df = np.array([*range(1, 60), 100, 365, 1_000, 50_000])
    assert computed(sql["t"], a=df) == pytest.approx(stats.t.ppf(0.975, df), abs=5e-7)


def test_net_share_is_not_rounded_on_the_way(sql: SQL) -> None:
    # 14 promoters and 7 detractors of 33: rounding the shares first would give 21, the exact value is 21.2121...
    assert computed(sql["net_share"], a=14, b=7, n=33) == pytest.approx(700 / 33, abs=1e-12)


def test_a_rate_may_exceed_a_hundred(sql: SQL) -> None:
    assert computed(sql["rate"], a=30, n=20) == pytest.approx(150)


@pytest.mark.parametrize(
    ("positive", "negative", "n"),
    [(10, 0, 10), (0, 10, 10), (0, 0, 10), (3, 3, 10), (1, 0, 1), (0, 1, 1), (0, 0, 1), (700, 100, 1000)],
)
def test_net_share_interval_is_the_adjusted_wald(sql: SQL, positive: int, negative: int, n: int) -> None:
    p, d = (positive + 0.75) / (n + 3), (negative + 0.75) / (n + 3)
    half = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    low, high = (computed(sql[f"net_share_{side}"], a=positive, b=negative, n=n) for side in SIDES)
    assert low == pytest.approx(max(-100, 100 * (p - d - half)))
    assert high == pytest.approx(min(100, 100 * (p - d + half)))
    assert high > low, "also when all are promoters"


def coverage(sql: SQL, positive: float, negative: float, n: int) -> float:
    """The probability that the interval holds the true value: summed over every possible outcome of n answers."""
    a, b = (grid.ravel() for grid in np.meshgrid(np.arange(n + 1), np.arange(n + 1)))
    a, b = a[a + b <= n], b[a + b <= n]
    low, high = (computed(sql[f"net_share_{side}"], a=a, b=b, n=n) for side in SIDES)
    true = 100 * (positive - negative)
    holds = (low <= true + 1e-9) & (high >= true - 1e-9)
    counts = np.stack([a, b, n - a - b], axis=1)
    chances = stats.multinomial.pmf(counts, n, [positive, negative, 1 - positive - negative])
    assert chances.sum() == pytest.approx(1)
    return float(chances[holds].sum())


@pytest.mark.parametrize("n", [*range(10, 21), 24, 30, 33, 46, 50, 100, 200])
@pytest.mark.parametrize(
    ("positive", "negative"),
    [
        *[(0.1, 0.7), (0.05, 0.65), (0.18, 0.78)],  # NPS -60
        *[(0.35, 0.35), (0.45, 0.45)],  # 0
        *[(0.5, 0.2), (0.45, 0.15), (0.6, 0.3), (0.64, 0.34)],  # 30
        *[(0.9, 0.02), (0.92, 0.04), (0.93, 0.05)],  # 88
    ],
)
def test_net_share_interval_covers_what_it_says(sql: SQL, positive: float, negative: float, n: int) -> None:
    assert 0.91 <= coverage(sql, positive, negative, n) <= 0.98


def test_the_smallest_samples_without_one_kind_of_answer_are_covered_a_little_less(sql: SQL) -> None:
    assert coverage(sql, 0.5, 0.5, 10) == pytest.approx(0.891, abs=0.001), "nobody is passive"
    assert coverage(sql, 0.8, 0.0, 10) == pytest.approx(0.879, abs=0.001), "nobody is negative"
    assert coverage(sql, 0.5, 0.5, 15) >= 0.91
    assert coverage(sql, 0.8, 0.0, 30) >= 0.91


def test_share_interval_is_wilsons(sql: SQL) -> None:
    pairs = [(x, n) for n in (1, 2, 3, 7, 20, 49, 1000) for x in {0, 1, n // 3, n // 2, n - 1, n}]
    x, n = np.array(pairs).T
    expected = [stats.binomtest(*pair).proportion_ci(0.95, "wilson") for pair in pairs]
    assert computed(sql["share_low"], a=x, n=n) == pytest.approx([100 * each.low for each in expected], abs=1e-9)
    assert computed(sql["share_high"], a=x, n=n) == pytest.approx([100 * each.high for each in expected], abs=1e-9)


SCORES = [[1, 7], [4, 4, 4], [5, 6, 7, 7], [1, 2, 3, 4, 5, 6, 7] * 5, list(range(1, 8)) * 400]


@pytest.mark.parametrize("scores", SCORES)
def test_mean_interval_is_students(sql: SQL, scores: list[int]) -> None:
    sums = {"n": len(scores), "a": sum(scores), "b": sum(score * score for score in scores)}
    mean = sum(scores) / len(scores)
    half = stats.t.ppf(0.975, len(scores) - 1) * stats.tstd(scores) / math.sqrt(len(scores))
    assert computed(sql["mean_low"], **sums) == pytest.approx(max(1, mean - half), abs=1e-6)
    assert computed(sql["mean_high"], **sums) == pytest.approx(min(7, mean + half), abs=1e-6)
    assert computed(sql["mean_low_clustered"], **sums, **NO_SCALE, deff=1) == pytest.approx(mean - half, abs=1e-6)
    assert computed(sql["mean_high_clustered"], **sums, **NO_SCALE, deff=1) == pytest.approx(mean + half, abs=1e-6)


def test_one_answer_has_a_mean_but_no_interval(sql: SQL) -> None:
    assert computed(sql["mean"], a=4, n=1) == [4]
    assert np.isnan(computed(sql["mean_low"], n=1, a=4, b=16)).all()


def test_rate_interval_is_the_exact_poisson_one_within_a_fiftieth_of_an_event(sql: SQL) -> None:
    k = np.array([*range(0, 200), 500, 5_000])
    low, high = (computed(sql[f"rate_{side}"], a=k, n=100) for side in SIDES)
    exact_low = np.where(k > 0, stats.chi2.ppf(0.025, 2 * np.maximum(k, 1)) / 2, 0)
    exact_high = stats.chi2.ppf(0.975, 2 * k + 2) / 2
    assert low == pytest.approx(exact_low, abs=0.021)
    assert high == pytest.approx(exact_high, abs=0.021)
    width = exact_high - exact_low
    assert max(np.abs(low - exact_low) / width) < 0.006
    assert max(np.abs(high - exact_high) / width) < 0.006


def test_no_event_gives_a_lower_bound_of_zero_and_a_positive_upper_bound(sql: SQL) -> None:
    assert computed(sql["rate_low"], a=0, n=50) == [0]
    assert computed(sql["rate_high"], a=0, n=50) == pytest.approx(100 * 3.689 / 50, rel=0.006)


@pytest.mark.parametrize("name", ["net_share", "share", "rate"])
@pytest.mark.parametrize("side", SIDES)
def test_a_design_effect_of_two_gives_the_interval_of_half_the_answers(sql: SQL, name: str, side: str) -> None:
    a, b, n = np.array([(20, 10, 60), (0, 0, 8), (8, 0, 8), (4, 2, 10)]).T
    clustered = computed(sql[f"{name}_{side}_clustered"], a=a, b=b, n=n, deff=2.0)
    assert clustered == pytest.approx(computed(sql[f"{name}_{side}"], a=a / 2, b=b / 2, n=n / 2))


@pytest.mark.parametrize("name", ["net_share", "share", "rate"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("deff", [0.5, 1.0, np.nan])
def test_no_design_effect_makes_more_of_the_answers_than_there_are(sql: SQL, name: str, side: str, deff: float) -> None:
    clustered = computed(sql[f"{name}_{side}_clustered"], a=20, b=10, n=60, deff=deff)
    assert clustered == pytest.approx(computed(sql[f"{name}_{side}"], a=20, b=10, n=60))


def test_a_design_effect_widens_the_mean_and_takes_degrees_of_freedom(sql: SQL) -> None:
    scores = [1, 2, 3, 4, 5, 6, 7] * 3
    sums = {"n": 21, "a": sum(scores), "b": sum(score * score for score in scores)}
    half = stats.t.ppf(0.975, 6) * stats.tstd(scores) / math.sqrt(7)
    assert computed(sql["mean_high_clustered"], **sums, **NO_SCALE, deff=3.0) == pytest.approx(4 + half, abs=1e-6)
    one_customer = computed(sql["mean_high_clustered"], **sums, **NO_SCALE, deff=21.0)
    assert np.isnan(one_customer).all(), "the answers of one customer are one answer"


@pytest.mark.parametrize("name", [name for name in MACROS if name != "t"])
def test_no_answers_give_no_number(sql: SQL, name: str) -> None:
    assert np.isnan(computed(sql[name], a=0, b=0, n=0, deff=1, **NO_SCALE)).all()


@pytest.mark.parametrize("name", [name for name in MACROS if name != "t"])
def test_unknown_counts_give_no_number(sql: SQL, name: str) -> None:
    assert np.isnan(computed(sql[name], a=np.nan, b=np.nan, n=20, deff=1, **NO_SCALE)).all()
