"""Who watches the warnings: a message when no evaluation has gone well for too long. Needs nothing but the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import Told, tell
from orchestration.alerts.rules import CheckFailed, Rule
from orchestration.alerts.wording import service
from orchestration.ledger import evaluations
from orchestration.ledger.ids import stable_id
from orchestration.ledger.store import Ledger
from orchestration.messages.message import Message, Severity

FAMILIES = ("data", "metrics", "personal", "cases")  # A round is all of them; one that fails each day is a standstill.
EXPECTED_HOURS = 26.0  # A daily run, and two hours for a slow one.


def run(ledger: Ledger, book: Book, clock: Clock, expected_hours: float = EXPECTED_HOURS) -> Told:
    """Tell it, once a day while it lasts."""
    told = Told()
    with ledger.writing() as transaction:
        last_at = _last(transaction)
        since = last_at.isoformat() if last_at else "never"
        key = stable_id("dead man", since, clock.now.date().isoformat())

        def message(person: str | None) -> Message:
            del person
            return service.dead_man(key, stable_id("dead man", since), last_at, expected_hours, clock.now)

        rule = _rule(book)
        tell(transaction, book, rule, message, [rule.owner or book.everybody()], clock.now, clock.now, told)
    return told


def is_late(ledger: Ledger, now: datetime, expected_hours: float = EXPECTED_HOURS) -> bool:
    """Whether it is too long ago; also where there never was one."""
    with ledger.reading() as connection:
        last_at = _last(connection)
    return last_at is None or now - last_at > timedelta(hours=expected_hours)


def _last(connection: sa.Connection) -> datetime | None:
    """When the part that has stood still for the longest went well; None where one of them never did."""
    found = [evaluations.last(connection, family, only_ok=True) for family in FAMILIES]
    instants = [row["recorded_at"] for row in found if row]
    return min(instants) if len(instants) == len(FAMILIES) else None


def _rule(book: Book) -> Rule:
    """It goes where failed checks go; without such a rule to every channel there is. Critical in any case."""
    found: Rule | None = next((rule for rule in book.rules if isinstance(rule, CheckFailed) and rule.is_enabled), None)
    if found is None:
        found = Rule("dead_man", "check_failed", "The warnings themselves", 0, channels=tuple(book.channels))
    return replace(found, severity=Severity.CRITICAL)
