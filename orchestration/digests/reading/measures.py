"""Metrics of a period and group beside their baselines, from voc_metrics and metric_baselines.

What is not published for the audience's group or type of period is looked for in longer periods of the group, then in
all customers; such a measure is not the audience's own (`is_own`), and is said to be not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from orchestration.digests.facts import Comparison, Measure, Metric
from orchestration.digests.reading.rows import Row, has, number, select
from orchestration.subscriptions.model import Audience, Baseline, Scope, Window

ALL = Scope()
LENGTHS = ("day", "week", "month", "quarter")
LOOKED_BACK = timedelta(days=200)  # for the newest complete period of another type
BASELINES = "marts.metric_baselines"
ROLLING = ("weeks_4", "weeks_13")
OF_BASELINES = ("baseline_value", "baseline_n", "change", "change_low", "change_high", "is_change_significant")
_COLUMNS = """
    v.voc_metric_key, v.metric, v.period_type, v.period_start, v.period_end, v.dimension, v.dimension_value, v.n,
    v.value, v.interval_low, v.interval_high, v.negative_count, v.is_suppressed, v.target, v.threshold,
    v.threshold_status, v.is_settled, v.previous_value, v.previous_n, v.change, v.change_low, v.change_high,
    v.is_change_significant, v.last_year_value, v.last_year_n, v.last_year_change, v.last_year_change_low,
    v.last_year_change_high, v.is_last_year_change_significant
"""


def metrics(connection: Any) -> dict[str, Metric]:
    """Every metric that the file knows, by name."""
    rows = select(
        connection,
        "select metric, title, unit, decimals, is_high_good, settle_days, formula, observations, scale_min, scale_max "
        "from marts.dim_metrics order by metric",
    )
    return {row["metric"]: Metric(*row.values()) for row in rows}


def of_scope(
    connection: Any, known: Mapping[str, Metric], names: Iterable[str], audience: Audience, window: Window
) -> dict[str, Measure]:
    """The measures of these metrics, by name; a metric of which nothing is published in any place is left out."""
    wanted = [name for name in dict.fromkeys(names) if name in known]
    rows = _rows(
        connection,
        "(v.dimension, v.dimension_value) in ((?, ?), ('all', 'all')) and (v.period_start = ? and v.period_type = ? "
        "or v.period_type <> ? and v.period_type in ('day', 'week', 'month', 'quarter') and v.is_complete "
        "and v.period_end between ? and ?)",
        wanted,
        [
            audience.scope.dimension, audience.scope.value, window.start, window.period_type, window.period_type,
            window.start - LOOKED_BACK, window.end,
        ],
    )  # fmt: skip
    kept = _series(connection, wanted, audience.scope, window.period_type)
    found = {}
    for name in wanted:
        mine = [row for row in rows if row["metric"] == name]
        measure = _chosen(known[name], mine, kept, audience, window)
        if measure is not None:
            found[name] = _with_instead(connection, measure, audience)
    return found


def of_groups(connection: Any, metric: Metric, dimension: str, audience: Audience, window: Window) -> list[Measure]:
    """The groups of a dimension in the period, hidden ones too, in the order of their names."""
    rows = _rows(
        connection,
        "v.dimension = ? and v.period_type = ? and v.period_start = ?",
        [metric.metric],
        [dimension, window.period_type, window.start],
    )
    return [measure(metric, row, audience) for row in rows]


def measure(metric: Metric, row: Row, audience: Audience, *, is_own: bool = True) -> Measure:
    comparisons = {baseline: found for baseline in Baseline if (found := _comparison(baseline, row))}
    main = comparisons.get(audience.baseline) or comparisons.get(Baseline.PREVIOUS)
    second = comparisons.get(audience.second_baseline)
    return Measure(
        metric,
        Scope(row["dimension"], row["dimension_value"]),
        row["period_type"],
        row["period_start"],
        row["period_end"],
        row["value"],
        row["n"],
        row["interval_low"],
        row["interval_high"],
        row["negative_count"],
        main,
        None if second is None or main is None or second.baseline == main.baseline else second,
        number(row["target"]),
        number(row["threshold"]),
        row["threshold_status"],
        row["is_suppressed"],
        is_own,
        row["is_settled"],
    )


def _comparison(baseline: Baseline, row: Row) -> Comparison | None:
    before = {Baseline.PREVIOUS: "", Baseline.LAST_YEAR: "last_year_"}.get(baseline, f"{baseline.value}_")
    values = {Baseline.PREVIOUS: "previous_value"}.get(baseline, f"{before}value")
    count = {Baseline.PREVIOUS: "previous_n"}.get(baseline, f"{before}n")
    sure = {Baseline.LAST_YEAR: "is_last_year_change_significant"}.get(baseline, f"{before}is_change_significant")
    value, change = row[values], row[f"{before}change"]
    if row["value"] is None or value is None or change is None:
        return None
    return Comparison(
        baseline, value, row[count], change, row[f"{before}change_low"], row[f"{before}change_high"], row[sure]
    )


def _rows(connection: Any, where: str, names: Sequence[str], parameters: Sequence[object]) -> list[dict[str, Any]]:
    """Rows with both baselines beside them."""
    is_known = has(connection, BASELINES)
    added = "".join(
        f", {f'{baseline}.{column}' if is_known else 'null'} as {baseline}_{column.removeprefix('baseline_')}"
        for baseline in ROLLING
        for column in OF_BASELINES
    )
    joined = "".join(
        f" left join {BASELINES} as {baseline} on {baseline}.voc_metric_key = v.voc_metric_key "
        f"and {baseline}.baseline = '{baseline}'"
        for baseline in ROLLING
        if is_known
    )
    return select(
        connection,
        f"select {_COLUMNS}{added} from marts.voc_metrics as v{joined} "
        f"where list_contains(?, v.metric) and {where} order by v.metric, v.dimension_value, v.period_start",
        [list(names), *parameters],
    )


def _series(connection: Any, names: Sequence[str], scope: Scope, period_type: str) -> set[tuple[str, str]]:
    """Metric and dimension of what is published by this type of period at all, in whatever period."""
    rows = connection.execute(
        "select distinct metric, dimension from marts.voc_metrics where list_contains(?, metric) and period_type = ? "
        "and (dimension, dimension_value) in ((?, ?), ('all', 'all'))",
        [list(names), period_type, scope.dimension, scope.value],
    ).fetchall()
    return set(rows)


def _chosen(
    metric: Metric, rows: list[dict[str, Any]], kept: set[tuple[str, str]], audience: Audience, window: Window
) -> Measure | None:
    place = LENGTHS.index(window.period_type)
    others = (*LENGTHS[place + 1 :], *reversed(LENGTHS[:place]))
    for group in dict.fromkeys((audience.scope, ALL)):
        mine = [row for row in rows if (row["dimension"], row["dimension_value"]) == (group.dimension, group.value)]
        is_own = group == audience.scope
        for row in mine:
            if row["period_type"] == window.period_type:
                return measure(metric, row, audience, is_own=is_own)
        if (metric.metric, group.dimension) in kept:
            return Measure(metric, group, window.period_type, window.start, window.end, n=0, is_own=is_own)
        for period_type in others:
            newest = [row for row in mine if row["period_type"] == period_type]
            if newest:
                return measure(metric, max(newest, key=lambda row: row["period_start"]), audience, is_own=False)
    return None


def _with_instead(connection: Any, hidden: Measure, audience: Audience) -> Measure:
    if not hidden.is_suppressed:
        return hidden
    rows = _rows(
        connection,
        "v.period_type = ? and v.period_start = ? and (v.dimension, v.dimension_value) = ("
        "select (shown_dimension, shown_dimension_value) from marts.voc_metrics where metric = ? and period_type = ? "
        "and period_start = ? and dimension = ? and dimension_value = ?) and not v.is_suppressed",
        [hidden.metric.metric],
        [
            hidden.period_type, hidden.start, hidden.metric.metric, hidden.period_type, hidden.start,
            hidden.group.dimension, hidden.group.value,
        ],
    )  # fmt: skip
    return replace(hidden, instead=measure(hidden.metric, rows[0], audience, is_own=False)) if rows else hidden
