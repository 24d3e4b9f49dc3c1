"""How a try ends: sent, to be tried again, failed for good, or unknown because the worker died.

Only who has the lease may settle; each end is one row of delivery_attempts. Does not belong here: deciding which of
them it is (delivery).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from orchestration.ledger.backoff import Patience
from orchestration.ledger.ids import stable_id
from orchestration.ledger.outbox import FAILED, RETRY, SENDING, SENT, UNKNOWN, WAITING, Claim, claim_of
from orchestration.ledger.rows import add_new, fitting
from orchestration.ledger.tables import delivery_attempts, outbox

DIED = "the worker ended before it knew the outcome"


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
    query = sa.select(outbox.c.attempts_forgiven).where(outbox.c.message_id == claimed.message_id)
    forgiven: int = connection.execute(query).scalar_one()
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
        lost = claim_of(row, row["claimed_by"], row["claimed_until"], row["attempts"])
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
