"""Looking at the outbox, and what a person may do with a message: try it again now, or drop it.

Does not belong here: what workers do (outbox.py). Bodies are read one at a time, when somebody asks for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from orchestration.ledger.outbox import DROPPED, FAILED, SENDING, SENT, WAITING
from orchestration.ledger.tables import delivery_attempts, outbox

SHOWN = [column for column in outbox.c if column.name != "body"]


def counts(connection: sa.Connection) -> dict[tuple[str, str], int]:
    """Messages by (channel, status)."""
    query = sa.select(outbox.c.channel, outbox.c.status, sa.func.count()).group_by(outbox.c.channel, outbox.c.status)
    return {(row.channel, row.status): row[2] for row in connection.execute(query)}


def in_status(connection: sa.Connection, statuses: Sequence[str], limit: int) -> Sequence[sa.RowMapping]:
    """The messages that are there now, without bodies; those touched last come first."""
    query = sa.select(*SHOWN).where(outbox.c.status.in_(statuses))
    return connection.execute(query.order_by(outbox.c.updated_at.desc()).limit(limit)).mappings().all()


def of_kind(connection: sa.Connection, kind: str, channels: Sequence[str], limit: int = 20) -> Sequence[sa.RowMapping]:
    """What was sent last of a kind of message through these channels, without bodies, newest first."""
    which = (outbox.c.kind == kind, outbox.c.status == SENT, outbox.c.channel.in_(channels))
    query = sa.select(*SHOWN).where(*which).order_by(outbox.c.enqueued_at.desc(), outbox.c.message_id)
    return connection.execute(query.limit(limit)).mappings().all()


def channels_with_work(connection: sa.Connection, now: datetime) -> dict[str, int]:
    """How many messages are due, by channel."""
    query = sa.select(outbox.c.channel, sa.func.count()).where(outbox.c.status == WAITING, outbox.c.not_before <= now)
    return {row.channel: row[1] for row in connection.execute(query.group_by(outbox.c.channel))}


def find(connection: sa.Connection, beginning: str) -> Sequence[sa.RowMapping]:
    """The messages whose id begins so, without bodies; three at most."""
    query = sa.select(*SHOWN).where(outbox.c.message_id.startswith(beginning, autoescape=True))
    return connection.execute(query.order_by(outbox.c.message_id).limit(3)).mappings().all()


def body(connection: sa.Connection, message_id: str) -> bytes:
    return bytes(connection.execute(sa.select(outbox.c.body).where(outbox.c.message_id == message_id)).scalar_one())


def attempts(connection: sa.Connection, message_id: str) -> Sequence[sa.RowMapping]:
    query = sa.select(delivery_attempts).where(delivery_attempts.c.message_id == message_id)
    return connection.execute(query.order_by(delivery_attempts.c.number)).mappings().all()


def retry(connection: sa.Connection, now: datetime, message_id: str | None = None) -> int:
    """Let a failed or waiting message go out now, with all its tries before it; without an id all that failed."""
    statuses = [FAILED] if message_id is None else [FAILED, WAITING, DROPPED]
    again: dict[str, Any] = {"status": WAITING, "not_before": now, "attempts_forgiven": outbox.c.attempts}
    return _change(connection, statuses, message_id, {**again, "updated_at": now})


def drop(connection: sa.Connection, now: datetime, message_id: str) -> int:
    """Never send it. 0 when it was sent already, or is being sent."""
    return _change(connection, [WAITING, FAILED], message_id, {"status": DROPPED, "updated_at": now})


def forget_bodies(connection: sa.Connection, before: datetime) -> int:
    """Empty the bodies of what was sent or dropped before this instant: they hold personal data nobody needs twice."""
    old = (outbox.c.status.in_([SENT, DROPPED]), outbox.c.updated_at < before, sa.func.length(outbox.c.body) > 0)
    return connection.execute(sa.update(outbox).where(*old).values(body=b"")).rowcount


def has_expired(connection: sa.Connection, now: datetime) -> bool:
    """Some message is left behind by a worker that ended."""
    query = sa.select(outbox.c.message_id).where(outbox.c.status == SENDING, outbox.c.claimed_until <= now)
    return connection.execute(query.limit(1)).first() is not None


def is_quiet(connection: sa.Connection) -> bool:
    """Nothing waits and nothing is being sent."""
    query = sa.select(sa.func.count()).where(outbox.c.status.in_([WAITING, SENDING]))
    return connection.execute(query).scalar_one() == 0


def _change(connection: sa.Connection, statuses: list[str], message_id: str | None, values: dict[str, Any]) -> int:
    has_body = sa.func.length(outbox.c.body) > 0  # What forget_bodies emptied is over.
    statement = sa.update(outbox).where(outbox.c.status.in_(statuses), has_body).values(**values)
    if message_id is not None:
        statement = statement.where(outbox.c.message_id == message_id)
    return connection.execute(statement).rowcount
