"""The outbox: messages with frozen bytes, written with the events they tell of, claimed and settled by workers.

A message waits, is being sent under a lease, and ends sent, failed or dropped. At least once: what a dead worker had
begun is tried again when its lease is over. Does not belong here: sending (delivery), what a message says.
Times are the wall clock's, never the sample company's: a lease and a back-off are about this machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from orchestration.ledger.backoff import Patience
from orchestration.ledger.ids import stable_id
from orchestration.ledger.rows import add_new, fitting
from orchestration.ledger.tables import delivery_attempts, outbox

WAITING, SENDING, SENT, FAILED, DROPPED = "waiting", "sending", "sent", "failed", "dropped"
RETRY, UNKNOWN = "retry", "unknown"
DIED = "the worker ended before it knew the outcome"


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
    claims = [_claim(row, worker, until) for row in connection.execute(due).mappings()]
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


def settle_sent(connection: sa.Connection, claimed: Claim, now: datetime) -> bool:
    """The receiver has it. False when the lease had been lost: then another worker may be sending it too."""
    ended = {"status": SENT, "sent_at": now, "last_error": None}
    if _end(connection, claimed, SENT, None, ended, now):
        return True
    # Late: what the release noted as unknown is known now, and who waits for the next try need not.
    connection.execute(
        sa.update(delivery_attempts)
        .where(delivery_attempts.c.attempt_id == stable_id(claimed.message_id, claimed.attempt))
        .values(outcome=SENT, error=None, recorded_at=now)
    )
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.message_id == claimed.message_id, outbox.c.status == WAITING)
        .values(**ended, updated_at=now)
    )
    return False


def settle_retry(
    connection: sa.Connection,
    claimed: Claim,
    error: str,
    now: datetime,
    asked: timedelta | None = None,
    patience: Patience | None = None,
) -> str | None:
    """Not this time: wait and try again (`retry`), or after the last try fail for good (`failed`). None: lease lost."""
    patience = patience or Patience()
    forgiven = connection.execute(
        sa.select(outbox.c.attempts_forgiven).where(outbox.c.message_id == claimed.message_id)
    ).scalar_one()
    tries = claimed.attempt - forgiven
    if tries >= patience.tries:
        has_failed = settle_failed(connection, claimed, f"{error} (gave up after {tries} tries)", now)
        return FAILED if has_failed else None
    ended = {
        "status": WAITING,
        "not_before": now + patience.wait(claimed.message_id, tries, asked),
        "last_error": error,
    }
    return RETRY if _end(connection, claimed, RETRY, error, ended, now) else None


def settle_failed(connection: sa.Connection, claimed: Claim, error: str, now: datetime) -> bool:
    """It will never be taken as it is: set apart until a person says retry or drop."""
    return _end(connection, claimed, FAILED, error, {"status": FAILED, "last_error": error}, now)


def release_expired(connection: sa.Connection, now: datetime, patience: Patience | None = None) -> list[str]:
    """What dead workers left behind waits again; each such try is noted as unknown. Ids of the released."""
    patience = patience or Patience()
    over = (
        sa.select(outbox)
        .where(outbox.c.status == SENDING, outbox.c.claimed_until <= now)
        .with_for_update(skip_locked=True, of=outbox)
    )
    released = []
    for row in connection.execute(over).mappings().all():
        lost = _claim(row, row["claimed_by"], row["claimed_until"], row["attempts"])
        is_last = lost.attempt - row["attempts_forgiven"] >= patience.tries
        ended = {"status": FAILED if is_last else WAITING, "not_before": now, "last_error": DIED}
        if _end(connection, lost, UNKNOWN, DIED, ended, now):
            released.append(lost.message_id)
    return released


def _end(
    connection: sa.Connection, claimed: Claim, outcome: str, error: str | None, ended: dict[str, Any], now: datetime
) -> bool:
    values = fitting(outbox, {**ended, "claimed_by": None, "claimed_at": None, "claimed_until": None})
    mine = (
        sa.select(outbox.c.claimed_at)
        .where(
            outbox.c.message_id == claimed.message_id,
            outbox.c.status == SENDING,
            outbox.c.claimed_by == claimed.worker,
            outbox.c.attempts == claimed.attempt,
        )
        .with_for_update()
    )
    begun = connection.execute(mine).scalar()
    if begun is None:
        return False
    connection.execute(
        sa.update(outbox).where(outbox.c.message_id == claimed.message_id).values(**values, updated_at=now)
    )
    attempt = {
        "attempt_id": stable_id(claimed.message_id, claimed.attempt),
        "message_id": claimed.message_id,
        "number": claimed.attempt,
        "worker": claimed.worker,
        "outcome": outcome,
        "error": error,
        "started_at": begun,
        "recorded_at": now,
    }
    add_new(connection, delivery_attempts, [attempt])
    return True


def _claim(row: sa.RowMapping, worker: str, until: datetime, attempt: int | None = None) -> Claim:
    same = ("message_id", "thread", "channel", "recipient", "subject", "content_type", "body", "enqueued_at")
    number = row["attempts"] + 1 if attempt is None else attempt
    return Claim(**{name: row[name] for name in same}, worker=worker, attempt=number, until=until)


def _after_its_thread(connection: sa.Connection, thread: str, now: datetime) -> datetime:
    last = connection.execute(sa.select(sa.func.max(outbox.c.enqueued_at)).where(outbox.c.thread == thread)).scalar()
    return now if last is None else max(now, last + timedelta(microseconds=1))
