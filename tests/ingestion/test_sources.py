"""Each source against the simulated company's servers: complete at once, and equal after days loaded one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import sample_company
from ingestion import registry
from ingestion.errors import LoadError
from sample_company.server.http import Reply, Request
from tests.ingestion.conftest import House

TOOLS = ("typeform", "stripe", "zendesk", "trustpilot")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    sample_company.generate(folder, customers=150, months=4)
    return folder


@contextmanager
def _served(folder: Path, monkeypatch: pytest.MonkeyPatch, **options: object) -> Iterator[None]:
    with sample_company.serve(folder, **options) as service:  # type: ignore[arg-type]
        for name, value in {**service.environment, "VOC_NOW": service.now}.items():
            monkeypatch.setenv(name, value)
        yield


def test_days_loaded_one_by_one_end_like_a_first_load_of_the_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = tmp_path / "company"
    sample_company.generate(company, customers=150, months=4)
    daily, once = House(tmp_path / "daily"), House(tmp_path / "once")
    with _served(company, monkeypatch):
        for tool in TOOLS:
            daily.load(tool)
    for _ in range(4):
        sample_company.advance(company, days=3)
        with _served(company, monkeypatch):
            for tool in TOOLS:
                daily.load(tool)
    with _served(company, monkeypatch):
        for tool in TOOLS:
            daily.load(tool, reconcile=True)
            again = daily.load(tool)
            assert (again.load_id, again.landed) == (None, 0), tool
            once.load(tool)
            for resource in registry.spec(tool).resources:
                table = f"raw_{tool}.{resource}"
                live = {i: record for i, (gone, record) in daily.current(table).items() if not gone}
                expected = {i: record for i, (gone, record) in once.current(table).items() if not gone}
                assert live == expected, table


def test_a_deleted_stripe_customer_ends_as_a_deletion_from_its_event_alone(
    house: House, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _served(company, monkeypatch):
        house.load("stripe")
        victim = next(i for i, (gone, _) in house.current("raw_stripe.customers").items() if not gone)

        def with_a_deletion(request: Request) -> Reply | None:
            if request.path != "/v1/events":
                return None
            before = house.ask("select epoch(max(window_to))::bigint from raw_stripe.row_ledger")[0][0]
            event = {"id": "evt_d", "created": before, "type": "customer.deleted"}
            event["data"] = {"object": {"id": victim, "object": "customer", "email": "gone@example.com"}}
            return Reply(json.dumps({"object": "list", "has_more": False, "data": [event]}).encode())

    with _served(company, monkeypatch, intercept=with_a_deletion):
        report = house.load("stripe")
        assert report.total("deleted") == 1
        assert house.current("raw_stripe.customers")[victim] == (
            True,
            json.dumps({"deleted": True, "id": victim, "object": "customer"}, separators=(",", ":")),
        )
        assert house.load("stripe").load_id is None, "the same event in the overlap is not applied again"


def test_events_older_than_stripe_keeps_them_lead_to_a_complete_listing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = tmp_path / "company"
    sample_company.generate(company, customers=60, months=4)
    with _served(company, monkeypatch):
        house.load("stripe")
    sample_company.advance(company, days=40)
    asked: list[str] = []
    with _served(company, monkeypatch, intercept=lambda request: asked.append(request.path)):
        house.load("stripe")
    assert "/v1/customers" in asked


def test_zendesk_exports_stop_at_the_end_of_the_stream_and_send_the_cursor_alone(
    house: House, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []
    with _served(company, monkeypatch, intercept=lambda request: asked.append(request)):
        house.load("zendesk")
        house.load("zendesk")
    exports = [request for request in asked if request.path.endswith("/tickets/cursor.json")]
    assert exports[-1].get("cursor")
    assert exports[-1].get("start_time") is None
    assert len(exports) < 10


def test_a_review_withdrawn_while_we_page_hides_no_other(
    house: House, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With page numbers every later review would move up by one, and the first of the next page would be skipped."""
    reviews = [
        {"id": f"r{n:04d}", "stars": 5, "createdAt": f"2026-05-01T{n // 60:02d}:{n % 60:02d}:00Z"} for n in range(350)
    ]
    first = list(reviews)

    def drifting(request: Request) -> Reply | None:
        if "/reviews" not in request.path:
            return None
        start, number = str(request.get("startDateTime")), int(str(request.get("page")))
        found = [r for r in reviews if str(r["createdAt"]) >= start][(number - 1) * 100 :][:100]
        del reviews[0]
        return Reply(json.dumps({"links": [], "reviews": found}).encode())

    with _served(company, monkeypatch, intercept=drifting):
        house.load("trustpilot")
    assert set(house.current("raw_trustpilot.reviews")) == {r["id"] for r in first}


def test_more_reviews_in_one_second_than_a_page_holds_are_all_read(
    house: House, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviews = [{"id": f"r{n:04d}", "stars": 5, "createdAt": "2026-05-01T00:00:00Z"} for n in range(250)]

    def crowded(request: Request) -> Reply | None:
        if "/reviews" not in request.path:
            return None
        number = int(str(request.get("page")))
        return Reply(json.dumps({"links": [], "reviews": reviews[(number - 1) * 100 :][:100]}).encode())

    with _served(company, monkeypatch, intercept=crowded):
        house.load("trustpilot")
    assert len(house.current("raw_trustpilot.reviews")) == 250


@pytest.mark.parametrize("tool", TOOLS)
def test_a_server_that_fails_for_good_fails_the_load_of_every_tool(
    house: House, company: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    with (
        _served(company, monkeypatch, intercept=lambda _: Reply(b"no", 500)),
        pytest.raises(LoadError, match="answered 500") as raised,
    ):
        house.load(tool)
    assert raised.value.where.startswith(tool)
