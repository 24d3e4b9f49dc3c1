"""Reading a Request Tracker that is being worked on, or that shows the account only a part: no row is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.sources.request_tracker import paging, settings
from tests.request_tracker.conftest import current, read
from tests.request_tracker.server import RequestTracker, missing_packages, serving

pytestmark = pytest.mark.rt


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RequestTracker]:
    """A server of its own: these tests write while they read."""
    reason = missing_packages()
    if reason:
        pytest.skip(reason)
    with serving(tmp_path_factory.mktemp("lively")) as running:
        yield running


def test_pages_emptied_by_missing_rights_do_not_end_the_log(
    tracker: RequestTracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RT takes notes that the account may not see out of a page after counting it: whole pages come empty."""
    ticket = f"/ticket/{tracker.call('POST', '/ticket', {'Queue': 'Billing', 'Subject': 'Many notes'})['id']}"
    for number in range(17):
        tracker.call("POST", f"{ticket}/comment", {"Content": f"note {number}", "ContentType": "text/plain"})
    last = tracker.call("POST", f"{ticket}/correspond", {"Content": "at last", "ContentType": "text/plain"})
    assert last
    monkeypatch.setattr(paging, "PAGE_SIZE", 5)
    read(tracker, tmp_path / "warehouse.duckdb", token=tracker.guest)
    found = current(tmp_path / "warehouse.duckdb", "transactions")
    visible = [record["Type"] for record in found.values() if f"/ticket/{record['ObjectId']}" == ticket]
    assert visible == ["Create", "Correspond", "Status"]
    assert "at last" in {record["Content"] for record in current(tmp_path / "warehouse.duckdb", "attachments").values()}


def test_a_ticket_deleted_between_two_pages_moves_no_other_out_of_sight(
    tracker: RequestTracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With page numbers, deleting one ticket of the first page hides the first one of the second."""
    monkeypatch.setattr(settings, "PAGE_SIZE", 5)
    monkeypatch.setitem(settings.TICKET_FIELDS, "per_page", "5")
    numbers = [
        str(tracker.call("POST", "/ticket", {"Queue": "General", "Subject": f"In a row {n}"})["id"]) for n in range(12)
    ]
    go_on = paging.TicketPaginator.update_state

    def delete_one(paginator: paging.TicketPaginator, response: Any, data: list[Any] | None = None) -> None:
        go_on(paginator, response, data)
        if data and numbers[0] in {record["id"] for record in data}:
            tracker.call("PUT", f"/ticket/{numbers[0]}", {"Status": "deleted"})

    monkeypatch.setattr(paging.TicketPaginator, "update_state", delete_one)
    read(tracker, tmp_path / "warehouse.duckdb")
    assert set(numbers[1:]) <= set(current(tmp_path / "warehouse.duckdb", "tickets"))
    read(tracker, tmp_path / "warehouse.duckdb")
    assert numbers[0] not in current(tmp_path / "warehouse.duckdb", "tickets")
