"""What moved the lead: its change against the period before, taken apart by a dimension (metric_drivers)."""

from __future__ import annotations

from typing import Any

from orchestration.digests.facts import Measure
from orchestration.digests.reading.rows import select
from orchestration.lib.drivers import Change, Effect

# The first by which there is more than one group.
ORDER = {
    "marketing": ("segment", "touchpoint", "plan", "country"),
    "sales": ("segment", "plan", "touchpoint", "country"),
}
USUALLY = ("touchpoint", "segment", "product", "plan", "country")


def drivers(connection: Any, lead: Measure, role: str) -> Change | None:
    """The change of all customers and the groups' effects on it, the largest first; None: not taken apart."""
    groups = select(
        connection,
        """
        select
            e.dimension, e.dimension_value, e.previous_start, e.n, e.previous_n, e.value, e.previous_value,
            e.rate_effect, e.mix_effect, e.total_effect, v.is_change_significant
        from marts.metric_drivers as e
        left join marts.voc_metrics as v using (metric, period_type, period_start, dimension, dimension_value)
        where metric = ? and period_type = ? and period_start = ?
        order by e.dimension, e.driver_rank
        """,
        [lead.metric.metric, lead.period_type, lead.start],
    )
    by = {name: [row for row in groups if row["dimension"] == name] for name in ORDER.get(role, USUALLY)}
    dimension = next((name for name, rows in by.items() if len(rows) > 1), None)
    if dimension is None:
        return None
    (whole,) = select(
        connection,
        """
        select n, previous_n, value, previous_value, change_low, change_high, is_change_significant
        from marts.voc_metrics
        where metric = ? and period_type = ? and period_start = ? and dimension = 'all'
        """,
        [lead.metric.metric, lead.period_type, lead.start],
    )
    names = ("dimension_value", "n", "previous_n", "value", "previous_value", "rate_effect", "mix_effect",
             "total_effect", "is_change_significant")  # fmt: skip
    metric = lead.metric
    return Change(
        metric.metric,
        metric.title,
        metric.unit,
        metric.decimals,
        metric.is_high_good,
        dimension,
        tuple(sorted({row["dimension"] for row in groups})),
        lead.period_type,
        lead.start,
        by[dimension][0]["previous_start"],
        whole["n"],
        whole["previous_n"],
        whole["value"],
        whole["previous_value"],
        whole["change_low"],
        whole["change_high"],
        whole["is_change_significant"],
        tuple(Effect(*(row[name] for name in names)) for row in by[dimension]),
    )
