"""Cases as the published file has them, with what people recorded since it was built.

Does not belong here: deriving cases (dbt_project/models/marts/cases), and how they are shown (cli/case.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from orchestration.ledger.tables import case_events
from orchestration.lib.errors import UserError
from orchestration.lib.warehouse import reading

WAITING = ("open", "acknowledged")
# What an event makes of a case until the marts are built again.
STATUS_AFTER = {
    "acknowledged": "acknowledged",
    "contacted": "contacted",
    "resolved": "resolved",
    "dismissed": "dismissed",
    "reopened": "open",
}


def waiting(published: Path, connection: sa.Connection, owner: str | None, is_overdue: bool) -> list[dict[str, Any]]:
    """Those that wait for a call, the earliest due first."""
    query = "select * from marts.cases where list_contains(?, status) or list_contains(?, case_key)"
    rows = _rows(published, query, [[*WAITING, "contacted"], _reopened(connection)])
    status, assignee = _since(connection, {row["case_key"]: row for row in rows})
    found = []
    for row in rows:
        row |= {"status": status[row["case_key"]], "owner": assignee.get(row["case_key"], row["owner"])}
        row["is_overdue"] = row["is_due"] and row["status"] in WAITING
        is_meant = owner in (None, row["owner"]) and (row["is_overdue"] or not is_overdue)
        if row["status"] in WAITING and is_meant:
            found.append(row)
    return sorted(found, key=lambda row: (row["due_at"], row["case_key"]))


def find(published: Path, beginning: str) -> list[dict[str, Any]]:
    """The cases whose id begins so; three at most."""
    if not beginning.strip():
        return []
    return _rows(published, "select * from marts.cases where starts_with(case_key, ?) order by 1 limit 3", [beginning])


def customer(warehouse: Path, customer_key: str) -> dict[str, Any]:
    """How to reach the customer, from the restricted marts.

    Raises:
        UserError: they cannot be read now.
    """
    import duckdb

    if not warehouse.is_file():
        raise UserError(f"not known: there is no warehouse {warehouse}.")
    try:
        with reading(warehouse) as connection:
            result = connection.execute(
                "select full_name, email, phone from restricted.customer_contacts where customer_key = ?",
                [customer_key],
            )
            names = [column[0] for column in result.description]
            row = result.fetchone()
    except duckdb.CatalogException:
        raise UserError(f"not known: {warehouse} has no restricted marts. `voc run` builds them.") from None
    return dict(zip(names, row, strict=True)) if row else {}


def _reopened(connection: sa.Connection) -> list[str]:
    query = sa.select(case_events.c.case_key).where(case_events.c.kind == "reopened").distinct()
    return list(connection.execute(query).scalars())


def _since(connection: sa.Connection, rows: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """Status and owner by case after the ledger's events."""
    now, assignee, reopened = {key: row["status"] for key, row in rows.items()}, {}, {}
    query = sa.select(case_events).order_by(case_events.c.happened_at, case_events.c.recorded_at)
    for event in connection.execute(query).mappings():
        key = event["case_key"]
        if key not in now:
            continue
        is_step_back = event["kind"] == "acknowledged" and now[key] not in WAITING
        if not is_step_back:
            now[key] = STATUS_AFTER.get(event["kind"], now[key])
        if event["kind"] == "assigned" and event["assignee"]:
            assignee[key] = event["assignee"]
        if event["kind"] == "reopened":
            reopened[key] = event["recorded_at"]
    for key, at in reopened.items():
        # The marts knew that it was reopened, and of an agent's message after it, which the ledger has not.
        if rows[key]["status"] == "contacted" and at.replace(tzinfo=None) <= rows[key]["as_of_at"]:
            now[key] = "contacted"
    return now, assignee


def _rows(published: Path, query: str, values: list[Any]) -> list[dict[str, Any]]:
    import duckdb

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    with duckdb.connect(str(published), read_only=True) as connection:
        if connection.execute("select 1 from duckdb_tables() where table_name = 'cases'").fetchone() is None:
            raise UserError(f"{published} was published before there were cases. `voc run` publishes them.")
        result = connection.execute(query, values)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
