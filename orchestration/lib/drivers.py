"""Why a metric changed, and what goes with promoters: the published rows of metric_drivers and nps_key_drivers.

Does not belong here: how they are put into words (cli/drivers.py) or drawn (plots/drivers.py), and any computing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError
from orchestration.lib.periods import Period

SHORT_NAME = 4  # nps, csat, ces: known by their letters.


@dataclass(frozen=True)
class Effect:
    """What one group adds to the change. None where a group was not there, or is too small to be spelled out."""

    group: str
    n: int | None
    previous_n: int | None
    value: float | None
    previous_value: float | None
    rate: float | None
    mix: float | None
    total: float
    is_significant: bool | None  # Of the group's own value, among all groups of the dimension.


@dataclass(frozen=True)
class Change:
    """A metric in one period beside the one before, and the groups of a dimension, the largest effect first."""

    metric: str
    title: str
    unit: str
    decimals: int
    is_high_good: bool | None
    dimension: str
    dimensions: Sequence[str]  # That the metric can be taken apart by in this type of period.
    period_type: str
    start: date
    previous_start: date
    n: int
    previous_n: int
    value: float
    previous_value: float
    low: float | None
    high: float | None
    is_significant: bool | None
    effects: Sequence[Effect]

    @property
    def difference(self) -> float:
        return self.value - self.previous_value


@dataclass(frozen=True)
class KeyDriver:
    """A candidate: its means among promoters and detractors, and how they compare; None where that was not tested."""

    driver: str
    touchpoint: str
    respondents: int
    coverage: float
    promoters: int | None
    promoters_mean: float | None
    detractors: int | None
    detractors_mean: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    g: float | None
    g_low: float | None
    g_high: float | None
    correlation: float | None
    q_value: float | None
    is_significant: bool | None
    not_tested_because: str | None


def read_change(published: Path, metric: str, dimension: str, period: Period | None) -> Change:
    """The change of a metric into a period (its latest complete month when none is given), taken apart by a dimension.

    Raises:
        UserError: nothing is published, or there is nothing to take apart; says what there is.
    """
    with _open(published) as connection:
        period_type = period.period_type if period else "month"
        start, dimensions = _start(connection, metric, dimension, period_type, period)
        row = connection.execute(
            """
            select distinct
                d.title, d.unit, d.decimals, d.is_high_good, e.previous_start,
                v.n, v.previous_n, v.value, v.previous_value, v.change_low, v.change_high, v.is_change_significant
            from marts.metric_drivers as e
            join marts.dim_metrics as d using (metric)
            join marts.voc_metrics as v using (metric, period_type, period_start)
            where metric = ? and period_type = ? and period_start = ? and e.dimension = ? and v.dimension = 'all'
            """,
            [metric, period_type, start, dimension],
        ).fetchone()
        effects = connection.execute(
            """
            select
                e.dimension_value, e.n, e.previous_n, e.value, e.previous_value,
                e.rate_effect, e.mix_effect, e.total_effect, v.is_change_significant
            from marts.metric_drivers as e
            left join marts.voc_metrics as v using (metric, period_type, period_start, dimension, dimension_value)
            where metric = ? and period_type = ? and period_start = ? and dimension = ?
            order by e.driver_rank
            """,
            [metric, period_type, start, dimension],
        ).fetchall()
    title, unit, decimals, is_high_good, previous_start, *numbers = row
    n, previous_n, value, previous_value, low, high, is_significant = numbers
    return Change(
        metric,
        metric.upper() if len(metric) <= SHORT_NAME else title,
        unit,
        decimals,
        is_high_good,
        dimension,
        dimensions,
        period_type,
        start,
        previous_start,
        n,
        previous_n,
        value,
        previous_value,
        low,
        high,
        is_significant,
        [Effect(*effect) for effect in effects],
    )


def read_key_drivers(published: Path) -> list[KeyDriver]:
    """Every candidate, the strongest first, those that could not be tested last."""
    with _open(published) as connection:
        rows = connection.execute(
            """
            select
                driver, touchpoint, respondents_count, coverage,
                promoters_count, promoters_mean, detractors_count, detractors_mean,
                difference, difference_low, difference_high, standardised_difference, standardised_difference_low,
                standardised_difference_high, correlation, q_value, is_significant, not_tested_because
            from marts.nps_key_drivers
            order by importance_rank nulls last, n desc, driver, touchpoint
            """
        ).fetchall()
    return [KeyDriver(*row) for row in rows]


def _start(
    connection: Any, metric: str, dimension: str, period_type: str, period: Period | None
) -> tuple[date, Sequence[str]]:
    choices = connection.execute(
        "select distinct metric, dimension, period_type, period_start from marts.metric_drivers"
    ).fetchall()
    _require("metric", metric, {choice[0] for choice in choices})
    _require("dimension", dimension, {choice[1] for choice in choices if choice[0] == metric})
    starts = sorted(choice[3] for choice in choices if choice[:3] == (metric, dimension, period_type))
    found: list[date] = [start for start in starts if not period or period.first <= start <= period.last]
    if not found:
        held = f"there are those from {starts[0]} to {starts[-1]}" if starts else "there is none"
        raise UserError(
            f"metric_drivers has no such {period_type} of {metric} by {dimension}: {held}. "
            "A period has to be complete, and so has the one before it."
        )
    return found[-1], sorted({choice[1] for choice in choices if (choice[0], choice[2]) == (metric, period_type)})


def _require(what: str, given: str, choices: set[str]) -> None:
    if given not in choices:
        raise UserError(
            f"There is no {what} {given} in metric_drivers; there is {', '.join(sorted(choices)) or 'nothing'}."
        )


def _open(published: Path) -> Any:
    import duckdb

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    connection = duckdb.connect(str(published), read_only=True)
    if connection.execute("select 1 from duckdb_tables() where table_name = 'metric_drivers'").fetchone() is None:
        connection.close()
        raise UserError(f"{published} was published before there were drivers. `voc run` publishes them.")
    return connection
