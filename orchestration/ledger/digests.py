"""Digests that were sent: what makes sure that an audience gets one of a period once.

A row is written in the transaction that writes its messages: whoever adds it first sends, everybody else finds it.
Does not belong here: what is due and whether the data are there (orchestration/digests/rounds).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from orchestration.ledger.ids import stable_id
from orchestration.ledger.rows import add_new
from orchestration.ledger.tables import digests

DIGEST, DELAYED, EMPTY = "digest", "delayed", "empty"


@dataclass(frozen=True)
class Sent:
    """One row; see tables.py. An `empty` one stands for the first revision that was not sent."""

    audience: str
    period_type: str
    period_start: date
    period_end: date
    kind: str = DIGEST
    revision: int = 1
    reason: str | None = None
    languages: str = ""
    as_of_at: datetime | None = None
    published_run: str | None = None
    recipients_count: int = 0
    unsubscribed_count: int = 0

    @property
    def digest_id(self) -> str:
        """Also the key of its messages. A digest and an empty one are the same decision, so they share theirs."""
        kind = DELAYED if self.kind == DELAYED else DIGEST
        return stable_id(kind, self.audience, self.period_type, self.period_start, self.revision)


def record(connection: sa.Connection, sent: Sent, now: datetime | None = None) -> bool:
    """Write it down; False when it is there already, and then its messages are there, too."""
    row = {"digest_id": sent.digest_id, **vars(sent), "recorded_at": now or datetime.now(UTC)}
    return bool(add_new(connection, digests, [row]))


def of_period(connection: sa.Connection, audience: str, period_type: str, start: date) -> Sequence[sa.RowMapping]:
    """Everything about one period, oldest first."""
    query = sa.select(digests).where(
        digests.c.audience == audience, digests.c.period_type == period_type, digests.c.period_start == start
    )
    return connection.execute(query.order_by(digests.c.recorded_at, digests.c.revision)).mappings().all()


def last(connection: sa.Connection, audience: str) -> sa.RowMapping | None:
    """The digest that an audience was sent last, or None."""
    query = sa.select(digests).where(digests.c.audience == audience, digests.c.kind == DIGEST)
    order = (digests.c.recorded_at.desc(), digests.c.revision.desc())
    return connection.execute(query.order_by(*order).limit(1)).mappings().first()


def promised(connection: sa.Connection, audience: str, period_type: str) -> list[tuple[date, date]]:
    """Periods (first and last day) whose digest was said to be late and has not come since, oldest first."""
    came = digests.alias("came")
    has_come = sa.exists().where(
        came.c.audience == digests.c.audience,
        came.c.period_type == digests.c.period_type,
        came.c.period_start == digests.c.period_start,
        came.c.kind != DELAYED,
    )
    query = sa.select(digests.c.period_start, digests.c.period_end).where(
        digests.c.audience == audience, digests.c.period_type == period_type, digests.c.kind == DELAYED, ~has_come
    )
    return [(row.period_start, row.period_end) for row in connection.execute(query.order_by(digests.c.period_start))]
