"""Medians and percentiles from ranks: against quantile_cont, and how often their interval holds the true one."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.dbt_project.expressions import compiled
from tests.dbt_project.raw_fixture import RawWarehouse

SHARES = {"median": 0.5, "p80": 0.8, "p90": 0.9}
SMALLEST = {"median": 6, "p80": 17, "p90": 36}
MACROS = {
    name: f"{{{{ quantile_from_ranks('amount', 'amount_rank', 'n', {share}) }}}}" for name, share in SHARES.items()
}
for quantile, of_all in SHARES.items():
    for side in ("low", "high"):
        MACROS[f"{quantile}_{side}"] = (
            f"{{{{ quantile_bound_from_ranks('amount', 'amount_rank', 'n', {of_all}, '{side}') }}}}"
        )
SQL = dict[str, str]


@pytest.fixture(scope="module")
def sql(first_build: RawWarehouse) -> SQL:
    return compiled(first_build.path, MACROS)


def by_cell(sql: SQL, rows: pd.DataFrame, amount: str = "amount") -> pd.DataFrame:
    """Every statistic of each cell beside DuckDB's own, from rows with cell and amount."""
    return duckdb.sql(
        f"""
        select
            cell,
            {", ".join(f"{expression} as {name}" for name, expression in sql.items())},
            {", ".join(f"quantile_cont(amount * 1e0, {share}) as own_{name}" for name, share in SHARES.items())}
        from (
            select
                cell,
                {amount} as amount,
                row_number() over (partition by cell order by amount) as amount_rank,
                count(*) over (partition by cell) as n
            from rows
        ) as ranked
        group by cell
        order by cell
        """
    ).df()


@pytest.mark.parametrize("amount", ["amount", "cast(amount as decimal(28, 6))", "cast(amount as bigint)"])
def test_quantiles_are_quantile_conts(sql: SQL, amount: str) -> None:
    rng = np.random.default_rng(3)
    sizes = np.arange(1, 120)
    cells = np.repeat(sizes, sizes)
    amounts = np.round(rng.lognormal(8, 1.5, len(cells)), 2)
    amounts[rng.random(len(cells)) < 0.2] = 600.0  # ties
    found = by_cell(sql, pd.DataFrame({"cell": cells, "amount": amounts}), amount)
    assert len(found) == 119
    for name in SHARES:
        assert found[name].to_numpy() == pytest.approx(found[f"own_{name}"].to_numpy(), rel=1e-12)


def test_one_row_is_every_quantile_and_negative_amounts_count(sql: SQL) -> None:
    found = by_cell(sql, pd.DataFrame({"cell": [1, 2, 2], "amount": [7.0, -3.0, -1.0]}))
    assert found[["median", "p80", "p90"]].to_numpy().tolist()[0] == [7, 7, 7]
    assert found["median"].tolist()[1] == -2


def interval_ranks(sql: SQL, sizes: list[int]) -> pd.DataFrame:
    """The bounds of cells whose amounts are their own ranks, so that the bounds are ranks too."""
    cells = np.repeat(sizes, sizes)
    amounts = np.concatenate([np.arange(1, size + 1) for size in sizes])
    return by_cell(sql, pd.DataFrame({"cell": cells, "amount": amounts}))


@pytest.mark.parametrize("name", SHARES)
def test_intervals_hold_the_true_quantile_in_95_of_100_samples_whatever_the_distribution(sql: SQL, name: str) -> None:
    found = interval_ranks(sql, [*range(1, 301), 1_000, 2_870])
    found = found[found.cell >= SMALLEST[name]]
    # The number of amounts below a quantile of a continuous distribution is binomial.
    n, share = found.cell.to_numpy(), SHARES[name]
    below = stats.binom.cdf(found[f"{name}_low"] - 1, n, share)
    above = stats.binom.sf(found[f"{name}_high"] - 1, n, share)
    assert max(below) <= 0.025
    assert max(above) <= 0.025
    assert max(1 - below - above) <= 0.993
    assert max((1 - below - above)[n >= 100]) <= 0.98, "no wider than need be"


@pytest.mark.parametrize("name", SHARES)
def test_too_few_rows_have_a_quantile_but_no_interval(sql: SQL, name: str) -> None:
    found = interval_ranks(sql, list(range(1, 60)))
    has_none = found[f"{name}_low"].isna().to_numpy()
    assert has_none.tolist() == (found.cell < SMALLEST[name]).tolist()
    assert has_none.tolist() == found[f"{name}_high"].isna().tolist()
    assert found[name].notna().all()
    share = SHARES[name]
    assert share ** SMALLEST[name] <= 0.025 < share ** (SMALLEST[name] - 1), "the largest row is the upper bound"


def test_intervals_hold_the_true_quantile_of_skewed_times(sql: SQL) -> None:
    rng = np.random.default_rng(5)
    cells = np.repeat(np.arange(4_000), 45)
    found = by_cell(sql, pd.DataFrame({"cell": cells, "amount": rng.lognormal(8, 2, len(cells))}))
    for name, share in SHARES.items():
        true = stats.lognorm.ppf(share, 2, scale=np.exp(8))
        assert 0.94 <= np.mean((found[f"{name}_low"] <= true) & (true <= found[f"{name}_high"])) <= 0.985
