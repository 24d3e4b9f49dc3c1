"""Rows by their columns' names, and tables that older files do not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def select(
    connection: Any, query: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> list[dict[str, Any]]:
    result = connection.execute(query, parameters)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def has(connection: Any, table: str) -> bool:
    """Whether the file has the table or view `schema.name`."""
    schema, name = table.split(".")
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ? limit 1", [schema, name]
    ).fetchone()
    return found is not None


def number(value: Any) -> float | None:
    """Decimals as floats: they are only looked at."""
    return None if value is None else float(value)
