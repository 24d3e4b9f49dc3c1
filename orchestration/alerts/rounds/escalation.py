"""Cases that nobody has followed up in time go to the backup, and after as long again to the manager.

Only cases that somebody was told of: whoever never heard of a case is not late. What people recorded since the marts
were built counts at once. Does not belong here: what a case is and when it is due (dbt_project/models/marts/cases).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from orchestration.alerts.rounds import reading
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.personal import message_for, warnings_of
from orchestration.alerts.rounds.telling import Told, tell
from orchestration.alerts.rules import Personal
from orchestration.alerts.wording import personal as wording
from orchestration.alerts.wording.personal import Warning1to1
from orchestration.alerts.wording.subjects import Owner
from orchestration.ledger import cases, evaluations, personal
from orchestration.ledger.cases import CaseEvent
from orchestration.ledger.store import Ledger
from orchestration.ledger.tables import case_events, personal_events
from orchestration.messages.message import Message

FAMILY = "cases"
BACKUP, MANAGER = 1, 2
WAITING = frozenset({"open", "acknowledged"})
SETTLED = frozenset({"contacted", "resolved", "dismissed"})


def run(connection: Any, ledger: Ledger, book: Book, clock: Clock) -> Told:
    """Escalate what is due, write, enqueue; all or nothing."""
    told = Told()
    with ledger.writing() as transaction:
        ours = _told_cases(transaction)
        rows = reading.cases(connection, set(ours))
        settled = _settled(transaction, ours)
        levels = cases.escalation_levels(transaction)
        told_of = {key: row["happened_at"] for key, row in ours.items()}
        due = due_levels(rows.values(), told_of, settled, levels, clock.as_of)
        _escalate(connection, transaction, book, ours, rows, due, clock, told)
        evaluations.record(transaction, FAMILY, clock.as_of, True, len(rows), len(due), clock.now)
    return told


def due_levels(
    rows: Iterable[Mapping[str, Any]],
    told_of: Mapping[str, datetime],
    settled: Mapping[str, datetime],
    levels: Mapping[str, int],
    as_of: datetime,
) -> dict[str, int]:
    """The level that each case has to be escalated to now, by case.

    Args:
        rows: of marts.cases.
        told_of: when that happened by which somebody heard of the case; who heard late has as long as anybody.
        settled: when people settled cases last, also after the marts were built.
        levels: that were reached before. Nobody is passed over: a case goes to the backup first, however late.
    """
    found = {}
    for row in rows:
        key, opened, due = row["case_key"], _utc(row["opened_at"]), _utc(row["due_at"])
        if row["status"] not in WAITING or (key in settled and settled[key] >= opened):
            continue
        reached = levels.get(key, 0)
        allowed = due - opened
        due = max(due, told_of.get(key, opened) + allowed)
        is_due = {0: as_of >= due, BACKUP: as_of >= due + allowed}.get(reached, False)
        if is_due:
            found[key] = reached + 1
    return found


def _escalate(
    connection: Any,
    transaction: sa.Connection,
    book: Book,
    ours: Mapping[str, Mapping[Any, Any]],
    rows: Mapping[str, Mapping[str, Any]],
    due: Mapping[str, int],
    clock: Clock,
    told: Told,
) -> None:
    wanted = []
    for key in sorted(due):
        rule = book.rule(ours[key]["rule"])
        if not isinstance(rule, Personal):
            told.unreached.append(
                f"case {key[:8]} is overdue, and its rule {ours[key]['rule']} is no longer in alert_rules.yml: "
                "`voc case show` says whose it is; switch rules off rather than rename or remove them."
            )
        else:
            row = rows[key]
            event_id = CaseEvent(key, "escalated", clock.now, "rule", assignee="-", level=due[key]).event_id
            lead = ours[key]["record_key"]
            wanted.append((event_id, rule, row["customer_key"], lead, key, row["owner"], row["backup"]))
    warnings = warnings_of(connection, book, wanted, reading.signals(connection, clock.as_of), clock)
    for event_id, rule, _, _, key, *_ in wanted:
        level, row = due[key], rows[key]
        to = row["backup"] if level == BACKUP else row["manager"]
        to = to or row["manager"] or row["owner"] or book.everybody()
        person = book.person(to)
        if event_id not in warnings or person is None:
            told.unreached.append(f"case {key[:8]} is overdue and has nobody to go to: add a backup and a manager.")
            continue
        event = CaseEvent(key, "escalated", clock.now, "rule", assignee=to, level=level)
        if cases.append(transaction, [event], clock.now):
            message = message_for(book, warnings[event_id], _said(level, person.shown), clock)
            tell(transaction, book, rule, message, [to, row["owner"]], clock.now, clock.as_of, told)


def _said(level: int, to: Owner) -> Any:
    def said(warning: Warning1to1) -> Message:
        return wording.escalated(warning, level, to)

    return said


def _told_cases(transaction: sa.Connection) -> dict[str, Mapping[Any, Any]]:
    """By case the first event by which somebody was told of it."""
    query = (
        sa.select(personal_events)
        .where(personal_events.c.case_key.is_not(None), personal_events.c.outcome.in_(personal.TOLD))
        .order_by(personal_events.c.happened_at.desc(), personal_events.c.event_id)
    )
    return {row["case_key"]: row for row in transaction.execute(query).mappings()}


def _settled(transaction: sa.Connection, keys: Iterable[str]) -> dict[str, datetime]:
    """When people last settled a case; one that was reopened since is not."""
    wanted = set(keys)
    query = sa.select(case_events).order_by(case_events.c.happened_at, case_events.c.recorded_at)
    found: dict[str, datetime] = {}
    for row in transaction.execute(query).mappings():
        if row["case_key"] not in wanted:
            continue
        if row["kind"] in SETTLED:
            found[row["case_key"]] = row["happened_at"]
        elif row["kind"] == "reopened":
            found.pop(row["case_key"], None)
    return found


def _utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
