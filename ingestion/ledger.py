"""Two tables that every tool has: `row_ledger` (what was read) and `quarantine` (what was set aside).

The ledger has one row per resource and load and must balance:
fetched + reconciled_rows = new_rows + changed_rows + deleted_rows + unchanged + quarantined.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa

from ingestion.errors import LoadError
from ingestion.feed import Feed, Run
from ingestion.report import ResourceReport

LEDGER = "row_ledger"
QUARANTINE = "quarantine"

_INSTANT = pa.timestamp("us", "UTC")

LEDGER_COLUMNS = pa.schema(
    [
        pa.field("resource", pa.string(), nullable=False),
        pa.field("window_from", _INSTANT),
        pa.field("window_to", _INSTANT, nullable=False),
        pa.field("declared", pa.int64()),
        *(
            pa.field(name, pa.int64(), nullable=False)
            for name in (
                "fetched", "new_rows", "changed_rows", "deleted_rows", "unchanged", "quarantined", "reconciled_rows"
            )
        ),
        pa.field("started_at", _INSTANT, nullable=False),
        pa.field("finished_at", _INSTANT, nullable=False),
    ]
)  # fmt: skip

QUARANTINE_COLUMNS = pa.schema(
    [
        pa.field("quarantine_id", pa.string(), nullable=False),
        pa.field("resource", pa.string(), nullable=False),
        pa.field("record_id", pa.string()),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("record_text", pa.string()),
        pa.field("extracted_at", _INSTANT, nullable=False),
    ]
)


def report(feed: Feed) -> ResourceReport:
    """The counts of a finished feed.

    Raises:
        LoadError: they do not balance, so rows were lost or invented on the way.
    """
    counts = ResourceReport(
        feed.name, feed.declared, feed.fetched, feed.new, feed.changed, feed.deleted, feed.unchanged,
        feed.quarantined, feed.reconciled,
    )  # fmt: skip
    accounted = counts.landed + counts.unchanged + counts.quarantined
    if counts.fetched + counts.reconciled != accounted:
        raise LoadError(
            f"the row ledger does not balance: {counts.fetched + counts.reconciled:,} read, {accounted:,} placed.",
            feed.where,
            "Nothing was loaded. This is a fault of Voicehouse: please report it with these numbers.",
        )
    return counts


def ledger_rows(feeds: list[Feed]) -> list[dict[str, Any]]:
    return [_ledger_row(feed, report(feed)) for feed in feeds]


def _ledger_row(feed: Feed, counts: ResourceReport) -> dict[str, Any]:
    return {
        "resource": feed.name,
        "window_from": feed.window.start,
        "window_to": feed.window.end,
        "declared": counts.declared,
        "fetched": counts.fetched,
        "new_rows": counts.new,
        "changed_rows": counts.changed,
        "deleted_rows": counts.deleted,
        "unchanged": counts.unchanged,
        "quarantined": counts.quarantined,
        "reconciled_rows": counts.reconciled,
        "started_at": feed.started_at,
        "finished_at": feed.finished_at,
    }


def ledger_table(feeds: list[Feed]) -> pa.Table:
    return pa.Table.from_pylist(ledger_rows(feeds), schema=LEDGER_COLUMNS)


def quarantine_table(run: Run) -> pa.Table:
    """What this run set aside, one row per distinct record and reason: meeting it again adds nothing."""
    rows: dict[str, dict[str, Any]] = {}
    for record, seen_at in run.rejected:
        key = "\x1f".join([record.resource, record.record_id or "", record.reason, record.text])
        quarantine_id = hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()
        rows[quarantine_id] = {
            "quarantine_id": quarantine_id,
            "resource": record.resource,
            "record_id": record.record_id,
            "reason": record.reason,
            "record_text": record.text,
            "extracted_at": seen_at,
        }
    return pa.Table.from_pylist(list(rows.values()), schema=QUARANTINE_COLUMNS)
