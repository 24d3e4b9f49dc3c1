"""What is known of a tool's records: in the warehouse, and seen so far in this run.

Only loads that finished count; what a killed load left behind does not. The warehouse is read and never written here:
what is remembered lies in temporary tables.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb


class Known:
    """The known versions of one tool during one run."""

    def __init__(self, warehouse: Path, schema: str, future_limit: datetime) -> None:
        self.schema = schema
        self.future_limit = future_limit
        self.connection = duckdb.connect(str(warehouse))
        self.connection.execute("set TimeZone = 'UTC'; set preserve_insertion_order = true")
        found = self.connection.execute(
            "select table_name from duckdb_tables() where database_name = current_database() and schema_name = ?",
            [schema],
        ).fetchall()
        self._tables = {name for (name,) in found}
        self._completed = f"(select load_id from {schema}._dlt_loads where status = 0)"
        self._known: dict[str, bool] = {}

    def close(self) -> None:
        """Forget what was remembered."""
        self.connection.close()

    def exists(self, table: str) -> bool:
        return table in self._tables

    def has_rows(self, table: str) -> bool:
        """Whether a finished load ever landed a row."""
        if table not in self._known:
            self._known[table] = {table, "_dlt_loads"} <= self._tables and self.connection.execute(
                f"select 1 from {self.completed(table)} limit 1"
            ).fetchone() is not None
        return self._known[table]

    def completed(self, table: str) -> str:
        """The rows of finished loads, as a subquery."""
        return f"(select * from {self.schema}.{table} where _dlt_load_id in {self._completed})"

    def versions(self, table: str) -> str:
        """Subquery: ids and hashes of all known versions."""
        if not self.has_rows(table):
            return "(select null::varchar record_id, null::varchar record_hash limit 0)"
        return f"(select record_id, record_hash from {self.completed(table)})"

    def newest_extraction(self, tables: list[str]) -> int:
        """The highest `extracted_at` stored, in microseconds since 1970; 0 when there is none."""
        newest = 0
        for table in tables:
            if table in self._tables:
                row = self.connection.execute(
                    f"select coalesce(max(epoch_us(extracted_at)), 0) from {self.schema}.{table}"
                ).fetchone()
                newest = max(newest, row[0] if row else 0)
        return newest

    def values(self, table: str, column: str) -> set[str]:
        """The distinct values of a small table's column."""
        return {
            v for (v,) in self.connection.execute(f"select distinct {column} from {self.completed(table)}").fetchall()
        }

    def current(self, table: str, only: str | None = None) -> str:
        """Subquery: the last extracted version per record; `only` names a table of ids to restrict it to."""
        if not self.has_rows(table):
            return (
                "(select null::varchar record_id, null::varchar record_hash, null::boolean is_deleted,"
                " null::timestamptz updated_at limit 0)"
            )
        restriction = f"where record_id in (select record_id from {only})" if only else ""
        return (
            "(select record_id, max_by(record_hash, extracted_at) record_hash,"
            " max_by(is_deleted, extracted_at) is_deleted, max_by(updated_at, extracted_at) updated_at"
            f" from {self.completed(table)} {restriction} group by record_id)"
        )

    def spare(self, name: str, record_ids: list[str]) -> None:
        """Note that the vendor listed these records although they do not land."""
        self.remember(name)
        self.connection.execute(
            f'insert into "seen_{name}" select md5_number(unnest(?::varchar[])), null, 0', [record_ids]
        )

    def remember(self, name: str) -> None:
        """Make the table of what this run has seen of a resource: hashed ids, since a first load sees millions."""
        self.connection.execute(
            f'create temp table if not exists "seen_{name}" (id_key uhugeint, record_hash varchar, seq bigint)'
        )

    def unlisted(self, name: str) -> list[str]:
        """Ids of live records in the warehouse that this run has not seen."""
        if not self.has_rows(name):
            return []
        self.remember(name)
        found = self.connection.execute(
            f"select record_id from {self.current(name)} where not is_deleted"
            f' and md5_number(record_id) not in (select id_key from "seen_{name}") order by record_id'
        ).fetchall()
        return [record_id for (record_id,) in found]

    def live(self, name: str, start: datetime | None = None, end: datetime | None = None) -> tuple[int, int]:
        """Live records in the warehouse (within a window of stamps, if given), and how many this run has not seen."""
        if not self.has_rows(name):
            return 0, 0
        self.remember(name)
        within = "updated_at between ? and ?" if start else "true"
        row = self.connection.execute(
            f'select count(*), count(*) filter (where md5_number(record_id) not in (select id_key from "seen_{name}"))'
            f" from {self.current(name)} where not is_deleted and {within}",
            [start, end] if start else [],
        ).fetchone()
        return (row[0], row[1]) if row else (0, 0)
