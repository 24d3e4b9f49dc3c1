"""One dlt load package: a tool's tables, ledger, quarantine and cursors, visible together or not at all.

What belongs here is what dlt must be told. Measured reasons: parquet is the fastest way in; the first load of a table
is a plain replace (a third of a merge's cost); a fresh directory per run was equal after 70 of 70 kills.
"""

from __future__ import annotations

import copy
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dlt
import pyarrow as pa
from dlt.common.pipeline import LoadInfo
from dlt.extract import DltResource, DltSource

from ingestion import ledger
from ingestion.columns import Table, dlt_hints, raw_columns
from ingestion.feed import Feed, Run
from ingestion.spec import SourceSpec
from ingestion.windows import Window

_STATE_BEFORE = "state before the run"
_QUARANTINE_GREW = "the quarantine has new records"

Land = Callable[[Feed], Iterator[tuple[pa.Table, bool]]]


def configure() -> None:
    """Set what dlt reads from the environment. A value that the user has set stays."""
    for name, value in {
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "RUNTIME__LOG_LEVEL": "CRITICAL",
        "EXTRACT__NEXT_ITEM_MODE": "fifo",  # the ledger is the last resource and must be read last
        "NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID": "true",
        "LOAD__DELETE_COMPLETED_JOBS": "true",
        "LOAD__TRUNCATE_STAGING_DATASET": "true",
        "LOAD__WORKERS": "2",
    }.items():
        os.environ.setdefault(name, value)
    logging.getLogger("dlt").setLevel(logging.CRITICAL)


def open_pipeline(spec: SourceSpec, warehouse: Path, folder: Path) -> dlt.Pipeline:
    """A pipeline in an empty directory, with state and schema brought back from the warehouse."""
    configure()
    pipeline = dlt.pipeline(
        f"voc_{spec.name}",
        pipelines_dir=str(folder),
        destination=dlt.destinations.duckdb(str(warehouse)),
        dataset_name=spec.schema,
    )
    pipeline.sync_destination()
    return pipeline


def extract(pipeline: dlt.Pipeline, run: Run, land: Land) -> list[Feed]:
    """Read every resource into the pipeline's package, the ledger last. Returns the finished feeds."""
    feeds: list[Feed] = []
    pipeline.extract(_source(run, land, feeds), loader_file_format="parquet")
    return feeds


def commit(pipeline: dlt.Pipeline) -> str | None:
    """Normalise and load what was extracted; None when there is nothing."""
    # dlt makes a package even when no resource yielded a row.
    extracted = [pipeline.get_load_package_info(load_id) for load_id in pipeline.list_extracted_load_packages()]
    if not any(package.jobs["new_jobs"] for package in extracted):
        return None
    pipeline.normalize()
    info: LoadInfo = pipeline.load()
    return info.loads_ids[-1]


def append_ledger(pipeline: dlt.Pipeline, feeds: list[Feed]) -> None:
    """Note a reading that found nothing new, without a load package (which would cost more than the reading).

    The rows carry the last finished load's id: a reader of finished loads sees them, and no new load appears.
    """
    rows = ledger.ledger_rows(feeds)
    names = list(rows[0])
    with pipeline.sql_client() as client, client.begin_transaction():
        table = client.make_qualified_table_name(ledger.LEDGER)
        loads = client.make_qualified_table_name("_dlt_loads")
        placeholders = ", ".join(["%s"] * len(names))
        for row in rows:
            client.execute_sql(
                f"insert into {table} ({', '.join(names)}, _dlt_load_id)"
                f" select {placeholders}, max(load_id) from {loads} where status = 0",
                *row.values(),
            )


def purge_unfinished(pipeline: dlt.Pipeline, spec: SourceSpec) -> None:
    """Remove the rows that a killed load left: no reader counts them, but they may hold personal data."""
    with pipeline.sql_client() as client:
        found = client.execute_sql(
            "select table_name from information_schema.tables where table_schema = %s", spec.schema
        )
        existing = {name for (name,) in found or []}
        if "_dlt_loads" not in existing:
            return
        loads = client.make_qualified_table_name("_dlt_loads")
        for table in sorted(existing & {*spec.resources, ledger.QUARANTINE, ledger.LEDGER}):
            client.execute_sql(
                f"delete from {client.make_qualified_table_name(table)}"
                f" where _dlt_load_id not in (select load_id from {loads} where status = 0)"
            )


def _source(run: Run, land: Land, feeds: list[Feed]) -> DltSource:
    @dlt.source(name=run.spec.name, section=run.spec.name)
    def source() -> Iterator[DltResource]:
        for table in run.spec.tables:
            yield _resource_table(run, table, land, feeds)
        yield _side_table(ledger.QUARANTINE, ledger.QUARANTINE_COLUMNS, ["quarantine_id"], lambda: _quarantine(run))
        yield _side_table(ledger.LEDGER, ledger.LEDGER_COLUMNS, [], lambda: _ledger(run, feeds))

    return source()


def _resource_table(run: Run, table: Table, land: Land, feeds: list[Feed]) -> DltResource:
    is_first = not run.versions.has_rows(table.name)
    columns = raw_columns(table)

    def rows() -> Iterator[Any]:
        if not feeds:
            run.memo[_STATE_BEFORE] = copy.deepcopy(dict(dlt.current.source_state()))
        state = dlt.current.source_state().setdefault("feeds", {}).setdefault(table.name, {})
        feed = Feed(run, table, state, Window(None, run.started_at))
        if not run.versions.exists(table.name):
            yield columns.empty_table()
        for part, repeats in land(feed):
            # A version that lands twice within a first load needs the merge that a replace leaves out.
            is_merge_needed = is_first and repeats
            yield dlt.mark.with_hints(part, dlt.mark.make_hints(write_disposition="merge")) if is_merge_needed else part
        feeds.append(feed)

    return dlt.resource(
        rows,
        name=table.name,
        primary_key=["record_id", "record_hash"],
        write_disposition="replace" if is_first else "merge",
        columns=dlt_hints(columns, newest_wins="extracted_at"),
    )


def _side_table(name: str, columns: pa.Schema, key: list[str], rows: Callable[[], Iterator[Any]]) -> DltResource:
    return dlt.resource(
        rows,
        name=name,
        primary_key=key,
        write_disposition="merge" if key else "append",
        columns=dlt_hints(columns),
    )


def _quarantine(run: Run) -> Iterator[pa.Table]:
    """Only what is not there yet: a bad record that stays at the vendor is met in every run."""
    rows = ledger.quarantine_table(run)
    if run.versions.exists(ledger.QUARANTINE):
        known = run.versions.values(ledger.QUARANTINE, "quarantine_id")
        rows = rows.filter(pa.array([key not in known for key in rows["quarantine_id"].to_pylist()], pa.bool_()))
    if len(rows) or not run.versions.exists(ledger.QUARANTINE):
        run.memo[_QUARANTINE_GREW] = True
        yield rows


def _ledger(run: Run, feeds: list[Feed]) -> Iterator[pa.Table]:
    """Into the package only when there is one: a reading that found nothing is noted by `append_ledger`."""
    has_landed = any(feed.new + feed.changed + feed.deleted for feed in feeds)
    has_moved = dict(dlt.current.source_state()) != run.memo[_STATE_BEFORE]
    is_first = not run.versions.exists(ledger.LEDGER)
    rows = ledger.ledger_table(feeds)  # also checks the balance
    if has_landed or has_moved or is_first or run.memo.get(_QUARANTINE_GREW):
        yield rows
