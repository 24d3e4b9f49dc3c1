"""Load after load, incremental builds end where a full refresh of the same raw data ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from orchestration.lib.scales import question_line, read
from tests.dbt_project import scenario
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import build
from tests.dbt_project.vendor_records import START, response

SCHEMAS = ("staging", "intermediate", "marts", "restricted")


def differences(one: Path, other: Path) -> dict[str, int]:
    """Rows that only one of two warehouses has, per table that differs."""
    found: dict[str, int] = {}
    with duckdb.connect() as db:
        db.execute(f"attach '{one}' as one; attach '{other}' as other")
        tables = db.execute(
            "select schema_name, table_name from duckdb_tables() "
            f"where database_name = 'one' and schema_name in {SCHEMAS}"
        ).fetchall()
        assert len(tables) > 30
        for schema, table in tables:
            a, b = f"from one.{schema}.{table}", f"from other.{schema}.{table}"
            query = f"select count(*) from (({a} except all {b}) union all ({b} except all {a}))"
            (rows,) = db.execute(query).fetchone() or (0,)
            if rows:
                found[f"{schema}.{table}"] = rows
    return found


def test_incremental_builds_equal_a_full_refresh(
    first_build: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]
) -> None:
    raw = RawWarehouse.__new__(RawWarehouse)
    raw.__dict__ |= first_build.__dict__
    raw.path = copy_of(first_build, "step_by_step")
    for story in scenario.STORIES:
        story(raw)
        build(raw.path)
    full = copy_of(raw, "in_one_go")
    build(full, "--full-refresh")
    # Histories are compared as well: a full refresh takes no state away and finds none that is new.
    assert differences(raw.path, full) == {}
    with duckdb.connect(str(raw.path)) as db:
        gone = "select count(*) from marts.fct_answers where metric = 'nps' and customer_key is null"
        assert db.execute(gone).fetchone() == (0,), "a deleted response is still there"
        sessions = (
            "select cast(started_at as varchar), duration_seconds, events_count from marts.fct_usage_sessions "
            "where account_key in (select account_key from restricted.customer_identities where ref_id = 'u_000002')"
        )
        assert db.execute(sessions).fetchall() == [("2026-08-03 23:38:24", 4_320, 4)], "absorbed sessions are gone"
        reopens = (
            "select reopens_count, cast(first_reopened_at as varchar) from marts.fct_tickets where is_open order by 2"
        )
        assert db.execute(reopens).fetchall() == [(1, "2026-08-05 09:00:00"), (1, "2026-08-06 09:00:00")]
        undeclared = (
            "select distinct question_ref from marts.fct_answers where exclusion_reason = 'undeclared_scale' order by 1"
        )
        assert db.execute(undeclared).fetchall() == [("ces",), ("extra",)]
        proposed = [question_line(question) for question in read(db, START.date()) if not question.is_declared]
        assert proposed == [
            "typeform,FCST0001,ces,2,ces,1,5,high,POSITIVE_FROM,NEUTRAL_FROM,true,VALID_FROM,",
            "typeform,FCST0001,extra,1,METRIC,1,3,high,POSITIVE_FROM,NEUTRAL_FROM,false,,",
        ]
        reinstated = (
            "select cast(score as integer) from marts.fct_answers where metric = 'csat' and exclusion_reason is null"
        )
        assert db.execute(reinstated).fetchall() == [(3,)], (
            "the earlier answer counts again once the later one is deleted"
        )


def test_rows_of_a_load_that_never_completed_are_not_read(
    first_build: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]
) -> None:
    raw = RawWarehouse.__new__(RawWarehouse)
    raw.__dict__ |= first_build.__dict__
    raw.path = copy_of(first_build, "killed")
    raw.load("typeform", {"responses": [response("r_killed", "FNPS0001", 1, {"nps": 0})]}, is_complete=False)
    build(raw.path)
    assert differences(raw.path, first_build.path) == {}
