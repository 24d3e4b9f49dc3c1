"""The interval macros against scipy, rendered by dbt and computed by DuckDB, at their boundaries and over a range."""

from __future__ import annotations

import math
from collections.abc import Callable

import duckdb
import pytest
from scipy import stats

from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import dbt

Z = stats.norm.ppf(0.975)
MACROS = {
    "t": "{{ t95('a') }}",
    "nps_low": "{{ nps_bound('a', 'b', 'c', 'low') }}",
    "nps_high": "{{ nps_bound('a', 'b', 'c', 'high') }}",
    "wilson_low": "{{ wilson_bound('a', 'b', 'low') }}",
    "wilson_high": "{{ wilson_bound('a', 'b', 'high') }}",
    "mean_low": "{{ mean_bound('a', 'b', 'c', 1, 7, 'low') }}",
    "mean_high": "{{ mean_bound('a', 'b', 'c', 1, 7, 'high') }}",
    "nps": "{{ nps('a', 'b', 'c') }}",
    "csat": "{{ csat('a', 'b') }}",
}
Compute = Callable[..., float | None]


@pytest.fixture(scope="module")
def expressions(first_build: RawWarehouse) -> dict[str, str]:
    """Each macro as SQL over the columns a, b and c."""
    inline = "\n~~~\n".join(MACROS.values())
    result = dbt(first_build.path, "compile", "--inline", inline)
    return dict(zip(MACROS, result.results[0].node.compiled_code.split("~~~"), strict=True))


@pytest.fixture(scope="module")
def compute(expressions: dict[str, str]) -> Compute:
    db = duckdb.connect()

    def one(name: str, *numbers: int) -> float | None:
        a, b, c = (*numbers, 0, 0)[:3]
        row = db.execute(f"select {expressions[name]} from (select {a} as a, {b} as b, {c} as c)").fetchone()
        return row[0] if row else None

    return one


def test_t_quantiles_equal_scipys(compute: Compute) -> None:
    for df in [*range(1, 60), 100, 365, 1_000, 50_000]:
        assert compute("t", df) == pytest.approx(stats.t.ppf(0.975, df), abs=5e-7)


@pytest.mark.parametrize(
    ("promoters", "detractors", "n"), [(10, 0, 10), (0, 10, 10), (3, 3, 10), (0, 0, 1), (700, 100, 1000)]
)
def test_nps_interval_is_the_adjusted_wald(compute: Compute, promoters: int, detractors: int, n: int) -> None:
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    low, high = compute("nps_low", promoters, detractors, n), compute("nps_high", promoters, detractors, n)
    assert low == pytest.approx(max(-100, 100 * (p - d - half)))
    assert high == pytest.approx(min(100, 100 * (p - d + half)))
    assert high > low, "also when all are promoters"


def coverage(expressions: dict[str, str], promoters: float, detractors: float, n: int) -> float:
    """The probability that the interval holds the true NPS: summed over every possible outcome of n answers."""
    low, high, true = expressions["nps_low"], expressions["nps_high"], 100 * (promoters - detractors)
    outcomes = (
        duckdb.connect()
        .execute(
            f"select a, b, {low} <= {true} + 1e-9 and {high} >= {true} - 1e-9 from"
            f" (select a, b, {n} c from range({n + 1}) x (a), range({n + 1}) y (b) where a + b <= {n})"
        )
        .fetchnumpy()
    )
    a, b, holds = outcomes.values()
    counts = list(zip(a, b, n - a - b, strict=True))
    chances = stats.multinomial.pmf(counts, n, [promoters, detractors, 1 - promoters - detractors])
    assert chances.sum() == pytest.approx(1)
    return float(chances[holds].sum())


@pytest.mark.parametrize("n", [10, 11, 12, 15, 20, 30, 50, 100, 200])
@pytest.mark.parametrize(
    ("promoters", "detractors"),
    [(0.1, 0.7), (0.05, 0.65), (0.35, 0.35), (0.5, 0.2), (0.45, 0.15), (0.6, 0.3), (0.9, 0.02), (0.92, 0.04)],
)
def test_nps_interval_covers_what_it_says(
    expressions: dict[str, str], promoters: float, detractors: float, n: int
) -> None:
    assert 0.91 <= coverage(expressions, promoters, detractors, n) <= 0.98


def test_without_any_passive_the_smallest_samples_are_covered_a_little_less(expressions: dict[str, str]) -> None:
    assert coverage(expressions, 0.5, 0.5, 10) == pytest.approx(0.891, abs=0.001)
    assert coverage(expressions, 0.5, 0.5, 15) >= 0.91


@pytest.mark.parametrize(("successes", "n"), [(0, 1), (1, 1), (0, 20), (20, 20), (7, 20), (812, 1000)])
def test_share_interval_is_wilsons(compute: Compute, successes: int, n: int) -> None:
    expected = stats.binomtest(successes, n).proportion_ci(0.95, "wilson")
    assert compute("wilson_low", successes, n) == pytest.approx(100 * expected.low, abs=1e-9)
    assert compute("wilson_high", successes, n) == pytest.approx(100 * expected.high, abs=1e-9)


@pytest.mark.parametrize("scores", [[1, 7], [4, 4, 4], [5, 6, 7, 7], [1, 2, 3, 4, 5, 6, 7] * 5])
def test_mean_interval_is_students(compute: Compute, scores: list[int]) -> None:
    sums = len(scores), sum(scores), sum(score * score for score in scores)
    mean = sum(scores) / len(scores)
    half = stats.t.ppf(0.975, len(scores) - 1) * stats.tstd(scores) / math.sqrt(len(scores))
    assert compute("mean_low", *sums) == pytest.approx(max(1, mean - half), abs=1e-6)
    assert compute("mean_high", *sums) == pytest.approx(min(7, mean + half), abs=1e-6)


@pytest.mark.parametrize("name", [name for name in MACROS if name not in ("t", "mean_low", "mean_high")])
def test_no_answers_give_no_number(compute: Compute, name: str) -> None:
    assert compute(name, 0, 0, 0) is None


def test_one_answer_has_a_mean_but_no_interval(compute: Compute) -> None:
    assert compute("mean_low", 1, 4, 16) is None


def test_nps_is_not_rounded_on_the_way(compute: Compute) -> None:
    # 14 promoters and 7 detractors of 33: rounding the shares first would give 21, the exact value is 21.2121...
    assert compute("nps", 14, 7, 33) == pytest.approx(700 / 33, abs=1e-12)
