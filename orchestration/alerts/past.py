"""The frames of aggregate rules, read from the warehouse. Small: only the metrics, dimensions and periods of the rules.

Days come from the counts before hiding (int_metric_counts), since a day of a few answers is hidden while the month it
belongs to is shown; a group counts as hidden when none of its periods of the last 35 days is shown. What is said of an
episode is published: the newest window of 28 days that is not hidden (`shown_value`, `shown_n`), or a day that is not
(`is_day_suppressed`). Does not belong here: deciding anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from orchestration.alerts.evaluation import Frames, columns_of, is_daily
from orchestration.alerts.rules.known import Known
from orchestration.alerts.rules.model import Aggregate
from orchestration.alerts.signals import shortfall
from orchestration.lib.errors import UserError
from orchestration.lib.warehouse import reading

_GROUP = ("metric", "period_type", "period_end", "dimension", "dimension_value", "is_complete", "is_suppressed")
_DAILY = """
    with asked as (select unnest(?::varchar[]) as metric, unnest(?::varchar[]) as observations),
    read_through as (
        select metric, max(period_end) as last_on
        from marts.voc_metrics
        where is_complete and period_type = 'day'
        group by metric
    ),
    published as (
        select metric, dimension, dimension_value, period_type, period_end, value, n, is_suppressed
        from marts.voc_metrics
        where list_contains(?, metric) and list_contains(?, dimension)
    ),
    shown as (
        select distinct metric, dimension, dimension_value, period_end
        from published
        where not is_suppressed and period_type <> 'day'
    ),
    windows as (
        select metric, dimension, dimension_value, period_end, value, n
        from published
        where period_type = 'rolling_28' and not is_suppressed
    ),
    days as (
        select asked.metric, counts.*
        from intermediate.int_metric_counts as counts
        inner join asked on counts.observations = asked.observations
        where counts.period_type = 'day' and list_contains(?, counts.dimension)
    )
    select
        days.metric, 'day' as period_type, days.period_end, days.dimension, days.dimension_value,
        days.n, days.positive_count, days.negative_count, days.value_sum::double as value_sum,
        days.value_sum_of_squares::double as value_sum_of_squares,
        case when windows.period_end >= days.period_end - interval 35 days then windows.value end as shown_value,
        case when windows.period_end >= days.period_end - interval 35 days then windows.n end as shown_n,
        coalesce(days_published.is_suppressed, true) as is_day_suppressed,
        coalesce(days.period_end <= read_through.last_on, false) as is_complete,
        coalesce(shown.period_end < days.period_end - interval 35 days, true) as is_suppressed
    from days
    left join read_through on days.metric = read_through.metric
    left join published as days_published
        on
            days_published.period_type = 'day'
            and days.metric = days_published.metric
            and days.dimension = days_published.dimension
            and days.dimension_value = days_published.dimension_value
            and days.period_end = days_published.period_end
    asof left join shown
        on
            days.metric = shown.metric
            and days.dimension = shown.dimension
            and days.dimension_value = shown.dimension_value
            and days.period_end >= shown.period_end
    asof left join windows
        on
            days.metric = windows.metric
            and days.dimension = windows.dimension
            and days.dimension_value = windows.dimension_value
            and days.period_end >= windows.period_end
"""


def read(warehouse: Path, rules: Iterable[Aggregate], known: Known) -> Frames:
    """The frames that these rules look at.

    Raises:
        UserError: there is no warehouse yet, or another program writes to it.
    """
    import duckdb

    if not warehouse.is_file():
        raise UserError(f"There is no warehouse {warehouse} yet. `voc run` makes it.")
    try:
        with reading(warehouse) as connection:
            return frames(connection, list(rules), known)
    except duckdb.CatalogException:
        raise UserError(f"{warehouse} holds no metrics yet. `voc run` builds them.") from None


def frames(connection: Any, rules: Sequence[Aggregate], known: Known) -> Frames:
    """The same over an open connection to the warehouse."""
    windowed = [rule for rule in rules if not is_daily(rule)]
    columns = list(dict.fromkeys([*_GROUP, *(column for rule in windowed for column in columns_of(rule))]))
    metrics = connection.execute(
        f"select {', '.join(columns)} from marts.voc_metrics "
        "where list_contains(?, metric) and list_contains(?, dimension) and list_contains(?, period_type)",
        [_names(rule.metric for rule in windowed), _dimensions(windowed), _names(rule.period for rule in windowed)],
    ).df()
    by_day = [rule for rule in rules if is_daily(rule)]
    names = _names(rule.metric for rule in by_day)
    observations = [known.metrics[name].observations for name in names]
    dimensions = _dimensions(by_day)
    daily = connection.execute(_DAILY, [names, observations, names, dimensions, dimensions]).df()
    return Frames(metrics, _with_value(daily, known))


def _with_value(daily: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The value of a day, for anomalies of values: by the metric's formula, where days add up."""
    from orchestration.alerts.counts import measured

    daily["value"] = float("nan")
    for name, rows in daily.groupby("metric"):
        metric = known.metrics[str(name)]
        if metric.formula in {"net_share", "share", "mean"}:
            parts = (rows[column].to_numpy(dtype=float, na_value=float("nan")) for column in shortfall.MEASURES)
            daily.loc[rows.index, "value"] = measured(metric, *parts)[0]
    return daily


def _names(values: Iterable[str]) -> list[str]:
    return sorted(set(values))


def _dimensions(rules: Sequence[Aggregate]) -> list[str]:
    return _names(dimension for rule in rules for dimension in rule.by)
