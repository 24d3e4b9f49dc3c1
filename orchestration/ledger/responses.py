"""Which responses the 1-to-1 reports have looked at, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from orchestration.ledger.rows import BATCH, Row, add_new, put
from orchestration.ledger.tables import outbox, response_events, response_looks

MESSAGE_KIND = "response"


def append(connection: sa.Connection, rows: Sequence[Row], now: datetime | None = None) -> list[str]:
    """Write the events that are not there yet; the ids of the new ones. Columns as in tables.response_events."""
    return add_new(connection, response_events, [{**row, "recorded_at": now or datetime.now(UTC)} for row in rows])


def judged(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Which of these event ids are there already."""
    found: set[str] = set()
    for start in range(0, len(ids), BATCH):
        query = sa.select(response_events.c.event_id)
        query = query.where(response_events.c.event_id.in_(ids[start : start + BATCH]))
        found.update(connection.execute(query).scalars())
    return found


def sent_since(connection: sa.Connection, report: str, since: datetime) -> dict[str | None, int]:
    """By owner the responses that were told one by one since then, on the wall clock."""
    query = sa.select(response_events.c.owner, sa.func.count()).where(
        response_events.c.report == report,
        response_events.c.outcome == "told",
        response_events.c.recorded_at > since,
    )
    return {row.owner: row[1] for row in connection.execute(query.group_by(response_events.c.owner))}


def first_look(connection: sa.Connection, report: str) -> datetime | None:
    query = sa.select(response_looks.c.first_at).where(response_looks.c.report == report)
    return connection.execute(query).scalar()


def looked(
    connection: sa.Connection, report: str, first_at: datetime, looked_at: datetime, skipped: Mapping[str, int],
    now: datetime | None = None,
) -> None:  # fmt: skip
    row = {"report": report, "first_at": first_at, "looked_at": looked_at, "skipped": dict(skipped)}
    put(connection, response_looks, [{**row, "updated_at": now or datetime.now(UTC)}])


def looks(connection: sa.Connection) -> Sequence[sa.RowMapping]:
    return connection.execute(sa.select(response_looks).order_by(response_looks.c.report)).mappings().all()


def outcomes(connection: sa.Connection) -> dict[tuple[str, str], int]:
    """Responses by (report, outcome)."""
    query = sa.select(response_events.c.report, response_events.c.outcome, sa.func.count())
    rows = connection.execute(query.group_by(response_events.c.report, response_events.c.outcome))
    return {(row.report, row.outcome): row[2] for row in rows}


def messages(connection: sa.Connection) -> dict[str, int]:
    """Messages of all reports by status."""
    query = sa.select(outbox.c.status, sa.func.count()).where(outbox.c.kind == MESSAGE_KIND)
    return {row.status: row[1] for row in connection.execute(query.group_by(outbox.c.status))}
