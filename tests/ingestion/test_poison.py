"""Bad records among good ones: the good land, the bad are set aside with their reason, and nothing stays stuck."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingestion import checks
from ingestion.sources.typeform.settings import RESPONSES
from tests.ingestion.conftest import House
from tests.ingestion.vendor import Reply, Vendor, response

SURROGATE = "a text holds bytes or a lone surrogate that no encoding can store"
NOT_FINITE = "a value cannot be stored (not a finite number, or nested too deeply)"

POISON: list[tuple[Any, str | None, str]] = [
    (response(1, response_id=None), None, "response_id is null, not an id"),
    ("<html><body>502 Bad Gateway</body></html>", None, "the record is a text, not an object"),
    (response(3, hidden={"name": "\ud800"}), "r000003", SURROGATE),
    (response(4, calculated={"score": 2**70}), "r000004", "an integer does not fit into 64 bits"),
    (response(5, submitted_at="2026-09-05T10:00:00"), "r000005", "the time of change names no zone"),
    (response(6, submitted_at="2099-01-01T00:00:00Z"), "r000006", "the time of change lies in the future"),
    (response(7, submitted_at="yesterday at noon Z"), "r000007", "the time of change is unreadable"),
    (response(8, submitted_at=1790000000), "r000008", "submitted_at is an integer, which is not declared for it"),
    (response(9, answers="none"), "r000009", "answers is a text, which is not declared for it"),
    (response(10, response_id=["r000010"]), None, "response_id is a list, not an id"),
    (None, None, "the record is null, not an object"),
    (response(12, calculated={"score": float("nan")}), "r000012", NOT_FINITE),
]  # fmt: skip


def test_twelve_poison_records_among_ten_thousand_are_set_aside_and_the_rest_lands(
    house: House, vendor: Vendor
) -> None:
    vendor.ignores_until = True
    good = [response(n) for n in range(100, 100 + 9988)]
    vendor.responses = [*good, *(record for record, _, _ in POISON)]
    vendor.page_limit = 10_001
    _one_big_page(vendor)
    counts = house.responses()
    assert (counts.fetched, counts.new, counts.quarantined) == (10_000, 9_988, 12)
    quarantined = house.ask("select record_id, reason from raw_typeform.quarantine where resource = 'responses'")
    assert sorted(quarantined, key=str) == sorted(((i, reason) for _, i, reason in POISON), key=str)
    assert house.ask("select count(*) from raw_typeform.quarantine where coalesce(record_text, '') = ''") == [(0,)]

    counts = house.responses(reconcile=True)
    assert (counts.new, counts.changed, counts.deleted) == (0, 0, 0)
    assert house.ask("select count(*) from raw_typeform.quarantine") == [(12,)], "met again, but noted once"

    vendor.fault, vendor.responses = None, [*good, *(response(n) for n in range(12))]
    vendor.page_limit = 1000
    counts = house.responses(reconcile=True)
    assert (counts.new, counts.quarantined, counts.fetched) == (12, 0, 10_000)


def _one_big_page(vendor: Vendor) -> None:
    """Everything in one body, written with the standard library, which knows NaN and lone surrogates."""

    def answer(call: Any) -> Reply | None:
        if not call.path.endswith("/responses"):
            return None
        if "before" in call.query:
            return Reply(body=b'{"total_items": 10000, "page_count": 1, "items": []}')
        body = {"total_items": 10_000, "page_count": 1, "items": vendor.responses}
        return Reply(body=json.dumps(body).encode())

    vendor.fault = answer


def test_a_bad_record_that_the_vendor_still_lists_is_not_taken_for_deleted(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(10)]
    house.load()
    vendor.responses[4] = response(4, answers="none")
    counts = house.responses(reconcile=True)
    assert (counts.quarantined, counts.deleted) == (1, 0)


def test_while_a_record_without_an_id_is_listed_no_deletion_is_concluded(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(10)]
    house.load()
    vendor.responses[4] = response(4, response_id=None)
    assert house.responses(reconcile=True).deleted == 0
    vendor.responses.pop(4)
    assert house.responses(reconcile=True).deleted == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": 18446744073709551615}', 2**64 - 1),
        (b'{"a": -9223372036854775808}', -(2**63)),
        (b'{"a": 1180591620717411303424}', 2**70),
        (b'{"a": -9999999999999999999}', -9999999999999999999),
        (b'{"a": "11111111111111111111111"}', "1" * 23),
        (b'{"a": "\xff"}', "\udcff"),
    ],
)
def test_parsing_never_changes_a_value_silently(body: bytes, expected: Any) -> None:
    assert checks.parse(body) == {"a": expected}


@pytest.mark.parametrize("literal", [b"NaN", b"-Infinity", b"1e999"])
def test_numbers_that_json_text_may_hold_but_no_column_can_are_set_aside(literal: bytes) -> None:
    records = checks.parse(b'[{"response_id": "x", "submitted_at": "2026-01-01T00:00:00Z", "v": ' + literal + b"}]")
    columns = checks.Columns()
    assert len(checks.check(records, None, RESPONSES, columns)) == 1
    assert len(columns) == 0


def test_reasons_never_quote_the_record() -> None:
    secret = "anna@example.com"
    records = [secret, {"response_id": [secret]}, response(1, answers=secret), response(2, submitted_at={secret: 1})]
    rejected = checks.check(records, None, RESPONSES, checks.Columns())
    assert len(rejected) == 4
    assert all(secret not in record.reason for record in rejected)
