"""One story for all tests of this folder: a shop's first weeks, a load, the next day, another load.

The server is asked one ticket at a time, as its administrator: another account, other addresses than the loader's.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.load import load
from ingestion.report import LoadReport
from tests.request_tracker import company
from tests.request_tracker.server import RequestTracker, missing_packages, serving

TOOL = "request_tracker"


@dataclass(frozen=True)
class Server:
    """What the server said about every ticket at one time. A history has no records of sent mails."""

    tickets: dict[str, dict[str, Any]]
    deleted: set[str]
    merged: dict[str, str]
    histories: dict[str, list[dict[str, Any]]]
    transactions: dict[str, str]
    users: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Day:
    """One load, the warehouse after it, and what the server said then."""

    report: LoadReport
    repeated: LoadReport
    warehouse: Path
    server: Server


@dataclass(frozen=True)
class Story:
    tracker: RequestTracker
    first: Day
    second: Day
    changed: set[str]


@pytest.fixture(scope="session")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RequestTracker]:
    reason = missing_packages()
    if reason:
        pytest.skip(reason)
    with serving(tmp_path_factory.mktemp("rt")) as running:
        yield running


@pytest.fixture(scope="session")
def story(tracker: RequestTracker, tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("story")
    warehouse = folder / "warehouse.duckdb"
    company.open_shop(tracker)
    first = _day(tracker, warehouse, folder / "first.duckdb", company.TICKETS)
    changed = company.next_day(tracker)
    second = _day(tracker, warehouse, folder / "second.duckdb", company.TICKETS + 1)
    return Story(tracker, first, second, changed)


def read(tracker: RequestTracker, warehouse: Path, token: str | None = None, reconcile: bool = False) -> LoadReport:
    """Load Request Tracker with the reading account's token."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUEST_TRACKER_BASE_URL", tracker.base_url)
        patch.setenv("REQUEST_TRACKER_TOKEN", token or tracker.reader)
        patch.delenv("VOC_NOW", raising=False)
        return load(TOOL, warehouse=warehouse, state_dir=warehouse.parent / "state", reconcile=reconcile)


def rows(warehouse: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def current(warehouse: Path, resource: str) -> dict[str, dict[str, Any]]:
    """Live records by id, as the last extracted version says."""
    found = rows(
        warehouse,
        "select record_id, record, is_deleted, updated_at is not null"
        f" from raw_request_tracker.{resource}"
        " where _dlt_load_id in (select load_id from raw_request_tracker._dlt_loads where status = 0)"
        " qualify row_number() over (partition by record_id order by extracted_at desc) = 1",
    )
    assert all(is_deleted or is_stamped for _, _, is_deleted, is_stamped in found)
    return {record_id: json.loads(record) for record_id, record, is_deleted, _ in found if not is_deleted}


def _day(tracker: RequestTracker, warehouse: Path, copy: Path, tickets_made: int) -> Day:
    report = read(tracker, warehouse)
    repeated = read(tracker, warehouse)
    shutil.copy(warehouse, copy)
    return Day(report, repeated, copy, _ask(tracker, tickets_made))


def _ask(tracker: RequestTracker, tickets_made: int) -> Server:
    tickets: dict[str, dict[str, Any]] = {}
    deleted: set[str] = set()
    merged: dict[str, str] = {}
    for number in range(1, tickets_made + 1):
        ticket = tracker.get(f"/ticket/{number}")
        if str(ticket["id"]) != str(number):
            merged[str(number)] = str(ticket["id"])
        elif ticket["Status"] == "deleted":
            deleted.add(str(number))
        else:
            tickets[str(number)] = ticket
    people = [user["id"] for user in tracker.get("/users", query="[]", per_page=100)["items"]]
    return Server(
        tickets,
        deleted,
        merged,
        {ticket: _log(tracker, f"/ticket/{ticket}/history") for ticket in tickets},
        {item["id"]: item["Type"] for item in _log(tracker, "/transactions", query="ObjectType = 'RT::Ticket'")},
        {name: tracker.get(f"/user/{name}") for name in people},
    )


def _log(tracker: RequestTracker, path: str, **query: str) -> list[dict[str, Any]]:
    """All pages, by their numbers: nobody writes meanwhile, and an administrator is told how many there are."""
    fields = {"fields": "Type,OldValue,NewValue,Creator,Created", "per_page": "100", "orderby": "id"}
    found: list[dict[str, Any]] = []
    for page in range(1, 100):
        answer = tracker.get(path, page=page, **fields, **query)
        found += [item for item in answer["items"] if item["Type"] not in ("EmailRecord", "CommentEmailRecord")]
        if page >= answer["pages"]:
            break
    return found


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("REQUEST_TRACKER_", "VOC_"))]:
        monkeypatch.delenv(name)
