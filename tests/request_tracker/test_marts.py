"""The marts of a company whose only tool is Request Tracker, compared with what the server says about each ticket.

The second day is an incremental build on the first day's warehouse: it must end where the server is, deletions, merges
and all.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib.dbt_environment import dbt_environment
from tests.request_tracker.conftest import Day, Server, Story, rows

pytestmark = pytest.mark.rt

PROJECT = Path(__file__).parents[2] / "dbt_project"
STATUSES = {"new": "new", "open": "open", "stalled": "pending", "resolved": "solved", "rejected": "closed"}
DAYS = pytest.mark.parametrize("day_name", ["first", "second"])


@dataclass(frozen=True)
class Built:
    """Warehouses after each day's build."""

    first: Path
    second: Path


@pytest.fixture(scope="module")
def built(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("marts")
    # A copy keeps the file's name: dbt's views name the database, which is called after the file.
    warehouse, after_first = folder / "warehouse.duckdb", folder / "first" / "warehouse.duckdb"
    after_first.parent.mkdir()
    shutil.copy(story.first.warehouse, warehouse)
    _build(warehouse, folder)
    shutil.copy(warehouse, after_first)
    _bring_in_second_load(warehouse, story.second.warehouse)
    _build(warehouse, folder)
    return Built(after_first, warehouse)


def _build(warehouse: Path, folder: Path) -> None:
    environment = {
        **os.environ,
        **dbt_environment(PROJECT, ["request_tracker"]),
        "VOC_STATE_DIR": str(folder),
        "VOC_WAREHOUSE": str(warehouse),
        "VOC_KEY_SECRET": "a secret of this test",
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "dbt.cli.main", "build"]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def _bring_in_second_load(warehouse: Path, second: Path) -> None:
    """The raw schema as it is after the second load, beside the models of the first day."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"attach '{second}' as later (read_only)")
        tables = connection.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'later' and schema_name = 'raw_request_tracker'"
        ).fetchall()
        for (table,) in tables:
            name = f"raw_request_tracker.{table}"
            connection.execute(f"create or replace table {name} as from later.{name}")


def key(ticket_id: str) -> str:
    return hashlib.md5(f"request_tracker|{ticket_id}".encode()).hexdigest()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def expected(server: Server, ticket_id: str) -> dict[str, Any]:
    """A row of fct_tickets worked out from what the server says."""
    ticket, history = server.tickets[ticket_id], server.histories[ticket_id]
    requestors = {person["id"] for person in ticket["Requestor"]}
    letters = [item for item in history if item["Type"] in ("Create", "Correspond", "Comment")]
    by_customers = [item for item in letters if item["Type"] == "Create" or item["Creator"]["id"] in requestors]
    replies = [item["Created"] for item in letters if item["Type"] == "Correspond" and item not in by_customers]
    statuses = [item for item in history if item["Type"] == "Status"]
    solved = [item["Created"] for item in statuses if item["NewValue"] == "resolved"]
    reopened = [item for item in statuses if item["OldValue"] == "resolved"]
    return {
        "status": STATUSES[ticket["Status"]],
        "created_at": instant(ticket["Created"]),
        "messages_count": len(letters),
        "customer_messages_count": len(by_customers),
        "first_reply_at": min(map(instant, replies), default=None),
        "last_solved_at": max(map(instant, solved), default=None),
        "reopens_count": max(len(reopened), len(solved) - 1, 0),
        "email": server.users[ticket["Requestor"][0]["id"]]["EmailAddress"],
    }


@DAYS
def test_every_ticket_of_the_mart_is_what_the_server_says(story: Story, built: Built, day_name: str) -> None:
    day: Day = getattr(story, day_name)
    columns = list(expected(day.server, "1"))
    found = rows(
        getattr(built, day_name),
        f"select tickets.ticket_key, {', '.join(columns)} from marts.fct_tickets as tickets"
        " left join restricted.customer_contacts as contacts on tickets.customer_key = contacts.customer_key",
    )
    assert len(found) == len(day.server.tickets)
    by_key = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in found}
    assert by_key == {key(ticket_id): expected(day.server, ticket_id) for ticket_id in day.server.tickets}


@DAYS
def test_each_customer_has_as_many_tickets_as_the_server_counts(story: Story, built: Built, day_name: str) -> None:
    server: Server = getattr(story, day_name).server
    counts: dict[str, int] = {}
    for ticket in server.tickets.values():
        address = server.users[ticket["Requestor"][0]["id"]]["EmailAddress"]
        counts[address] = counts.get(address, 0) + 1
    found = rows(
        getattr(built, day_name),
        "select contacts.email, count(*) from marts.fct_tickets as tickets"
        " inner join restricted.customer_contacts as contacts on tickets.customer_key = contacts.customer_key"
        " group by 1",
    )
    assert dict(found) == counts


def test_a_customer_is_one_row_of_the_voice_and_agents_are_none(story: Story, built: Built) -> None:
    tickets = story.second.server.tickets.values()
    customers = {person["id"] for ticket in tickets for person in ticket["Requestor"]}
    (counted,) = rows(built.second, "select count(*), count(distinct customer_key) from marts.customer_voice")
    assert counted == (len(customers), len(customers))


def test_no_field_was_refused_on_the_way_and_nothing_was_set_aside(built: Built) -> None:
    (sums,) = rows(built.second, "select sum(quarantined_rows), sum(rejected_casts_count) from marts.source_freshness")
    assert sums == (0, 0)
