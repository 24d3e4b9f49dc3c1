"""The columns of raw tables, for Arrow and for dlt, which makes none for a field that never had a value."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ingestion.spec import FilesSpec, ResourceSpec

Table = ResourceSpec | FilesSpec

INSTANT = pa.timestamp("us", "UTC")

_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP WITH TIME ZONE": INSTANT,
}
_DLT: dict[str, dict[str, Any]] = {
    "string": {"data_type": "text"},
    "int64": {"data_type": "bigint"},
    "double": {"data_type": "double"},
    "bool": {"data_type": "bool"},
    "timestamp[us, tz=UTC]": {"data_type": "timestamp", "timezone": True, "precision": 6},
}


def raw_columns(table: Table) -> pa.Schema:
    """Columns of a resource's raw table, in order; `_dlt_load_id` is dlt's to add."""
    lineage = [
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("record_hash", pa.string(), nullable=False),
        pa.field("updated_at", INSTANT),
        pa.field("is_deleted", pa.bool_(), nullable=False),
        pa.field("extracted_at", INSTANT, nullable=False),
    ]
    if isinstance(table, FilesSpec):
        declared = [pa.field(name, _ARROW[kind]) for name, kind in table.columns.items()]
        return pa.schema([*lineage, *declared, pa.field("extra", pa.string())])
    return pa.schema([*lineage, pa.field("record", pa.string(), nullable=False)])


def dlt_hints(columns: pa.Schema, newest_wins: str | None = None) -> dict[str, Any]:
    """The same columns as dlt's hints; `newest_wins` orders versions that share a key within one load."""
    hints: dict[str, Any] = {}
    for field in columns:
        hint = {"name": field.name, "nullable": field.nullable, **_DLT[str(field.type)]}
        if field.name == newest_wins:
            hint["dedup_sort"] = "desc"
        hints[field.name] = hint
    return hints
