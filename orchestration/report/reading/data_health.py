"""How far the data reach, what was checked, what is late, what nobody declared, what was restated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orchestration.publish.record import Published
from orchestration.report.reading.database import has, rows

MOST_RESTATED = 200


def read(
    connection: Any, record: Published | None, sources: Mapping[str, tuple[str, int]], now: datetime
) -> dict[str, Any]:
    """Args:
    sources: by tool its title and after how many hours it is late; the project's own are not among them.
    now: on the clock that the data go by.
    """
    return {
        "published": record and round(record.published_at.timestamp()),
        "through": record and record.data_through and round(record.data_through.timestamp()),
        "checks": record and record.checks_passed,
        "tables": record and len(record.row_counts),
        "rows": record and sum(record.row_counts.values()),
        "sources": _sources(connection, sources, now),
        "undeclared": _undeclared(connection),
        "restated": _restated(connection),
    }


def _sources(connection: Any, sources: Mapping[str, tuple[str, int]], now: datetime) -> list[dict[str, Any]]:
    if not has(connection, "source_freshness"):
        return []
    found = rows(
        connection,
        """
        select source, min(data_through_at) as through, sum(loads_count) as loads, sum(fetched_rows) as fetched,
            sum(quarantined_rows) as quarantined, sum(rejected_casts_count) as rejected
        from marts.source_freshness group by source order by source
        """,
    )
    shown = []
    for row in found:
        if row["source"] not in sources:
            continue
        title, hours = sources[row["source"]]
        is_late = row["through"] is None or now.timestamp() - row["through"] > hours * 3600
        shown.append({**row, "title": title, "hours": hours, "late": is_late})
    return shown


def _undeclared(connection: Any) -> list[dict[str, Any]]:
    if not has(connection, "fct_answers"):
        return []
    return rows(
        connection,
        """
        select source, survey_id as survey, question_ref as question, count(*) as answers,
            min(submitted_on) as first, max(submitted_on) as last
        from marts.fct_answers where exclusion_reason = 'undeclared_scale' and score is not null
        group by all order by answers desc, source, survey, question
        """,
    )


def _restated(connection: Any) -> list[dict[str, Any]]:
    """Numbers that were shown before and are shown otherwise now, the newest first."""
    if not has(connection, "metric_history"):
        return []
    return rows(
        connection,
        """
        with states as (
            select *, row_number() over (
                partition by metric, period_type, period_start, dimension, dimension_value order by known_from desc
            ) as place
            from marts.metric_history
        )
        select now.metric, now.period_type as kind, now.period_start as start, now.period_end as ending, now.dimension,
            now.dimension_value as value, before.value as reported, before.n as reported_n, now.value as now, now.n,
            cast(now.known_from as date) as since, before.ended_because as because
        from states as now inner join states as before
            using (metric, period_type, period_start, dimension, dimension_value)
        where now.place = 1 and before.place = 2 and now.known_to is null
            and not (now.is_suppressed or now.is_withheld or before.is_suppressed or before.is_withheld)
            and (now.value, now.n) is distinct from (before.value, before.n)
        order by now.known_from desc, now.metric, now.period_type, now.period_start desc, now.dimension, value
        limit ?
        """,
        [MOST_RESTATED],
    )
