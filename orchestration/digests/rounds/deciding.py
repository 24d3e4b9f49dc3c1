"""What is to be done for each audience now: nothing, wait, say that it is late, or send. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from orchestration.digests.rounds.gate import Readiness, look
from orchestration.ledger import digests
from orchestration.ledger.store import Ledger
from orchestration.lib.settings import Settings
from orchestration.subscriptions.cadence import due
from orchestration.subscriptions.calendar import Calendar
from orchestration.subscriptions.model import Audience, Window


class Step(StrEnum):
    SEND = "send"
    DELAY = "delay"
    WAIT = "wait"


@dataclass(frozen=True)
class Decision:
    """Args:
    at: the tick; None for a period whose digest was promised by a note and whose tick is over.
    """

    audience: Audience
    window: Window
    step: Step
    readiness: Readiness
    at: datetime | None = None


def decide(
    settings: Settings, ledger: Ledger, audiences: Sequence[Audience], calendar: Calendar, now: datetime
) -> list[Decision]:
    """One decision for each period that is owed; none for what was sent. `now`: on the clock that the data go by."""
    found = []
    for audience in audiences:
        for window, at, was_delayed in _owed(ledger, audience, calendar, now):
            readiness = look(settings.published, audience, window, calendar)
            found.append(Decision(audience, window, _step(audience, readiness, at, was_delayed, now), readiness, at))
    return found


def _step(audience: Audience, readiness: Readiness, at: datetime | None, was_delayed: bool, now: datetime) -> Step:
    if readiness.is_ready:
        return Step.SEND
    # Where nothing was ever published nobody waits for anything.
    if was_delayed or at is None or not readiness.is_published:
        return Step.WAIT
    return Step.DELAY if now >= at + timedelta(hours=audience.wait_hours) else Step.WAIT


def _owed(
    ledger: Ledger, audience: Audience, calendar: Calendar, now: datetime
) -> Iterator[tuple[Window, datetime | None, bool]]:
    """Periods without a digest: those that a note has promised, and the one of the last tick."""
    last = due(audience, now, calendar)
    with ledger.reading() as connection:
        promised = digests.promised(connection, audience.name, audience.period_type)
        rows = digests.of_period(connection, audience.name, audience.period_type, last.window.start)
    for start, end in promised:
        if start != last.window.start:
            yield Window(audience.period_type, start, end), None, True
    if all(row["kind"] == digests.DELAYED for row in rows):
        yield last.window, last.at, bool(rows)
