"""Which rows and columns of the ledger's tables are read, and where the ledger is.

Read is what marts may hold. Not read: bodies, notes, addresses, subjects, and who of our people did something. A table
in which runs and people both write makes two resources, so that what people did is news and what a run wrote about
itself is not (SourceSpec.echoes). tests/ingestion/test_ledger_source.py compares the names with the ledger's tables.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ingestion.settings import find
from ingestion.spec import ResourceSpec

URL = "VOC_LEDGER_URL"
FILE = "ledger.sqlite"
# A row is stamped before its transaction ends, and clocks of several machines differ.
LAG = timedelta(days=1)


@dataclass(frozen=True)
class LedgerTable:
    """Some rows of a table of the ledger as a resource. `where`: an SQL condition that picks them."""

    resource: ResourceSpec
    table: str
    columns: tuple[str, ...]
    where: str = ""
    is_echo: bool = True

    @property
    def stamp(self) -> str:
        return self.resource.stamp_fields[0]


def _table(
    name: str, id_field: str, stamp: str, columns: str, table: str = "", where: str = "", is_echo: bool = True
) -> LedgerTable:
    names = (id_field, *columns.split(), stamp)
    resource = ResourceSpec(name, id_field, (stamp,), types={id_field: (str,), stamp: (str,)})
    return LedgerTable(resource, table or name, names, where, is_echo)


_EPISODE_EVENT = "episode_id kind happened_on value limit_value n"
_CASE_EVENT = "case_key kind happened_at assignee level came_by"

TABLES = (
    _table("evaluations", "evaluation_id", "recorded_at", "family as_of_at is_ok series_count events_count"),
    _table(
        "episodes",
        "episode_id",
        "updated_at",
        "series_key rule family metric period_type dimension dimension_value status tier severity opened_on "
        "confirmed_on resolved_on limit_value opened_value last_value worst_value last_n level owner "
        "acknowledged_at snoozed_until notified_at inhibited_by is_backfilled",
    ),
    _table("episode_events", "event_id", "recorded_at", _EPISODE_EVENT, where="actor is null"),
    _table(
        "acknowledgements",
        "event_id",
        "recorded_at",
        _EPISODE_EVENT,
        table="episode_events",
        where="actor is not null",
        is_echo=False,
    ),
    _table(
        "personal_events",
        "event_id",
        "recorded_at",
        "rule trigger customer_key record_key case_key happened_at outcome owner",
    ),
    _table("case_events", "event_id", "recorded_at", _CASE_EVENT, where="came_by <> 'rule'", is_echo=False),
    _table("escalations", "event_id", "recorded_at", _CASE_EVENT, table="case_events", where="came_by = 'rule'"),
    _table(
        "outbox",
        "message_id",
        "updated_at",
        "event_id thread kind channel channel_kind status attempts not_before sent_at last_error enqueued_at",
    ),
    _table("delivery_attempts", "attempt_id", "recorded_at", "message_id number outcome error started_at"),
)
ECHOES = frozenset(table.resource.name for table in TABLES if table.is_echo)


def file() -> Path:
    """Where the ledger is when VOC_LEDGER_URL does not say."""
    return Path(os.environ.get("VOC_STATE_DIR") or ".voc") / FILE


def url() -> str:
    """The ledger's address for SQLAlchemy."""
    return find(URL, "ledger") or f"sqlite:///{file()}"


def is_present() -> bool:
    """Whether there is a ledger: an address, or its file."""
    return find(URL, "ledger") is not None or file().is_file()
