"""The SQL of file feeds: declared columns, checks, hashes and what is already known, per batch of files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from ingestion.checks import Rejected
from ingestion.errors import LoadError
from ingestion.spec import FilesSpec
from ingestion.versions import FUTURE, Versions
from ingestion.windows import Clock

# Folders named date=... are the delivery's business; the columns are those in the files.
_OPTIONS = "union_by_name = true, hive_partitioning = false"


@dataclass
class FileOutcome:
    """What became of one batch of files."""

    rows: pa.Table
    rejected: list[Rejected]
    fetched: int
    new: int
    changed: int
    unchanged: int
    newest: datetime | None


class FileRows:
    """Rows of Parquet files as versions of records."""

    def __init__(self, versions: Versions, spec: FilesSpec) -> None:
        self.versions, self.spec, self.run = versions, spec, versions.connection
        self.where = f"{versions.schema.removeprefix('raw_')}.{spec.name}"

    def compare(self, files: list[Path], clock: Clock) -> FileOutcome:
        """Read the files and sort their rows.

        Raises:
            LoadError: a file lacks a declared column, or its time of change has no zone.
            duckdb.Error: a file cannot be read.
        """
        self._check_columns(files)
        listed = "[" + ", ".join(f"'{_quoted(file)}'" for file in files) + "]"
        self.versions.remember(self.spec.name)
        self.run.execute(f"create or replace temp table file_rows as {self._read(listed)}")
        fetched, accepted, newest = self.run.execute(
            "select count(*), count(*) filter (where reason is null), max(updated_at) filter (where reason is null)"
            " from file_rows"
        ).fetchall()[0]
        rejected = [
            Rejected(self.spec.name, record_id, reason, text)
            for record_id, reason, text in self.run.execute(
                "select record_id, reason, row_text from file_rows where reason is not null"
            ).fetchall()
        ]
        self.run.execute(f"create or replace temp table kept as {self._kept()}")
        ((kept, changed),) = self.run.execute(
            "select count(*), count(*) filter (where is_known_id) from kept"
        ).fetchall()
        first = clock.take(max(kept, 1))
        columns = ", ".join(f'"{name}"' for name in self.spec.columns)
        rows = self.run.execute(
            "select record_id, record_hash, updated_at, false is_deleted,"
            f" make_timestamptz({first} + rowid) extracted_at, {columns}, extra from kept order by rowid"
        ).to_arrow_table()
        self.run.execute(
            f'insert into "seen_{self.spec.name}" select md5_number(record_id), record_hash, {first} + rowid from kept'
        )
        return FileOutcome(rows, rejected, fetched, kept - changed, changed, accepted - kept, newest)

    def _check_columns(self, files: list[Path]) -> None:
        found = self.run.execute(
            "select file_name, list(name), any_value(coalesce(logical_type, converted_type)) filter (where name = ?)"
            " from parquet_schema(?) where num_children is null or num_children = 0 group by file_name",
            [self.spec.stamp_column, [str(file) for file in files]],
        ).fetchall()
        for file, names, stamp_type in found:
            absent = set(self.spec.columns) - set(names)
            if absent:
                self._refuse(f"{file} has no column {', '.join(sorted(absent))}.")
            if stamp_type is None or "isAdjustedToUTC=0" in stamp_type:
                self._refuse(f"{self.spec.stamp_column} in {file} is not a time with a zone.")

    def _refuse(self, what: str) -> None:
        advice = "Nothing was loaded. Deliver the file as it was agreed, or change the source's settings."
        raise LoadError(what, self.where, advice)

    def _read(self, files: str) -> str:
        described = self.run.execute(
            f"select column_name, column_type from (describe select * from read_parquet({files}, {_OPTIONS}))"
        ).fetchall()
        actual = dict(described)
        declared = self.spec.columns
        values = {
            name: f'"{name}"' if actual[name] == kind else f'try_cast("{name}" as {kind})'
            for name, kind in declared.items()
        }
        misfits = [
            f"when \"{name}\" is not null and {value} is null then '{name} does not fit its declared type'"
            for name, value in values.items()
            if actual[name] != declared[name]
        ]
        undeclared = [f"'{name}': \"{name}\"" for name in actual if name not in declared]
        extra = f"to_json({{{', '.join(undeclared)}}})::varchar" if undeclared else "null::varchar"
        hashed = ", ".join(f"coalesce({value}::varchar, chr(30))" for value in values.values())
        record_id, stamp = values[self.spec.id_column], values[self.spec.stamp_column]
        limit = self.versions.future_limit.isoformat()
        return f"""
            select {record_id} record_id, {stamp} updated_at, {extra} extra,
                md5(concat_ws(chr(31), {hashed}, coalesce({extra}, ''))) record_hash,
                {", ".join(f'{value} as "{name}"' for name, value in values.items())},
                case
                    when {record_id} is null or {record_id} = '' then '{self.spec.id_column} is null, not an id'
                    {" ".join(misfits)}
                    when {stamp} is null then '{self.spec.stamp_column} is null, which is not declared for it'
                    when {stamp} > timestamptz '{limit}' then '{FUTURE}'
                end reason,
                case when reason is not null then to_json(source)::varchar end row_text
            from read_parquet({files}, {_OPTIONS}) source"""

    def _kept(self) -> str:
        """Versions that neither the warehouse nor this run has, each once."""
        name = self.spec.name
        return f"""
            with stored as (
                select record_id, record_hash from {self.versions.versions(name)}
                where record_id in (select record_id from file_rows)
                union all
                select record_id, seen.record_hash from "seen_{name}" seen
                join (select distinct record_id from file_rows) here on md5_number(record_id) = id_key
            )
            select file_rows.*, known.record_id is not null is_known_id
            from (
                from file_rows where reason is null
                qualify row_number() over (partition by record_id, record_hash) = 1
            ) file_rows
            anti join stored using (record_id, record_hash)
            left join (select distinct record_id from stored) known on known.record_id = file_rows.record_id"""


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
