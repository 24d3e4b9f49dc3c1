"""The records that met a 1-to-1 rule, whatever became of them, and who was told of which customer lately."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from orchestration.ledger.rows import Row, add_new
from orchestration.ledger.tables import personal_events

TOLD = ("told", "batched")


def append(connection: sa.Connection, rows: Sequence[Row], now: datetime | None = None) -> list[str]:
    """Write the events that are not there yet; the ids of the new ones. Columns as in tables.personal_events."""
    return add_new(connection, personal_events, [{**row, "recorded_at": now or datetime.now(UTC)} for row in rows])


def known(connection: sa.Connection, rules: Collection[str] | None = None) -> set[str]:
    """The ids of what was looked at before."""
    query = sa.select(personal_events.c.event_id)
    if rules is not None:
        query = query.where(personal_events.c.rule.in_(list(rules)))
    return set(connection.execute(query).scalars())


def told_since(connection: sa.Connection, since: datetime) -> Sequence[sa.RowMapping]:
    """Who was told of whom (rule, customer_key, happened_at, recorded_at, outcome), by the record's time; oldest
    first. For cooldowns and rate caps."""
    columns = [
        personal_events.c[name] for name in ("rule", "customer_key", "owner", "happened_at", "recorded_at", "outcome")
    ]
    query = sa.select(*columns).where(personal_events.c.outcome.in_(TOLD), personal_events.c.happened_at >= since)
    return connection.execute(query.order_by(personal_events.c.happened_at)).mappings().all()
