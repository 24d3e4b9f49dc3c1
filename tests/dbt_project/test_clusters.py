"""Design effects against the cluster-robust variance of single answers, and whether intervals with them cover."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.dbt_project.expressions import compiled, computed
from tests.dbt_project.raw_fixture import RawWarehouse

DESIGN_EFFECTS = {
    "share": "design_effect_share('positive', 'n', 'respondents', 'nn', 'ss', 'sn')",
    "net_share": "design_effect_net('positive', 'negative', 'n', 'respondents', 'nn', 'ss', 'sn')",
    "mean": "design_effect_mean('total', 'squares', 'n', 'respondents', 'nn', 'ss', 'sn')",
}
BOUNDS = {
    "share": "wilson_bound('positive', 'n', '{side}', {deff})",
    "net_share": "net_share_bound('positive', 'negative', 'n', '{side}', {deff})",
    "mean": "mean_bound('n', 'total', 'squares', 'null', 'null', '{side}', {deff})",
}
MACROS = {name: f"{{{{ {macro} }}}}" for name, macro in DESIGN_EFFECTS.items()}
for kind, bound in BOUNDS.items():
    for side in ("low", "high"):
        MACROS[f"{kind}_{side}"] = f"{{{{ {bound.format(side=side, deff='none')} }}}}"
        MACROS[f"{kind}_{side}_clustered"] = f"{{{{ {bound.format(side=side, deff=repr('deff'))} }}}}"
SQL = dict[str, str]


@pytest.fixture(scope="module")
def sql(first_build: RawWarehouse) -> SQL:
    return compiled(first_build.path, MACROS)


def cluster_robust_ratio(values: list[list[float]]) -> float:
    """CR1 variance of a mean over s^2 / n, from single answers grouped by customer."""
    answers = np.concatenate(values)
    n, customers = len(answers), len(values)
    residual_totals = [sum(value - answers.mean() for value in group) for group in values]
    robust = customers / (customers - 1) * sum(total**2 for total in residual_totals) / n**2
    return float(robust / (answers.var(ddof=1) / n))


def sums(values: list[list[float]]) -> dict[str, float]:
    """What a cell holds of these answers: additive sums over answers and over customers."""
    answers = np.concatenate(values)
    sizes, totals = np.array([len(group) for group in values]), np.array([sum(group) for group in values])
    return {
        "positive": (answers == 1).sum(),
        "negative": (answers == -1).sum(),
        "total": answers.sum(),
        "squares": (answers**2).sum(),
        "n": len(answers),
        "respondents": len(values),
        "nn": (sizes**2).sum(),
        "ss": (totals**2).sum(),
        "sn": (totals * sizes).sum(),
    }


CHOICES = {"share": [0, 1], "net_share": [-1, 0, 1], "mean": [1.25, 2, 3, 4.5, 7]}


@pytest.mark.parametrize("name", DESIGN_EFFECTS)
def test_it_is_the_cluster_robust_variance_over_the_plain_one(sql: SQL, name: str) -> None:
    rng = np.random.default_rng(7)
    seen = []
    for _ in range(60):
        # Half of the answers repeat the customer's first one.
        groups = [
            [first if rng.random() < 0.5 else float(rng.choice(CHOICES[name])) for _ in range(rng.integers(1, 9))]
            for first in rng.choice(CHOICES[name], size=rng.integers(2, 30))
        ]
        if len(set(np.concatenate(groups))) > 1:
            expected = cluster_robust_ratio(groups)
            seen.append(expected)
            assert computed(sql[name], **sums(groups)) == pytest.approx(max(1, expected), rel=1e-9)
    assert min(seen) < 1 < 3 < max(seen)


@pytest.mark.parametrize("name", DESIGN_EFFECTS)
def test_it_is_exactly_one_where_every_customer_answered_once(sql: SQL, name: str) -> None:
    assert computed(sql[name], **sums([[1.0], [0.0], [1.0], [1.0], [0.0]])) == [1]
    assert computed(sql[name], **sums([[1.0]])) == [1]


@pytest.mark.parametrize("name", DESIGN_EFFECTS)
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_where_all_answers_are_alike_a_customers_answers_count_as_one(sql: SQL, name: str, value: float) -> None:
    assert computed(sql[name], **sums([[value] * 3, [value] * 3, [value] * 3])) == [3]
    assert computed(sql[name], **sums([[value] * 4, [value], [value]])) == [3]


def test_rounding_of_equal_scores_is_no_spread(sql: SQL) -> None:
    assert computed(sql["mean"], **sums([[200 / 3] * 3, [200 / 3] * 3, [200 / 3] * 3])) == [3]


@pytest.mark.parametrize("name", DESIGN_EFFECTS)
def test_one_customer_is_one_answer_whatever_they_said(sql: SQL, name: str) -> None:
    assert computed(sql[name], **sums([[1.0, 0.0, 1.0, 1.0]])) == [4]


@pytest.mark.parametrize("name", DESIGN_EFFECTS)
def test_nothing_known_gives_no_design_effect_and_no_cluster_sums_give_one(sql: SQL, name: str) -> None:
    cell: dict[str, Any] = sums([[1.0, 0.0], [1.0, 1.0]])
    assert np.isnan(computed(sql[name], **dict.fromkeys(cell, 0))).all()
    assert np.isnan(computed(sql[name], **dict.fromkeys(cell, np.nan))).all()
    assert computed(sql[name], **(cell | {"ss": np.nan, "sn": np.nan, "nn": np.nan})) == [1]


def repeated_answers(rng: np.random.Generator, name: str, customers: int) -> tuple[float, dict[str, Any]]:
    """The true value, and 4,000 cells of customers who answer one to six times, each in their own way."""
    sizes = rng.integers(1, 7, size=(4_000, customers))
    if name == "mean":
        own = rng.normal(50, 10, size=sizes.shape)
        scores = own[..., None] + rng.normal(0, 10, size=(*sizes.shape, 6))
        scores *= np.arange(6) < sizes[..., None]
        true, totals, squares = 50.0, scores.sum(axis=2), (scores**2).sum(axis=(1, 2))
        positive = negative = np.zeros_like(totals)
    else:
        leanings = {"share": (1.4, 0.6, 0.0), "net_share": (1.0, 0.5, 0.5)}[name]
        own = rng.dirichlet(np.array(leanings) + 1e-9, size=sizes.shape)
        counts = rng.multinomial(sizes, own)
        positive, negative = counts[..., 0], counts[..., 2]
        totals, squares = positive - negative, positive.sum(axis=1)
        true = 100 * (leanings[0] - leanings[2]) / sum(leanings)
    return true, {
        "positive": positive.sum(axis=1),
        "negative": negative.sum(axis=1),
        "total": totals.sum(axis=1),
        "squares": squares,
        "n": sizes.sum(axis=1),
        "respondents": customers,
        "nn": (sizes**2).sum(axis=1),
        "ss": (totals**2).sum(axis=1),
        "sn": (totals * sizes).sum(axis=1),
    }


def shares_covered(sql: SQL, name: str, customers: int) -> tuple[float, float]:
    """How often the interval holds the true value: without and with the design effect."""
    true, cells = repeated_answers(np.random.default_rng(11), name, customers)
    cells["deff"] = computed(sql[name], **cells)
    bounds = [
        [computed(sql[f"{name}_{side}{kind}"], **cells) for side in ("low", "high")] for kind in ("", "_clustered")
    ]
    plain, clustered = (float(np.mean((low <= true) & (true <= high))) for low, high in bounds)
    return plain, clustered


@pytest.mark.parametrize("name", DESIGN_EFFECTS)
@pytest.mark.parametrize("customers", [12, 60])
def test_with_repeated_customers_only_the_interval_that_knows_covers(sql: SQL, name: str, customers: int) -> None:
    plain, clustered = shares_covered(sql, name, customers)
    assert 0.91 <= clustered <= 0.98
    assert plain < 0.85


@pytest.mark.parametrize("name", DESIGN_EFFECTS)
def test_the_fewest_customers_that_are_shown_are_covered_a_little_less(sql: SQL, name: str) -> None:
    plain, clustered = shares_covered(sql, name, 5)
    assert 0.88 <= clustered <= 0.98
    assert plain < 0.85
