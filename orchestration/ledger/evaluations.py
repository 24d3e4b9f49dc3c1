"""That an evaluation took place, and how it went: what the dead-man's message looks at."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from orchestration.ledger.ids import stable_id
from orchestration.ledger.rows import add_new
from orchestration.ledger.tables import evaluations


def record(
    connection: sa.Connection,
    family: str,
    as_of_at: datetime | None,
    is_ok: bool,
    series_count: int,
    events_count: int,
    now: datetime | None = None,
) -> str:
    """Note one evaluation; its id."""
    now = now or datetime.now(UTC)
    row = {
        "evaluation_id": stable_id(family, now),
        "family": family,
        "as_of_at": as_of_at,
        "is_ok": is_ok,
        "series_count": series_count,
        "events_count": events_count,
        "recorded_at": now,
    }
    add_new(connection, evaluations, [row])
    return str(row["evaluation_id"])


def last(connection: sa.Connection, family: str | None = None, only_ok: bool = False) -> sa.RowMapping | None:
    """The newest evaluation (of a family; that went well), or None."""
    query = sa.select(evaluations).order_by(evaluations.c.recorded_at.desc()).limit(1)
    if family is not None:
        query = query.where(evaluations.c.family == family)
    if only_ok:
        query = query.where(evaluations.c.is_ok)
    return connection.execute(query).mappings().first()
