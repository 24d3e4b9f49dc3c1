"""What the page records, in the ledger. A press of the button that changes nothing any more adds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa

from orchestration.acknowledge.app import Record
from orchestration.ledger import cases, episodes, unsubscriptions
from orchestration.ledger.cases import CaseEvent
from orchestration.ledger.store import Ledger
from orchestration.messages.links import SNOOZE
from orchestration.messages.reader_links import Unsubscription

CASE_KINDS = {"acknowledge": "acknowledged", "contacted": "contacted", "resolve": "resolved"}
# What begins a case anew: the same answer counts again after it.
_ANEW = "reopened"


def recorder(ledger: Ledger) -> Record:
    """A function that writes one answer in one transaction."""

    def record(action: str, ref: str, actor: str) -> bool:
        what, _, key = ref.partition(":")
        return _case(ledger, action, key, actor) if what == "case" else _episode(ledger, action, key, actor)

    return record


def unsubscriber(ledger: Ledger) -> Callable[[Unsubscription], bool]:
    """A function that ends an audience's digests for one person, in one transaction."""

    def end(what: Unsubscription) -> bool:
        with ledger.writing() as connection:
            return unsubscriptions.unsubscribe(connection, what.audience, what.person, "link")

    return end


def _episode(ledger: Ledger, action: str, episode_id: str, actor: str) -> bool:
    with ledger.writing() as connection:
        found = episodes.find(connection, episode_id)
        episode = next((row for row in found if row["episode_id"] == episode_id), None)
        if episode is None:
            raise LookupError("no such episode")
        if action == "acknowledge":
            return episodes.acknowledge(connection, episode_id, actor)
        now = datetime.now(UTC)
        until = episode["snoozed_until"]
        # Pressed twice, it does not sleep longer.
        if episode["status"] == "snoozed" and until and until > now:
            return False
        return episodes.snooze(connection, episode_id, actor, now + SNOOZE, now)


def _case(ledger: Ledger, action: str, case_key: str, actor: str) -> bool:
    """Cases live in the marts: the link, signed by us, is what says that this one exists."""
    kind = CASE_KINDS[action]
    with ledger.writing() as connection:
        since: list[sa.RowMapping] = []
        for event in cases.history(connection, case_key):
            since = [] if event["kind"] == _ANEW else [*since, event]
        if any(event["kind"] == kind and event["came_by"] == "link" for event in since):
            return False
        return bool(cases.append(connection, [CaseEvent(case_key, kind, datetime.now(UTC), "link", actor)]))
