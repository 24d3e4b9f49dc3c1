"""One try to send, and what its outcome means for the message. Nothing that a channel does wrong gets past here."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from orchestration.delivery.channels.base import Send
from orchestration.delivery.outcomes import DeliveryError, Refused, Retry
from orchestration.ledger import outbox, settling
from orchestration.ledger.backoff import Patience
from orchestration.ledger.outbox import Claim


@dataclass(frozen=True)
class Outcome:
    """sent, retry or failed; a reason fit for the ledger; and whether the whole channel is in trouble."""

    kind: str
    reason: str = ""
    asked: timedelta | None = None
    is_channel: bool = False


def try_send(send: Send, claim: Claim) -> Outcome:
    """Send, and say how it went."""
    try:
        send(claim)
    except Exception as error:
        return outcome_of(error)
    return Outcome(outbox.SENT)


def outcome_of(error: Exception) -> Outcome:
    """A fault of the program is tried again like any other: the next version may know better."""
    if isinstance(error, Retry):
        return Outcome(outbox.RETRY, error.reason, error.asked, error.is_channel)
    if isinstance(error, Refused | DeliveryError):
        return Outcome(outbox.FAILED, error.reason)
    # Its text may hold anything, so only where it happened.
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Outcome(
        outbox.RETRY, f"a fault of the program: {type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
    )


def settle(connection: sa.Connection, claim: Claim, outcome: Outcome, now: datetime, patience: Patience) -> str:
    """Write it down. What became of the message: sent, retry, failed, or `lost` when the lease had been over."""
    if outcome.kind == outbox.SENT:
        return outbox.SENT if settling.settle_sent(connection, claim, now) else "lost"
    if outcome.kind == outbox.FAILED:
        return outbox.FAILED if settling.settle_failed(connection, claim, outcome.reason, now) else "lost"
    became = settling.settle_retry(connection, claim, outcome.reason, now, outcome.asked, patience)
    return became or "lost"
