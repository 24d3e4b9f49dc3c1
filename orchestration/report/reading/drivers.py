"""Why a metric changed (metric_drivers) and what goes with promoters (nps_key_drivers)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.report.reading.database import columns, day_number, has, rows, scaled
from orchestration.report.reading.series import decimals

KEY_DRIVER_NUMBERS = (
    "respondents_count", "n", "coverage", "promoters_count", "promoters_mean", "detractors_count", "detractors_mean",
    "difference", "difference_low", "difference_high", "standardised_difference", "standardised_difference_low",
    "standardised_difference_high", "correlation", "q_value",
)  # fmt: skip


def of_metric(connection: Any, definition: Mapping[str, Any], places: Mapping[str, Mapping[Any, int]]) -> Any:
    """Columns of metric_drivers, by type of period; None where the metric is not taken apart.

    `place` is the period's place among those of its type; effects are whole numbers of one decimal more than the
    metric has, since they are small.
    """
    if not has(connection, "metric_drivers"):
        return None
    digits = decimals(definition)
    numbers = {
        "v": scaled("d.value", digits),
        "pv": scaled("d.previous_value", digits),
        "total": scaled("d.total_effect", digits + 1),
        "rate": scaled("d.rate_effect", digits + 1),
        "mix": scaled("d.mix_effect", digits + 1),
    }
    found = columns(
        connection,
        f"""
        select d.period_type as kind, v.period_start as start, v.period_end as ending, d.dimension,
            d.dimension_value as value, d.n, d.previous_n as pn,
            {", ".join(f"{sql} as {name}" for name, sql in numbers.items())},
            cast(g.is_change_significant as integer) as sig
        from marts.metric_drivers as d
        inner join marts.voc_metrics as v
            on v.metric = d.metric and v.period_type = d.period_type and v.period_start = d.period_start
            and v.dimension = 'all'
        left join marts.voc_metrics as g
            on g.metric = d.metric and g.period_type = d.period_type and g.period_start = d.period_start
            and g.dimension = d.dimension and g.dimension_value = d.dimension_value
        where d.metric = ?
        order by d.dimension, d.period_type, d.period_start, d.driver_rank, d.dimension_value
        """,
        [definition["metric"]],
    )
    if not found["kind"]:
        return None
    by_day = {
        kind: {(day_number(start), day_number(end)): place for (start, end), place in known.items()}
        for kind, known in places.items()
    }
    found["place"] = [
        by_day[kind][start, end]
        for kind, start, end in zip(found["kind"], found.pop("start"), found.pop("ending"), strict=True)
    ]
    return found


def key_drivers(connection: Any) -> list[dict[str, Any]]:
    """Rows of nps_key_drivers, the most telling first."""
    if not has(connection, "nps_key_drivers"):
        return []
    rounded = ", ".join(f"round({name}, 4) as {name}" for name in KEY_DRIVER_NUMBERS if not name.endswith("count"))
    counts = ", ".join(name for name in KEY_DRIVER_NUMBERS if name.endswith("count"))
    return rows(
        connection,
        f"select driver, touchpoint, is_significant, not_tested_because, {counts}, {rounded} "
        "from marts.nps_key_drivers order by importance_rank nulls last, driver, touchpoint",
    )
