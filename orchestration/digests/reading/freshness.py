"""How far the data of a published file reach, for a period."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from orchestration.digests.facts import Freshness
from orchestration.digests.reading.rows import has, select
from orchestration.subscriptions.model import Window

NOTHING = Freshness(None, None, 0, is_complete=False)


def of_file(published: Path, window: Window) -> Freshness:
    """The same from a path; a file that is not there is incomplete."""
    import duckdb

    if not published.is_file():
        return NOTHING
    with duckdb.connect(str(published), read_only=True) as connection:
        return read(connection, window)


def read(connection: Any, window: Window) -> Freshness:
    """The period is complete when voc_metrics says so of all its rows; without rows, when the data reach past it."""
    connection.execute("set timezone = 'UTC'")
    if not has(connection, "main._published"):
        return NOTHING
    (file,) = select(connection, "select published_at, data_through, checks_passed from main._published")
    through, after = _utc(file["data_through"]), _end(window.end)
    (rows,) = select(
        connection,
        "select bool_and(is_complete) as is_complete from marts.voc_metrics where period_type = ? and period_start = ?",
        [window.period_type, window.start],
    )
    is_complete = rows["is_complete"]
    if is_complete is None:
        is_complete = through is not None and through >= after
    late = () if is_complete else _late(connection, after)
    return Freshness(through, _utc(file["published_at"]), file["checks_passed"], late, bool(is_complete))


def _late(connection: Any, after: datetime) -> tuple[tuple[str, datetime], ...]:
    rows = select(
        connection,
        """
        select source, min(data_through_at) as through
        from marts.source_freshness
        group by source
        having min(data_through_at) < ?
        order by source
        """,
        [after.replace(tzinfo=None)],
    )
    return tuple((row["source"], row["through"].replace(tzinfo=UTC)) for row in rows)


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)
