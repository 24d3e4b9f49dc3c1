"""Raw tables in the documented shape, written straight into a DuckDB file: no loader and no server needed.

Does not belong here: what the records mean (scenario.py), running dbt (runs.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

RESOURCES: dict[str, tuple[str, ...]] = {
    "typeform": ("forms", "responses"),
    "stripe": ("customers", "subscriptions", "invoices", "charges", "refunds"),
    "zendesk": ("tickets", "users", "ticket_events", "ticket_metric_events", "satisfaction_ratings"),
    "trustpilot": ("reviews",),
    "segment_files": ("tracks", "pages", "identifies"),
    "ledger": ("episodes", "case_events", "escalations", "outbox", "delivery_attempts"),
}
_LINEAGE = (
    "record_id varchar, record_hash varchar, updated_at timestamptz, is_deleted boolean, extracted_at timestamptz"
)
_EVENTS = (
    "message_id varchar, anonymous_id varchar, user_id varchar, {name} varchar, "
    "timestamp timestamptz, received_at timestamptz"
)
_COLUMNS = {
    "tracks": _EVENTS.format(name="event") + ", context_user_agent varchar",
    "pages": _EVENTS.format(name="name") + ", context_user_agent varchar",
    "identifies": _EVENTS.format(name="email"),
}
_LEDGER = "resource varchar, window_to timestamptz, fetched bigint, quarantined bigint, _dlt_load_id varchar"
FIRST_LOAD = datetime(2026, 9, 1, tzinfo=UTC)

Record = Mapping[str, Any]


class Deleted(dict[str, Any]):
    """A tombstone: the vendor says, or a reconciliation found, that the record is gone."""

    def __init__(self, record_id: str) -> None:
        super().__init__(id=record_id, deleted=True)


class RawWarehouse:
    """A DuckDB file with one `raw_<tool>` schema per tool, filled load by load."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._loads = 0
        self._rows = 0
        with duckdb.connect(str(path)) as db:
            for tool, resources in RESOURCES.items():
                db.execute(f"create schema raw_{tool}")
                db.execute(f"create table raw_{tool}._dlt_loads (load_id varchar, status bigint)")
                db.execute(f"create table raw_{tool}.row_ledger ({_LEDGER})")
                for name in resources:
                    columns = _COLUMNS.get(name, "record varchar")
                    db.execute(f"create table raw_{tool}.{name} ({_LINEAGE}, {columns}, _dlt_load_id varchar)")

    def load(self, tool: str, records: Mapping[str, Sequence[Record]], *, is_complete: bool = True) -> str:
        """Land one load of a tool as the loader does: merge on (record_id, record_hash). Returns its load id."""
        self._loads += 1
        at = FIRST_LOAD + timedelta(days=self._loads)
        load_id = f"{at.timestamp():.6f}"
        with duckdb.connect(str(self.path)) as db:
            for name, items in records.items():
                for item in items:
                    self._land(db, f"raw_{tool}.{name}", item, at, load_id)
                counts = [name, at, len(items), 0, load_id]
                db.execute(f"insert into raw_{tool}.row_ledger values (?, ?, ?, ?, ?)", counts)
            if is_complete:
                db.execute(f"insert into raw_{tool}._dlt_loads values (?, 0)", [load_id])
        return load_id

    def _land(self, db: duckdb.DuckDBPyConnection, table: str, item: Record, at: datetime, load_id: str) -> None:
        self._rows += 1
        text = json.dumps(item, sort_keys=True, ensure_ascii=False, default=str)
        record_id = str(item.get("message_id") or item.get("response_id") or item["id"])
        row: dict[str, Any] = {
            "record_id": record_id,
            "record_hash": hashlib.md5(text.encode()).hexdigest(),
            "is_deleted": isinstance(item, Deleted),
            "extracted_at": at + timedelta(microseconds=self._rows),
            "_dlt_load_id": load_id,
        }
        if "message_id" in item:
            row |= {**item, "updated_at": item["received_at"]}
        else:
            row["record"] = text
        db.execute(f"delete from {table} where record_id = ? and record_hash = ?", [record_id, row["record_hash"]])
        names = ", ".join(row)
        db.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))
