"""Copy the public schema into a new DuckDB file and put it in the place of the old one.

Readers open one file: they see the old run or the new one, never a mixture and never a missing file. A process that
holds a connection keeps reading the old run until it has closed all of them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError
from orchestration.publish import record
from orchestration.publish.record import Publish, Published

KEEP_PREVIOUS = 3
READ_ONLY = 0o444


def publish(warehouse: Path, target: Path, published: Published, schema: str = "marts") -> Published:
    """Publish `schema` of the warehouse as `target`; returns the record with the row counts filled in.

    The caller holds the writer lock. Killed at any point, the old file stays and the next publish cleans up.

    Raises:
        UserError: there is nothing to publish.
    """
    folder = target.parent
    folder.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(folder)
    unfinished = folder / f".unfinished-{published.run_id}.duckdb"
    complete = _copy(warehouse, unfinished, published, record.read_past(target), schema)
    _fsync(unfinished)
    unfinished.chmod(READ_ONLY)
    _keep_previous(target)
    unfinished.replace(target)
    _fsync(folder)
    _forget_old(folder / "previous")
    return complete


def _copy(warehouse: Path, file: Path, published: Published, past: Sequence[Publish], schema: str) -> Published:
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set timezone = 'UTC'")
        tables = [
            row[0]
            for row in connection.execute(
                "select table_name from information_schema.tables where table_catalog = current_database() "
                "and table_schema = ? order by 1",
                [schema],
            ).fetchall()
        ]
        if not tables:
            raise UserError(
                f"There is nothing to publish: {warehouse} has no tables in schema {schema}. Run `voc run` first."
            )
        connection.execute(f"attach '{_quoted(file)}' as published")
        try:
            complete = _fill(connection, tables, published, past, schema)
        finally:
            # An attachment would outlive this connection when others keep the warehouse open.
            connection.execute("detach published")
    return complete


def _fill(
    connection: Any, tables: Sequence[str], published: Published, past: Sequence[Publish], schema: str
) -> Published:
    connection.execute(f"create schema published.{schema}")
    # One transaction: one snapshot of the warehouse for all tables. Views arrive as tables, since a view names the
    # catalog it was made in.
    with _transaction(connection):
        counts = {}
        for table in tables:
            connection.execute(f'create table published.{schema}."{table}" as from {schema}."{table}"')
            counts[table] = len(connection.table(f'published.{schema}."{table}"'))
        complete = replace(published, row_counts=counts)
        shown = Publish(published.run_id, published.published_at, _as_of(connection, tables, schema))
        record.write(connection, "published", complete, [*past, shown])
    with _transaction(connection):
        _copy_comments(connection, schema)
    connection.execute("checkpoint published")
    return complete


def _as_of(connection: Any, tables: Sequence[str], schema: str) -> datetime | None:
    """The instant whose states are being published: the data's, or that of a newer state over the same data."""
    if not {"voc_metrics", "metric_history"} <= set(tables):
        return None
    (as_of,) = connection.execute(
        f"""
        select greatest(
            (select max(as_of_at) from {schema}.voc_metrics),
            (select max(coalesce(known_to, known_from)) from {schema}.metric_history)
        )
        """
    ).fetchone()
    return as_of and as_of.replace(tzinfo=UTC)


@contextlib.contextmanager
def _transaction(connection: Any) -> Iterator[None]:
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _copy_comments(connection: Any, schema: str) -> None:
    statements = connection.execute(
        """
        select 'table', '"' || table_name || '"', comment from duckdb_tables()
        where database_name = current_database() and schema_name = ? and comment is not null
        union all
        select 'table', '"' || view_name || '"', comment from duckdb_views()
        where database_name = current_database() and schema_name = ? and comment is not null
        union all
        select 'column', '"' || table_name || '"."' || column_name || '"', comment from duckdb_columns()
        where database_name = current_database() and schema_name = ? and comment is not null
        """,
        [schema] * 3,
    ).fetchall()
    for kind, name, comment in statements:
        text = comment.replace("'", "''")
        connection.execute(f"comment on {kind} published.{schema}.{name} is '{text}'")


def _keep_previous(target: Path) -> None:
    """Keep the file that is about to be replaced under the instant it was published. The target is never absent."""
    previous = record.read(target)
    if previous is None:
        return
    folder = target.parent / "previous"
    folder.mkdir(exist_ok=True)
    instant = previous.published_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    kept = folder / f"{target.stem}-{instant}{target.suffix}"
    with contextlib.suppress(FileExistsError):
        try:
            os.link(target, kept)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            shutil.copy2(target, kept)


def _forget_old(folder: Path) -> None:
    for file in sorted(folder.glob("*.duckdb"))[:-KEEP_PREVIOUS] if folder.is_dir() else []:
        file.unlink()


def _remove_unfinished(folder: Path) -> None:
    for file in folder.glob(".unfinished-*"):
        file.unlink()


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
