"""What lands, what does not, and which version counts. Against a real HTTP server and real DuckDB files."""

from __future__ import annotations

import json

import pytest

from ingestion import landing
from ingestion.errors import LoadError
from tests.ingestion.conftest import House
from tests.ingestion.vendor import Vendor, response


def test_a_first_load_lands_every_record_whole(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(2500)]
    counts = house.responses()
    assert (counts.declared, counts.fetched, counts.new) == (2500, 2500, 2500)
    deleted, record = house.current()["r000007"]
    assert not deleted
    assert json.loads(record) == {**response(7), "_form_id": "F1"}
    assert house.ask("select updated_at::varchar from raw_typeform.responses where record_id = 'r000007'") == [
        ("2026-09-01 00:07:00+00",)
    ]


def test_the_same_pages_again_change_nothing_and_make_no_load(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(50)]
    house.load()
    before = house.everything()
    report = house.load(reconcile=True)
    again = house.load()
    assert report.total("unchanged") == 51
    assert again.load_id is None
    assert house.everything() == before


def test_a_load_that_found_nothing_still_says_so_in_the_ledger(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(5)]
    house.load()
    house.load()
    rows = house.ask(
        "select fetched, unchanged, _dlt_load_id from raw_typeform.row_ledger where resource = 'responses'"
    )
    assert [row[:2] for row in rows] == [(5, 0), (5, 5)]
    assert rows[0][2] == rows[1][2], "the note belongs to the last finished load, so that readers of loads see it"


def test_a_record_that_reverts_without_a_new_stamp_ends_in_the_earlier_state(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(1)]
    house.load()
    vendor.responses = [response(1, answers=[])]
    assert house.responses().changed == 1
    vendor.responses = [response(1)]
    assert house.responses().changed == 1
    assert json.loads(house.current()["r000001"][1])["answers"] == response(1)["answers"]
    assert house.ask("select count(*) from raw_typeform.responses") == [(2,)], "key is (record_id, record_hash)"


@pytest.mark.parametrize("batch", [1, 2, 20_000])
@pytest.mark.parametrize("is_first_load", [True, False])
def test_a_record_that_changes_and_reverts_within_one_run_ends_in_its_last_state(
    house: House, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, batch: int, is_first_load: bool
) -> None:
    monkeypatch.setattr(landing, "BATCH_RECORDS", batch)
    if not is_first_load:
        vendor.responses = [response(9)]
        house.load()
    vendor.responses = [response(1), response(1, answers=[]), response(1), response(2)]
    counts = house.responses()
    assert counts.fetched == counts.new + counts.changed + counts.unchanged
    assert json.loads(house.current()["r000001"][1])["answers"] == response(1)["answers"]
    duplicates = house.ask("select 1 from raw_typeform.responses group by record_id, record_hash having count(*) > 1")
    assert duplicates == []


def test_extraction_instants_strictly_increase_over_runs_even_when_the_clock_stands_still(
    house: House, vendor: Vendor
) -> None:
    for answers in ([], [1], [2], []):
        vendor.responses = [response(n, answers=answers) for n in range(3)]
        house.load()
    instants = house.ask("select extracted_at from raw_typeform.responses order by _dlt_load_id, extracted_at")
    assert instants == sorted(set(instants))


def test_a_late_record_inside_the_lag_lands(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(5000, 5010)]
    house.load()
    vendor.responses.append(response(5000 - 3 * 1440))
    assert house.responses().new == 1


def test_a_late_record_beyond_the_lag_is_found_by_reconciliation(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(20000, 20010)]
    house.load()
    vendor.responses.append(response(1))
    assert house.responses().new == 0
    assert house.responses(reconcile=True).new == 1


def test_a_record_that_vanished_ends_as_a_deletion_and_may_come_back(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(10)]
    house.load()
    gone = vendor.responses.pop(3)
    counts = house.responses(reconcile=True)
    assert (counts.deleted, counts.reconciled) == (1, 1)
    assert house.current()["r000003"] == (True, '{"deleted":true,"response_id":"r000003"}')
    assert house.responses(reconcile=True).deleted == 0, "a deletion is noted once"
    vendor.responses.append(gone)
    assert house.responses(reconcile=True).changed == 1
    assert house.current()["r000003"][0] is False


def test_reconciliation_happens_by_itself_after_a_week(
    house: House, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.responses = [response(n) for n in range(10)]
    house.load()
    vendor.responses.pop(0)
    monkeypatch.setenv("VOC_NOW", "2026-10-06T22:00:00Z")
    assert house.responses().deleted == 0
    monkeypatch.setenv("VOC_NOW", "2026-10-07T23:00:00Z")
    assert house.responses().deleted == 1


def test_a_form_that_vanished_takes_its_responses_along(house: House, vendor: Vendor) -> None:
    vendor.forms = ["F1", "F2"]
    vendor.responses = [response(n) for n in range(4)]
    house.load()
    vendor.forms = ["F1"]
    report = house.load(reconcile=True)
    assert report.resources[0].deleted == 1


def test_an_empty_account_makes_every_table_so_that_models_can_be_built(house: House, vendor: Vendor) -> None:
    vendor.forms = []
    report = house.load()
    assert report.landed == 0
    tables = {
        name for (name,) in house.ask("select table_name from duckdb_tables() where schema_name = 'raw_typeform'")
    }
    assert {"forms", "responses", "quarantine", "row_ledger", "_dlt_loads"} <= tables
    assert house.ask("select count(*) from raw_typeform.responses") == [(0,)]


def test_a_record_stamped_in_the_future_does_not_end_the_feed(house: House, vendor: Vendor) -> None:
    vendor.ignores_until = True
    tomorrow = response(1, submitted_at="2026-10-01T10:00:00Z")
    vendor.responses = [tomorrow, response(2, submitted_at="2099-01-01T00:00:00Z")]
    counts = house.responses()
    assert (counts.new, counts.quarantined) == (1, 1), "a clock that runs ahead a little is not an error"
    vendor.responses = [tomorrow, response(3, submitted_at="2026-09-27T00:00:00Z")]
    assert house.responses().new == 1, "the cursor stopped at the run's start, so the lag still covers this one"


def test_most_records_vanishing_is_an_error_until_it_is_accepted(
    house: House, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.responses = [response(n) for n in range(300)]
    house.load()
    kept, vendor.responses = vendor.responses, vendor.responses[:100]
    with pytest.raises(LoadError, match="200 of 300 known records are missing") as raised:
        house.load(reconcile=True)
    assert "VOC_ACCEPT_SHRINK=typeform.responses" in raised.value.what_to_do
    assert len([1 for deleted, _ in house.current().values() if not deleted]) == 300
    monkeypatch.setenv("VOC_ACCEPT_SHRINK", "typeform.responses")
    assert house.responses(reconcile=True).deleted == 200
    assert kept


def test_the_ledger_balances_in_every_row(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(20)]
    house.load()
    vendor.responses = [response(0, answers=[]), "<html>", *(response(n) for n in range(5, 25))]
    house.load(reconcile=True)
    unbalanced = house.ask(
        "select * from raw_typeform.row_ledger where fetched + reconciled_rows"
        " <> new_rows + changed_rows + deleted_rows + unchanged + quarantined"
    )
    assert unbalanced == []


def test_nothing_of_a_load_stays_on_disk(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(20)]
    house.load()
    assert [path for path in (house.folder / "work").rglob("*") if path.is_file()] == []
    assert house.ask(
        "select count(*) from duckdb_tables() where schema_name like '%staging' and estimated_size > 0"
    ) in (
        [(0,)],
        [(1,)],  # dlt keeps its own version table there; it holds no records
    )
