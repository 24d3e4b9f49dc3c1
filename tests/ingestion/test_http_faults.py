"""A vendor that misbehaves: a load is complete or it fails and says why. Never "ok" with fewer rows.

After every failure the cursor has not moved and the next load, with the vendor well again, brings everything.
"""

from __future__ import annotations

import json
import time

import pytest

from ingestion.errors import LoadError, SettingsError
from tests.ingestion.conftest import House
from tests.ingestion.vendor import Call, Fault, Reply, Vendor, response

COUNT = 2500


def _is_second_page(call: Call) -> bool:
    return "before" in call.query


def _once(reply: Reply) -> Fault:
    """The second page fails the first time it is asked for."""
    left = [1]

    def fault(call: Call) -> Reply | None:
        if _is_second_page(call) and left:
            left.pop()
            return reply
        return None

    return fault


def _always(reply: Reply) -> Fault:
    return lambda call: reply if _is_second_page(call) else None


PASSING = {
    "429 with Retry-After": Reply(429, b"{}", {"Retry-After": "1"}),
    "500": Reply(500, b"oops"),
    "503 as a page": Reply(503, b"<html>"),
    "a body that is too slow": Reply(delay=1.5, body=b'{"items": []}'),
    "a reset": Reply(reset=True),
    "a cut body": Reply(body=b'{"total_items": 1, "items": [' + b" " * 1000 + b"]}", cut=40),
    "a page in HTML": Reply(body=b"<html><body>Back soon</body></html>", headers={"Content-Type": "text/html"}),
    "a body cut by a proxy": Reply(body=b'{"total_items": 2500, "items": [{"respo'),
}

LASTING = {
    **PASSING,
    "200 with an error object": Reply(body=b'{"code": "INTERNAL", "description": "something"}'),
    "a null list": Reply(body=b'{"total_items": 2500, "items": null}'),
    "a list that is an object": Reply(body=b'{"total_items": 2500, "items": {}}'),
    "an empty page in the middle": Reply(body=b'{"total_items": 2500, "page_count": 3, "items": []}'),
    "an answer that is a list": Reply(body=b"[]"),
    "404": Reply(404, b"{}"),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_fault_costs_time_and_no_rows(house: House, vendor: Vendor, name: str) -> None:
    vendor.responses = [response(n) for n in range(COUNT)]
    vendor.fault = _once(PASSING[name])
    assert house.responses().new == COUNT


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_fault_fails_the_load_and_the_next_one_brings_everything(
    house: House, vendor: Vendor, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_HTTP_MAX_WAIT_SECONDS", "0.01")
    monkeypatch.setenv("VOC_HTTP_TIMEOUT_SECONDS", "0.3")
    monkeypatch.setenv("VOC_HTTP_ATTEMPTS", "2")
    _loaded_once(house, vendor)
    before = house.everything()
    vendor.fault = _always(LASTING[name])
    with pytest.raises(LoadError) as raised:
        house.load(reconcile=True)
    assert raised.value.where.startswith("typeform.responses")
    assert raised.value.what
    assert raised.value.what_to_do
    assert house.everything() == before
    vendor.fault = None
    assert house.responses(reconcile=True).new == COUNT


def _loaded_once(house: House, vendor: Vendor) -> None:
    """One small load first, so that there are a state and a cursor that could move."""
    vendor.responses = [response(30_000)]
    house.load()
    vendor.responses = [response(n) for n in [*range(COUNT), 30_000]]


def test_retry_after_is_obeyed(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(COUNT)]
    vendor.fault = _once(PASSING["429 with Retry-After"])
    began = time.monotonic()
    house.load()
    assert time.monotonic() - began >= 1


def test_a_repeated_page_is_an_error(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(COUNT)]

    def first_page_again(call: Call) -> Reply | None:
        if _is_second_page(call):
            call.query.pop("before")
        return None

    vendor.fault = first_page_again
    with pytest.raises(LoadError, match="the same page twice"):
        house.load()


def test_a_cursor_that_repeats_is_an_error_and_not_an_endless_loop(house: House, vendor: Vendor) -> None:
    def turning_in_a_circle(call: Call) -> Reply | None:
        if not call.path.endswith("/responses"):
            return None
        items = [response(n, token="same") for n in range(call.number * 1000, call.number * 1000 + 1000)]
        return Reply(body=json.dumps({"total_items": 5000, "items": items}).encode())

    vendor.fault = turning_in_a_circle
    with pytest.raises(LoadError, match="repeats a cursor"):
        house.load()


def test_fewer_records_than_declared_is_an_error(house: House, vendor: Vendor) -> None:
    vendor.responses, vendor.total = [response(n) for n in range(10)], 11
    with pytest.raises(LoadError, match="10 records came, but the vendor declared 11"):
        house.load()


def test_records_that_arrive_while_we_page_are_left_to_the_next_run(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(n) for n in range(COUNT)]

    def drift(call: Call) -> Reply | None:
        if _is_second_page(call):
            vendor.responses.append(response(50_000 + call.number, submitted_at="2026-09-30T23:30:00Z"))
        return None

    vendor.fault = drift
    assert house.responses().new == COUNT
    assert len(house.current()) == COUNT


@pytest.mark.parametrize("is_complete", [True, False])
def test_an_empty_answer_where_thousands_were_is_an_error(house: House, vendor: Vendor, is_complete: bool) -> None:
    vendor.responses = [response(n) for n in range(38_000, 38_000 + COUNT)]
    house.load()
    kept, vendor.responses = vendor.responses, []
    with pytest.raises(LoadError, match="known records are missing"):
        house.load(reconcile=is_complete)
    vendor.responses = [*kept, response(37_999)]
    assert house.responses().new == 1


def test_no_forms_where_there_were_some_is_an_error(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(1)]
    house.load()
    vendor.forms = []
    with pytest.raises(LoadError, match="1 of 1 known records are missing") as raised:
        house.load()
    assert raised.value.where == "typeform.forms"


def test_a_wrong_token_is_named_and_never_shown(house: House, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TYPEFORM_TOKEN", "a-wrong-secret")
    with pytest.raises(LoadError, match="refused the credentials") as raised:
        house.load()
    assert "TYPEFORM_TOKEN" in str(raised.value)
    assert "a-wrong-secret" not in _whole_chain(raised.value)


def test_a_missing_token_is_said_before_anything_starts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TYPEFORM_TOKEN", raising=False)
    with pytest.raises(SettingsError, match="TYPEFORM_TOKEN"):
        house.load()
    assert not house.warehouse.exists()


def test_errors_carry_neither_query_nor_answer(house: House, vendor: Vendor) -> None:
    secret = "anna@example.com"
    vendor.responses = [response(n) for n in range(COUNT)]
    vendor.fault = _always(Reply(400, json.dumps({"message": secret}).encode()))
    with pytest.raises(LoadError) as raised:
        house.load()
    assert secret not in _whole_chain(raised.value)
    assert "before=" not in str(raised.value)


def _whole_chain(error: BaseException | None) -> str:
    texts = []
    while error is not None:
        texts.append(str(error))
        error = error.__cause__
    return "\n".join(texts)


def test_the_terminal_stays_quiet(house: House, vendor: Vendor, capfd: pytest.CaptureFixture[str]) -> None:
    vendor.responses = [response(n) for n in range(10)]
    house.load()
    vendor.fault = lambda call: Reply(500)
    with pytest.raises(LoadError):
        house.load()
    assert capfd.readouterr() == ("", "")
