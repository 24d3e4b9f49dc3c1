"""The tables `_published`, what a published file says about itself, and `_publishes`, what was published before it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TABLE = "_published"
PAST = "_publishes"


@dataclass(frozen=True)
class Published:
    """One publish: its run, how far the data reach, what was checked, and what it was made from.

    `data_through`: up to here every loaded source has been read. `last_loads` (tool -> load id) and `fingerprint` let
    the next run see what is new; `row_counts` lets its gate see what is gone.
    """

    run_id: str
    published_at: datetime
    data_through: datetime | None
    checks_passed: int
    fingerprint: str = ""
    last_loads: Mapping[str, str] = field(default_factory=dict)
    row_counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Publish:
    """A publish of the past. `as_of`: the states of marts.metric_history that held then are those it showed.

    Both instants are UTC; `as_of` is None where no metrics were published.
    """

    run_id: str
    published_at: datetime
    as_of: datetime | None


def write(connection: Any, catalog: str, published: Published, past: Sequence[Publish]) -> None:
    """Write both tables into a new file that is attached as `catalog`. `past`: every publish, this one included.

    Each file carries the list on: it is published with the numbers that it dates, and is gone only when they are.
    """
    connection.execute(
        f"""
        create table {catalog}.main.{TABLE} (
            run_id varchar not null, published_at timestamptz not null, data_through timestamptz,
            checks_passed bigint not null, fingerprint varchar not null,
            last_loads json not null, row_counts json not null
        )
        """
    )
    connection.execute(
        f"insert into {catalog}.main.{TABLE} values (?, ?, ?, ?, ?, ?, ?)",
        [
            published.run_id,
            published.published_at,
            published.data_through,
            published.checks_passed,
            published.fingerprint,
            json.dumps(dict(published.last_loads)),
            json.dumps(dict(published.row_counts)),
        ],
    )
    connection.execute(f"comment on table {catalog}.main.{TABLE} is 'What this file was made from, and when. One row.'")
    connection.execute(
        f"create table {catalog}.main.{PAST} "
        "(run_id varchar not null, published_at timestamptz not null, as_of_at timestamp)"
    )
    connection.executemany(
        f"insert into {catalog}.main.{PAST} values (?, ?, ?)",
        [[each.run_id, each.published_at, each.as_of and each.as_of.replace(tzinfo=None)] for each in past],
    )
    connection.execute(
        f"comment on table {catalog}.main.{PAST} is 'When was published what: as_of_at (UTC) is the instant whose "
        "states of marts.metric_history a publish showed. One row per publish.'"
    )


def read(file: Path) -> Published | None:
    """What a published file says about itself, or None when there is none."""
    if not file.is_file():
        return None
    import duckdb

    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        row = connection.execute(
            "select run_id, published_at, data_through, checks_passed, fingerprint, last_loads, row_counts "
            f"from {TABLE}"
        ).fetchone()
    if row is None:
        return None
    run_id, published_at, through, checks, fingerprint, loads, rows = row
    return Published(
        run_id,
        _utc(published_at),
        _utc(through) if through else None,
        checks,
        fingerprint,
        json.loads(loads),
        json.loads(rows),
    )


def read_past(file: Path) -> list[Publish]:
    """Every publish up to the file's own, oldest first; empty where there is no file, or one without the list."""
    if not file.is_file():
        return []
    import duckdb

    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        if not connection.execute(f"select 1 from duckdb_tables() where table_name = '{PAST}'").fetchall():
            return []
        rows = connection.execute(f"select run_id, published_at, as_of_at from {PAST} order by published_at").fetchall()
    return [Publish(run, _utc(at), as_of and as_of.replace(tzinfo=UTC)) for run, at, as_of in rows]


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)
