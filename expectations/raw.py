"""The raw gate: what every load must have left in a raw_<tool> schema before a model may read it.

Belongs here: rules about the raw log's contract (shape, keys, stamps, ledger). Does not belong here: rules about a
vendor's fields (staging models and their tests) and single bad records (quarantined while loading).

Measured over the completed loads the last published marts have not seen, so a daily gate costs what the day brought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from expectations.catalogue import columns_of
from expectations.model import Measurements, Rule

# A handful of bad records is the world; a twentieth of a load is a vendor who changed the format.
MOST_QUARANTINED = 0.05
FEWEST_FETCHED_FOR_SHARE = 200
# The same tolerance as extraction's, which quarantines later stamps: clocks differ, a day they do not.
FUTURE_TOLERANCE = "1 day"

RECORD_COLUMNS = {
    "record_id": "VARCHAR",
    "record_hash": "VARCHAR",
    "updated_at": "TIMESTAMP WITH TIME ZONE",
    "is_deleted": "BOOLEAN",
    "extracted_at": "TIMESTAMP WITH TIME ZONE",
    "_dlt_load_id": "VARCHAR",
}

RULES = (
    Rule(
        "wrong_columns",
        "contract columns missing or of another type",
        "Compare the table with the raw contract in docs/architecture.md; reload the tool into a new schema",
        maximum=0,
    ),
    Rule("keyless_rows", "rows without record id or hash", "Fix the source's record id in its SPEC", maximum=0),
    Rule(
        "repeated_keys",
        "rows that repeat a (record_id, record_hash) key",
        "The merge did not work: run `voc run --reconcile` for this source, report it if it stays",
        maximum=0,
    ),
    Rule(
        "empty_records", "rows without a record", "The vendor sent empty records: see its quarantine table", maximum=0
    ),
    Rule(
        "future_stamps",
        "rows stamped more than a day after they were read",
        "Check the clock of this machine and the time zone declared in the source's SPEC",
        maximum=0,
    ),
    Rule(
        "unledgered_rows",
        "rows the row ledger does not account for",
        "Another writer is at work in this schema: nothing but `voc` may write to raw_ schemas",
        maximum=0,
    ),
    Rule(
        "ledger_gap",
        "records read but neither landed, unchanged nor quarantined",
        "Records were lost while loading: run the source again, report it if it stays",
        maximum=0,
    ),
    Rule(
        "quarantined_share",
        "of the fetched records are in quarantine",
        "Look at the reasons: select reason, count(*) from raw_<tool>.quarantine group by 1",
        maximum=MOST_QUARANTINED,
    ),
)


def measure(
    connection: Any, tool: str, resources: Sequence[str], loads_after: str | None = None
) -> Measurements | None:
    """Measure one tool's resources over its completed loads after load id `loads_after` (None: all of them).

    Returns None when there is no such load. `connection` is an open DuckDB connection; nothing is written.
    """
    schema = f"raw_{tool}"
    loads = connection.execute(
        f"select count(*) from {schema}._dlt_loads where status = 0 and load_id > ?", [loads_after or ""]
    ).fetchone()[0]
    if not loads:
        return None
    columns = columns_of(connection, schema)
    ledger = _ledger(connection, schema, loads_after) if "row_ledger" in columns else {}
    rows = {
        resource: _row(connection, schema, resource, columns.get(resource, {}), ledger.get(resource), loads_after)
        for resource in resources
    }
    return Measurements(tool, RULES, rows)


def _row(
    connection: Any,
    schema: str,
    resource: str,
    columns: Mapping[str, str],
    ledger: Mapping[str, int] | None,
    loads_after: str | None,
) -> dict[str, float | None]:
    wrong = sum(columns.get(name) != kind for name, kind in RECORD_COLUMNS.items())
    measured: dict[str, float | None] = {"wrong_columns": wrong}
    if wrong:
        return measured  # The other numbers need the columns; the one that failed is the reason to stop.
    empty = "record is null or record in ('', '{}', 'null')" if "record" in columns else "false"
    counts = connection.execute(
        f"""
        select
            count(*),
            count(case when coalesce(record_id, '') = '' or coalesce(record_hash, '') = '' then 1 end),
            count(*) - count(distinct (record_id, record_hash)),
            count(case when {empty} then 1 end),
            count(case when updated_at > extracted_at + interval '{FUTURE_TOLERANCE}' then 1 end)
        from {schema}.{resource}
        where _dlt_load_id in (select load_id from {schema}._dlt_loads where status = 0 and load_id > ?)
        """,
        [loads_after or ""],
    ).fetchone()
    landed, *violations = counts
    measured.update(zip(("keyless_rows", "repeated_keys", "empty_records", "future_stamps"), violations, strict=True))
    if ledger:
        accounted = ledger["new_rows"] + ledger["changed_rows"] + ledger["deleted_rows"]
        # Fewer is right when one of these loads replaced a row of an earlier one.
        measured["unledgered_rows"] = max(0, landed - accounted)
        measured["ledger_gap"] = ledger["gap"]
        if ledger["fetched"] >= FEWEST_FETCHED_FOR_SHARE:
            measured["quarantined_share"] = ledger["quarantined"] / ledger["fetched"]
    return measured


def _ledger(connection: Any, schema: str, loads_after: str | None) -> dict[str, dict[str, int]]:
    names = ("new_rows", "changed_rows", "deleted_rows", "fetched", "quarantined", "gap")
    rows = connection.execute(
        f"""
        select
            resource,
            coalesce(sum(new_rows), 0), coalesce(sum(changed_rows), 0), coalesce(sum(deleted_rows), 0),
            coalesce(sum(fetched), 0), coalesce(sum(quarantined), 0),
            coalesce(sum(abs(
                fetched + reconciled_rows - new_rows - changed_rows - deleted_rows - unchanged - quarantined
            )), 0)
        from {schema}.row_ledger
        where _dlt_load_id in (select load_id from {schema}._dlt_loads where status = 0 and load_id > ?)
        group by resource
        """,
        [loads_after or ""],
    ).fetchall()
    return {resource: {n: int(v) for n, v in zip(names, values, strict=True)} for resource, *values in rows}
