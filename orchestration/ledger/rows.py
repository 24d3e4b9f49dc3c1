"""How rows get into the ledger alike on SQLite and Postgres. Does not belong here: what any table means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

BATCH = 5_000

Row = Mapping[str, Any]


def add_new(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> list[str]:
    """Insert the rows whose id is not there yet; the ids that were new, in the order given."""
    (key,) = table.primary_key.columns
    added: set[str] = set()
    for batch in _batches(table, rows):
        statement = _insert(connection, table).on_conflict_do_nothing().returning(key)
        added.update(connection.execute(statement, batch).scalars())
    ordered = dict.fromkeys(str(row[key.name]) for row in rows)
    return [name for name in ordered if name in added]


def put(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert or replace by id. All rows name the same columns; a column that they do not name keeps its value."""
    (key,) = table.primary_key.columns
    for batch in _batches(table, rows):
        statement = _insert(connection, table)
        replaced = {name: statement.excluded[name] for name in batch[0] if name != key.name}
        connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=replaced), batch)


def fitting(table: sa.Table, row: Row) -> dict[str, Any]:
    """The row with every text cut to its column and without what no database stores (NUL, lone surrogates).

    SQLite takes any length and Postgres refuses the whole transaction. Ids are not cut: they are hashes.
    """
    return {name: _fitting(table.c[name], value) for name, value in row.items()}


def _fitting(column: sa.Column[Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "").encode("utf-8", "replace").decode()
    length = getattr(column.type, "length", None)
    if length is None or len(text) <= length or column.primary_key:
        return text
    return text[: length - 1] + "…"


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _batches(table: sa.Table, rows: Sequence[Row]) -> Iterator[list[dict[str, Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield [fitting(table, row) for row in batch]
