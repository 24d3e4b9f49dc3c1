"""How far the data of a published file reach, for a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from orchestration.digests.facts import Freshness
from orchestration.digests.reading.rows import has, select
from orchestration.subscriptions.model import Window

NOTHING = Freshness(None, None, 0, is_complete=False)


def read(connection: Any, window: Window, metrics: Sequence[str] = ()) -> Freshness:
    """A period is complete when voc_metrics says so of its rows; without rows, when the data reach past it.

    Args:
        metrics: those whose rows say whether the period is complete; all where none is given. Sources that are late
            are told in any case.
    """
    connection.execute("set timezone = 'UTC'")
    if not has(connection, "main._published"):
        return NOTHING
    (file,) = select(connection, "select published_at, data_through, checks_passed from main._published")
    through, after = _utc(file["data_through"]), _end(window.end)
    (rows,) = select(
        connection,
        """
        select bool_and(is_complete) as all_of_them,
            bool_and(case when len($metrics) = 0 or list_contains($metrics, metric) then is_complete end) as these
        from marts.voc_metrics
        where period_type = $type and period_start = $start
        """,
        {"metrics": list(metrics), "type": window.period_type, "start": window.start},
    )
    reaches = through is not None and through >= after
    is_complete = reaches if rows["these"] is None else rows["these"]
    is_all_there = reaches if rows["all_of_them"] is None else rows["all_of_them"]
    late = () if is_all_there else _late(connection, after)
    return Freshness(through, _utc(file["published_at"]), file["checks_passed"], late, bool(is_complete))


def _late(connection: Any, after: datetime) -> tuple[tuple[str, datetime], ...]:
    """A tool is read as far as what was read of it last, as the marts have it (as_of_relation)."""
    rows = select(
        connection,
        """
        select source, max(data_through_at) as through
        from marts.source_freshness
        group by source
        having max(data_through_at) < ?
        order by source
        """,
        [after.replace(tzinfo=None)],
    )
    return tuple((row["source"], row["through"].replace(tzinfo=UTC)) for row in rows)


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)
