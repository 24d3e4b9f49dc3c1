"""The outbox: messages with frozen bytes, written with the events they tell of, claimed one by one by workers.

A message waits, is being sent under a lease, and ends sent, failed or dropped. At least once: what a dead worker had
begun is tried again when its lease is over. How a try ends is in settling.py, what a person may do in waiting.py.
Does not belong here: sending (delivery), what a message says.
Times are the wall clock's, never the sample company's: a lease and a back-off are about this machine.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from orchestration.ledger.backoff import Patience
from orchestration.ledger.ids import stable_id
from orchestration.ledger.rows import add_new
from orchestration.ledger.tables import outbox

WAITING, SENDING, SENT, FAILED, DROPPED = "waiting", "sending", "sent", "failed", "dropped"
RETRY, UNKNOWN = "retry", "unknown"


class Said(Protocol):
    """What is needed of a message (orchestration.messages)."""

    @property
    def key(self) -> str: ...
    @property
    def thread(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Looks(Protocol):
    """What is needed of its look."""

    @property
    def subject(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def body(self) -> bytes: ...


class Addressed(Protocol):
    """What is needed of a channel."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Claim:
    """A message that one worker has to itself until `until`; `attempt` is the number of this try."""

    message_id: str
    thread: str
    channel: str
    recipient: str
    subject: str
    content_type: str
    body: bytes
    enqueued_at: datetime
    worker: str
    attempt: int
    until: datetime


def message_id_of(key: str, channel: str, recipient: str) -> str:
    return stable_id(key, channel, recipient)


def enqueue(
    connection: sa.Connection,
    message: Said,
    rendered: Looks,
    channel: Addressed,
    recipient: str,
    not_before: datetime | None = None,
    now: datetime | None = None,
) -> str | None:
    """Freeze a message for one recipient; its id, or None when it had been written before (nothing changes then).

    Raises:
        ValueError: a recipient with a control character, or too long to be one.
    """
    if not recipient.isprintable() or len(recipient) > 320:
        raise ValueError(f"A recipient of channel {channel.name} is no address.")
    now = now or datetime.now(UTC)
    row = {
        "message_id": message_id_of(message.key, channel.name, recipient),
        "event_id": message.key,
        "thread": message.thread,
        "kind": message.kind,
        "channel": channel.name,
        "channel_kind": channel.kind,
        "recipient": recipient,
        "subject": rendered.subject,
        "content_type": rendered.content_type,
        "body": rendered.body,
        "status": WAITING,
        "attempts": 0,
        "attempts_forgiven": 0,
        "not_before": not_before or now,
        "enqueued_at": _after_its_thread(connection, message.thread, now),
        "updated_at": now,
    }
    added = add_new(connection, outbox, [row])
    return added[0] if added else None


def claim(
    connection: sa.Connection,
    worker: str,
    now: datetime,
    channels: Collection[str],
    limit: int = 1,
    patience: Patience | None = None,
) -> list[Claim]:
    """Take the oldest due messages of these channels. A message waits for the earlier ones of its thread.

    (A pager that hears "resolved" before "triggered" keeps the incident open for ever.)
    """
    earlier = outbox.alias("earlier")
    is_behind = sa.exists().where(
        earlier.c.thread == outbox.c.thread,
        earlier.c.channel == outbox.c.channel,
        earlier.c.recipient == outbox.c.recipient,
        earlier.c.status.in_([WAITING, SENDING]),
        earlier.c.enqueued_at < outbox.c.enqueued_at,
    )
    due = (
        sa.select(outbox)
        .where(outbox.c.status == WAITING, outbox.c.channel.in_(channels), outbox.c.not_before <= now, ~is_behind)
        .order_by(outbox.c.not_before, outbox.c.enqueued_at, outbox.c.message_id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=outbox)  # SQLite has no such words and needs none: it lets one write.
    )
    until = now + (patience or Patience()).lease
    claims = [claim_of(row, worker, until) for row in connection.execute(due).mappings()]
    for taken in claims:
        connection.execute(
            sa.update(outbox)
            .where(outbox.c.message_id == taken.message_id)
            .values(
                status=SENDING,
                attempts=taken.attempt,
                claimed_by=worker,
                claimed_at=now,
                claimed_until=until,
                updated_at=now,
            )
        )
    return claims


def claim_of(row: sa.RowMapping, worker: str, until: datetime, attempt: int | None = None) -> Claim:
    same = ("message_id", "thread", "channel", "recipient", "subject", "content_type", "body", "enqueued_at")
    number = row["attempts"] + 1 if attempt is None else attempt
    return Claim(**{name: row[name] for name in same}, worker=worker, attempt=number, until=until)


def _after_its_thread(connection: sa.Connection, thread: str, now: datetime) -> datetime:
    last = connection.execute(sa.select(sa.func.max(outbox.c.enqueued_at)).where(outbox.c.thread == thread)).scalar()
    return now if last is None else max(now, last + timedelta(microseconds=1))
