"""What people and rules did about a case: rows that are only added. The case itself is derived in the marts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from orchestration.ledger.ids import stable_id
from orchestration.ledger.rows import add_new
from orchestration.ledger.tables import case_events

KINDS = ("acknowledged", "assigned", "contacted", "resolved", "reopened", "dismissed", "escalated", "note")
CAME_BY = ("command", "link", "file", "rule")


@dataclass(frozen=True)
class CaseEvent:
    """One thing that was done.

    Args:
        happened_at: aware; in the future it is refused.
        came_by: command, link, file or rule.
        assignee: of assigned and escalated, an owner of the registry.
        level: of escalated: 1 the backup, 2 the manager.
        note: free text; stays in the ledger.
    """

    case_key: str
    kind: str
    happened_at: datetime
    came_by: str
    actor: str | None = None
    assignee: str | None = None
    level: int | None = None
    note: str | None = None

    @property
    def event_id(self) -> str:
        """A level is escalated to once; anything else is told apart by who, when and to whom."""
        if self.kind == "escalated":
            return stable_id("case", self.case_key, self.kind, self.level)
        who = (self.actor, self.assignee, self.note)
        return stable_id("case", self.case_key, self.kind, self.happened_at.replace(microsecond=0), *who)


def append(connection: sa.Connection, events: Sequence[CaseEvent], now: datetime | None = None) -> list[str]:
    """Write what is not there yet; the ids that were new, so that a file read twice or a link clicked twice adds
    nothing.

    Raises:
        ValueError: an event that says too little or something impossible.
    """
    now = now or datetime.now(UTC)
    for event in events:
        check(event, now)
    rows = [{"event_id": event.event_id, **vars(event), "recorded_at": now} for event in events]
    return add_new(connection, case_events, rows)


def history(connection: sa.Connection, case_key: str) -> Sequence[sa.RowMapping]:
    """Everything about a case, oldest first."""
    query = sa.select(case_events).where(case_events.c.case_key == case_key)
    order = (case_events.c.happened_at, case_events.c.recorded_at, case_events.c.event_id)
    return connection.execute(query.order_by(*order)).mappings().all()


def escalation_levels(connection: sa.Connection) -> dict[str, int]:
    """The highest level that each escalated case has reached."""
    query = sa.select(case_events.c.case_key, sa.func.max(case_events.c.level))
    query = query.where(case_events.c.kind == "escalated").group_by(case_events.c.case_key)
    return {row.case_key: row[1] for row in connection.execute(query)}


def check(event: CaseEvent, now: datetime) -> None:
    """Raises ValueError for an event that says too little or something impossible."""
    if event.kind not in KINDS:
        raise ValueError(f"{event.kind} is nothing that happens to a case: {', '.join(KINDS)}.")
    if event.came_by not in CAME_BY:
        raise ValueError(f"{event.came_by} is no way for it to come: {', '.join(CAME_BY)}.")
    if event.kind in ("assigned", "escalated") and not event.assignee:
        raise ValueError(f"{event.kind} needs the owner who has it now.")
    if event.kind == "escalated" and not event.level:
        raise ValueError("escalated needs its level.")
    if event.kind == "note" and not (event.note or "").strip():
        raise ValueError("A note needs words.")
    if event.came_by != "rule" and not event.actor:
        raise ValueError(f"{event.kind} needs who did it.")
    if event.happened_at > now:
        raise ValueError(f"{event.kind} cannot have happened in the future.")
