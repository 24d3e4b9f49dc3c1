"""The published file and, where nobody writes to it, the warehouse, which alone has texts and names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingestion.errors import LockHeld
from orchestration.lib.errors import UserError

EPOCH = date(1970, 1, 1)


@contextmanager
def published(file: Path) -> Iterator[Any]:
    """A read-only connection.

    Raises:
        UserError: nothing is published, or before there were metrics.
    """
    import duckdb  # imported late: most commands never need it

    if not file.is_file():
        raise UserError(f"Nothing is published yet in {file.parent}. `voc run` does it.")
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        if not has(connection, "voc_metrics"):
            raise UserError(f"{file} was published before there were metrics. `voc run` publishes them.")
        yield connection


@contextmanager
def warehouse(file: Path) -> Iterator[Any | None]:
    """A connection for questions, or None: there is no warehouse, or another program writes to it.

    Under the writer lock: whoever would write meanwhile waits for it, and would fail at a file that is open.
    """
    from orchestration.lib.warehouse import reading
    from orchestration.lib.writer import writing

    with ExitStack() as opened:
        connection = None
        if file.is_file():
            with suppress(UserError, LockHeld, OSError):
                opened.enter_context(writing(file))
                connection = opened.enter_context(reading(file))
        yield connection


def has(connection: Any, table: str, schema: str = "marts") -> bool:
    """Whether there is such a table or view."""
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ? "
            "and table_catalog = current_database()",
            [schema, table],
        ).fetchone()
    )


def rows(connection: Any, query: str, parameters: Any = None) -> list[dict[str, Any]]:
    """Rows as dictionaries; days and instants as the browser counts them."""
    result = connection.execute(query, parameters or [])
    names = [column[0] for column in result.description]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in result.fetchall()]


def columns(connection: Any, query: str, parameters: Any = None) -> dict[str, list[Any]]:
    """The same by column."""
    result = connection.execute(query, parameters or [])
    names = [column[0] for column in result.description]
    found = result.fetchall()
    return {name: [_plain(row[place]) for row in found] for place, name in enumerate(names)}


def day_number(on: date) -> int:
    """Days since 1970."""
    return (on - EPOCH).days


def scaled(column: str, decimals: str | int) -> str:
    """SQL: the column as whole numbers of the last decimal, rounded as `numbers.number` does."""
    return f"cast(replace(format('{{:.' || {decimals} || 'f}}', cast({column} as double)), '.', '') as bigint)"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return round((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp())
    if isinstance(value, date):
        return day_number(value)
    if isinstance(value, Decimal):
        return float(value)
    return value
