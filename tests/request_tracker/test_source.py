"""The source against a real Request Tracker: what is in the raw log equals, row by row, what the server reports."""

from pathlib import Path
from typing import Any

import pytest

from ingestion.errors import LoadError
from ingestion.report import LoadReport
from ingestion.sources.request_tracker import paging, settings
from tests.request_tracker import company
from tests.request_tracker.conftest import Day, Story, current, read, rows
from tests.request_tracker.server import RequestTracker

pytestmark = pytest.mark.rt

DAYS = pytest.mark.parametrize("day_name", ["first", "second"])


def landed(report: LoadReport) -> dict[str, tuple[int, int, int]]:
    return {part.resource: (part.new, part.changed, part.deleted) for part in report.resources}


def as_loaded(ticket: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        **{field: ticket[field] for field in ("Subject", "Status", "Created", "LastUpdated", "Resolved", "Priority")},
        "Queue": ticket["Queue"]["id"],
        "Owner": names[str(ticket["Owner"]["id"])],
        "Requestors": sorted(names[str(person["id"])] for person in ticket["Requestor"]),
        "CustomFields": {field["name"]: sorted(field["values"]) for field in ticket["CustomFields"]},
    }


def as_reported(ticket: dict[str, Any]) -> dict[str, Any]:
    return {
        **{field: ticket[field] for field in ("Subject", "Status", "Created", "LastUpdated", "Resolved", "Priority")},
        "Queue": ticket["Queue"]["id"],
        "Owner": ticket["Owner"]["id"],
        "Requestors": sorted(person["id"] for person in ticket["Requestor"]),
        "CustomFields": {field["name"]: sorted(field["values"]) for field in ticket["CustomFields"]},
    }


@DAYS
def test_every_ticket_is_as_the_server_reports_it_and_no_other_is_live(story: Story, day_name: str) -> None:
    day: Day = getattr(story, day_name)
    names = {user_id: user["Name"] for user_id, user in current(day.warehouse, "users").items()}
    found = {ticket_id: as_loaded(ticket, names) for ticket_id, ticket in current(day.warehouse, "tickets").items()}
    assert found == {ticket_id: as_reported(ticket) for ticket_id, ticket in day.server.tickets.items()}
    assert not set(found) & (day.server.deleted | set(day.server.merged))


@DAYS
def test_the_whole_log_of_the_tickets_is_there_and_nothing_else(story: Story, day_name: str) -> None:
    day: Day = getattr(story, day_name)
    found = {record_id: record["Type"] for record_id, record in current(day.warehouse, "transactions").items()}
    assert found == day.server.transactions


@DAYS
def test_every_person_is_there_with_address_and_telephone(story: Story, day_name: str) -> None:
    day: Day = getattr(story, day_name)
    found = {
        user["Name"]: (user["EmailAddress"], user["MobilePhone"]) for user in current(day.warehouse, "users").values()
    }
    reported = {
        name: (user.get("EmailAddress", ""), user.get("MobilePhone", "")) for name, user in day.server.users.items()
    }
    assert found == reported


@DAYS
def test_every_letter_has_its_text_and_no_sent_copy_is_kept(story: Story, day_name: str) -> None:
    day: Day = getattr(story, day_name)
    letters = {key for key, kind in day.server.transactions.items() if kind in settings.LETTER_TYPES}
    found = {record["TransactionId"]: record["Content"] for record in current(day.warehouse, "attachments").values()}
    silent = letters - set(found)
    assert set(found) <= letters
    # Only the ticket that was opened without a word has none.
    assert len(silent) == (1 if day_name == "second" else 0)
    assert "It happened again: «Счёт не приходит»." in found[min(found, key=int)] + "".join(found.values())


def test_the_first_load_reads_everything_once(story: Story) -> None:
    counts = landed(story.first.report)
    assert counts["tickets"] == (len(story.first.server.tickets), 0, 0)
    assert counts["transactions"] == (len(story.first.server.transactions), 0, 0)
    assert counts["users"] == (len(story.first.server.users), 0, 0)
    assert {part.resource: part.declared for part in story.first.report.resources}["tickets"] == counts["tickets"][0]


@DAYS
def test_reading_an_unchanged_server_again_lands_nothing(story: Story, day_name: str) -> None:
    """Request Tracker shuffles the custom fields of a ticket at every request; that must not look like a change."""
    repeated: LoadReport = getattr(story, day_name).repeated
    assert repeated.load_id is None
    assert repeated.landed == 0


def test_the_next_day_lands_what_changed_and_nothing_else(story: Story) -> None:
    before = {record_id for (record_id,) in rows(story.second.warehouse, _LANDED_BEFORE)}
    last = rows(story.second.warehouse, _LANDED_LAST)
    assert {record_id for record_id, is_deleted in last if not is_deleted} == story.changed
    gone = {record_id for record_id, is_deleted in last if is_deleted}
    assert gone & before == company.GONE_NEXT_DAY
    # Tickets that were gone before they were ever read may be noted as gone when the log is read a little again.
    assert gone <= story.second.server.deleted | set(story.second.server.merged)
    assert landed(story.second.report)["users"] == (1, 1, 0)


_TICKETS = "from raw_request_tracker.tickets where _dlt_load_id"
_LAST_LOAD = "(select max(load_id) from raw_request_tracker._dlt_loads where status = 0)"
_LANDED_BEFORE = f"select distinct record_id {_TICKETS} < {_LAST_LOAD}"
_LANDED_LAST = f"select record_id, is_deleted {_TICKETS} = {_LAST_LOAD}"


def test_a_complete_listing_finds_nothing_that_the_log_had_not_told(story: Story, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    warehouse.write_bytes(story.second.warehouse.read_bytes())
    report = read(story.tracker, warehouse, reconcile=True)
    assert report.landed == 0
    assert report.total("unchanged") == report.total("fetched")


def test_small_pages_lose_and_repeat_nothing(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (paging, settings):
        monkeypatch.setattr(module, "PAGE_SIZE", 7)
    for fields in (settings.TICKET_FIELDS, settings.ATTACHMENT_FIELDS, settings.USER_FIELDS):
        monkeypatch.setitem(fields, "per_page", "7")
    report = read(story.tracker, tmp_path / "warehouse.duckdb")
    for resource in ("tickets", "transactions", "attachments", "users"):
        assert current(tmp_path / "warehouse.duckdb", resource) == current(story.second.warehouse, resource)
    assert report.total("new") == report.total("fetched")


def test_a_wrong_token_stops_the_load_and_says_what_to_check(tracker: RequestTracker, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="REQUEST_TRACKER_TOKEN") as failure:
        read(tracker, tmp_path / "warehouse.duckdb", token="1-14-deadbeef")
    assert "deadbeef" not in str(failure.value)


def test_no_ticket_is_taken_for_gone_because_an_answer_was_cut_short(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RT gives fewer rows than one asks for without a word: at most a hundred, or what a later version may allow."""
    warehouse = tmp_path / "warehouse.duckdb"
    warehouse.write_bytes(story.first.warehouse.read_bytes())
    monkeypatch.setitem(settings.TICKET_FIELDS, "per_page", "5")
    with pytest.raises(LoadError, match="fewer tickets than it counted"):
        read(story.tracker, warehouse)
    assert current(warehouse, "tickets") == current(story.first.warehouse, "tickets")
