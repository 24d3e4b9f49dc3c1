"""What a schema holds: its tables and their columns, as both gates ask for it before they measure."""

from __future__ import annotations

from typing import Any


def columns_of(connection: Any, schema: str) -> dict[str, dict[str, str]]:
    """Types by column name, by table name; empty when the schema is not there."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = ? "
        "and database_name = current_database()",
        [schema],
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found
