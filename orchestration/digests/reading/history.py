"""What came before: the last periods of a metric, and numbers that are not what the last digest could know."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from orchestration.digests.facts import Measure, Metric, Restated
from orchestration.digests.reading.rows import has, number, select
from orchestration.lib.metric_series import Point
from orchestration.lib.restatements import CHANGES
from orchestration.subscriptions.model import Scope

PERIODS = 13
RESTATED = 12  # The most that a digest lists.


def series(connection: Any, lead: Measure) -> tuple[Point, ...]:
    """The last 13 periods up to the measure's, oldest first; those in which nobody was asked have no value."""
    rows = connection.execute(
        """
        with
            periods as (
                select distinct period_start, period_end
                from marts.voc_metrics
                where metric = $metric and period_type = $type and dimension = 'all' and period_start <= $start
                order by period_start desc
                limit $most
            ),
            mine as (
                select * from marts.voc_metrics
                where metric = $metric and period_type = $type and dimension = $dimension and dimension_value = $group
            )
        select $group, period_start, p.period_end, mine.n, mine.value, mine.interval_low, mine.interval_high,
            mine.change, mine.is_change_significant, mine.target, mine.threshold_status,
            coalesce(mine.is_complete, true), coalesce(mine.is_suppressed, false), mine.shown_dimension_value
        from periods as p
        left join mine using (period_start)
        order by period_start
        """,
        {
            "metric": lead.metric.metric,
            "type": lead.period_type,
            "start": lead.start,
            "dimension": lead.group.dimension,
            "group": lead.group.value,
            "most": PERIODS,
        },
    ).fetchall()
    return tuple(Point(*row) for row in rows)


def restated(
    connection: Any, metrics: dict[str, Metric], names: list[str], scope: Scope, period_type: str, last: datetime
) -> tuple[Restated, ...]:
    """Numbers of these metrics that are shown now as they were then, and are others; the newest periods first."""
    if not has(connection, "marts.metric_history"):
        return ()
    counts = ", ".join(f"coalesce(sum(ended.{name}_count), 0) as {name}" for name in CHANGES)
    rows = select(
        connection,
        f"""
        with
            states as (
                select * from marts.metric_history
                where list_contains($names, metric) and period_type = $type and dimension = $dimension
                    and dimension_value = $group
            ),
            reported as (
                select * from states where known_from <= $last and (known_to is null or $last < known_to)
            ),
            present as (select * from states where known_to is null)
        select present.metric, present.period_start, present.period_end, reported.value as reported,
            reported.n as reported_n, present.value as now, present.n as now_n,
            max_by(ended.ended_because, ended.known_to) as because, {counts}
        from reported
        inner join present on present.metric = reported.metric and present.period_start = reported.period_start
        left join states as ended
            on ended.metric = present.metric and ended.period_start = present.period_start and ended.known_to > $last
        where not reported.is_suppressed and not reported.is_withheld and not present.is_suppressed
            and not present.is_withheld and reported.value is not null and present.value is not null
            and (reported.value <> present.value or reported.n <> present.n)
        group by all
        order by present.period_start desc, present.metric
        limit {RESTATED}
        """,
        {
            "names": names,
            "type": period_type,
            "dimension": scope.dimension,
            "group": scope.value,
            "last": last.astimezone(UTC).replace(tzinfo=None) if last.tzinfo else last,
        },
    )
    return tuple(
        Restated(
            metrics[row["metric"]],
            scope,
            period_type,
            row["period_start"],
            row["period_end"],
            row["reported"],
            row["reported_n"],
            row["now"],
            row["now_n"],
            row["because"],
            {name: int(number(row[name]) or 0) for name in CHANGES if row[name]},
        )
        for row in rows
    )
