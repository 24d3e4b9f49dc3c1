"""Each vendor pages, filters and refuses as its documentation says, over real loopback HTTP."""

import base64
import json
from typing import Any

import pytest

from tests.sample_company.client import FORMS, STRIPE, Client

Served = dict[str, list[dict[str, Any]]]
FIRST = {
    "typeform": "/forms",
    "stripe": "/v1/customers",
    "zendesk": "/api/v2/incremental/tickets/cursor.json?start_time=0",
    "trustpilot": "/v1/private/business-units/5f0000000000000000c0ffee/reviews",
}


@pytest.mark.parametrize("vendor", FIRST)
@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "Bearer"])
def test_a_request_without_the_right_token_is_refused(client: Client, vendor: str, authorization: str) -> None:
    assert client.once(vendor, FIRST[vendor], authorization=authorization)[0] == 401


def test_stripe_takes_its_key_as_a_basic_user_too(client: Client) -> None:
    basic = base64.b64encode(f"{client.environment['STRIPE_API_KEY']}:".encode()).decode()
    assert client.once("stripe", "/v1/customers", authorization=f"Basic {basic}")[0] == 200


@pytest.mark.parametrize(
    ("vendor", "path"),
    [
        ("typeform", "/forms/FNPS0001/responses?page_size=1001"),
        ("typeform", "/forms/FNPS0001/responses?since=yesterday"),
        ("typeform", "/forms/FNPS0001/responses?before=nonsense"),
        ("stripe", "/v1/customers?limit=101"),
        ("stripe", "/v1/customers?starting_after=cus_0000"),
        ("stripe", "/v1/invoices?starting_after=cus_0000000000000000"),
        ("stripe", "/v1/invoices?updated=3"),
        ("zendesk", "/api/v2/incremental/tickets/cursor.json"),
        ("zendesk", "/api/v2/incremental/tickets/cursor.json?start_time=0&cursor=MTIz"),
        ("zendesk", "/api/v2/incremental/tickets/cursor.json?cursor=***"),
        ("zendesk", "/api/v2/incremental/tickets/cursor.json?start_time=0&per_page=1001"),
        ("zendesk", "/api/v2/incremental/ticket_events.json"),
        ("trustpilot", FIRST["trustpilot"] + "?perPage=101"),
        ("trustpilot", FIRST["trustpilot"] + "?orderBy=stars.asc"),
        ("trustpilot", FIRST["trustpilot"] + "?page=0"),
    ],
)
def test_a_bad_parameter_is_a_400_in_json(client: Client, vendor: str, path: str) -> None:
    status, headers, body = client.once(vendor, path)
    assert (status, headers["content-type"]) == (400, "application/json")
    assert json.loads(body)


@pytest.mark.parametrize("path", ["/forms/NOPE", "/forms/FNPS0001/insights", "/nothing"])
def test_an_unknown_path_is_a_404(client: Client, path: str) -> None:
    assert client.once("typeform", path)[0] == 404


def test_typeform_pages_from_newest_to_oldest_without_gap_or_repeat(client: Client, served: Served) -> None:
    for form in FORMS:
        whole = [item["token"] for item in served[form]]
        assert [item["token"] for item in client.responses(form, size=7)] == whole
        times = [item["submitted_at"] for item in served[form]]
        assert times == sorted(times, reverse=True)
        first = client.get("typeform", f"/forms/{form}/responses", {"page_size": 7})
        assert (first["total_items"], first["page_count"]) == (len(whole), -(-len(whole) // 7))


def test_typeform_since_and_until_are_inclusive(client: Client, served: Served) -> None:
    times = [item["submitted_at"] for item in served["FNPS0001"]]
    since, until = times[40], times[20]
    found = [item["submitted_at"] for item in client.responses("FNPS0001", size=5, since=since, until=until)]
    assert found == [time for time in times if since <= time <= until]
    page = client.get("typeform", "/forms/FNPS0001/responses", {"since": since, "until": until})
    assert page["total_items"] == len(found)


def test_typeform_forms_declare_every_scale(client: Client) -> None:
    assert [form["id"] for form in client.get("typeform", "/forms")["items"]] == list(FORMS)
    fields = {f["ref"]: f for form in FORMS for f in client.get("typeform", f"/forms/{form}")["fields"]}
    assert fields["nps"]["properties"] == {"steps": 11, "start_at_one": False}
    assert fields["ces"]["properties"] == {"steps": 7, "start_at_one": True}
    assert fields["csat"]["type"] == "rating"
    assert fields["csat"]["properties"]["steps"] == 5
    assert fields["buy_again"]["properties"] == {"steps": 6, "start_at_one": True}


@pytest.mark.parametrize("kind", STRIPE)
def test_stripe_pages_from_newest_to_oldest_without_gap_or_repeat(client: Client, served: Served, kind: str) -> None:
    ids = [record["id"] for record in served[kind]]
    assert len(ids) == len(set(ids)) > 10
    assert [record["id"] for record in client.stripe(kind, limit=9)] == ids
    created = [record["created"] for record in served[kind]]
    assert created == sorted(created, reverse=True)


def test_stripe_ending_before_gives_the_page_just_above(client: Client, served: Served) -> None:
    ids = [record["id"] for record in served["invoices"]]
    page = client.get("stripe", "/v1/invoices", {"limit": 5, "ending_before": ids[20]})
    assert [record["id"] for record in page["data"]] == ids[15:20]
    assert page["has_more"]


def test_stripe_created_filters_cut_where_they_say(client: Client, served: Served) -> None:
    created = sorted({record["created"] for record in served["charges"]})
    low, high = created[30], created[60]
    bounds = {"created[gte]": low, "created[lt]": high}
    assert {r["created"] for r in client.stripe("charges", **bounds)} == {c for c in created if low <= c < high}
    bounds = {"created[gt]": low, "created[lte]": high}
    assert {r["created"] for r in client.stripe("charges", **bounds)} == {c for c in created if low < c <= high}


def test_stripe_hides_cancelled_subscriptions_unless_asked(client: Client, served: Served) -> None:
    every = {record["status"] for record in served["subscriptions"]}
    assert "canceled" in every
    assert "canceled" not in {record["status"] for record in client.stripe("subscriptions", status="active")}
    page = client.get("stripe", "/v1/subscriptions", {"limit": 100})
    assert "canceled" not in {record["status"] for record in page["data"]}


def test_stripe_events_reach_back_thirty_days_and_end_in_the_listed_state(client: Client, served: Served) -> None:
    seconds = [event["created"] for event in served["events"]]
    assert max(seconds) - min(seconds) <= 30 * 86_400
    newest: dict[str, dict[str, Any]] = {}
    for event in reversed(served["events"]):
        newest[event["data"]["object"]["id"]] = event["data"]["object"]
    listed = {record["id"]: record for kind in STRIPE[:-1] for record in served[kind]}
    gone = {e["data"]["object"]["id"] for e in served["events"] if e["type"] == "customer.deleted"}
    for identifier, record in newest.items():
        assert identifier in gone or listed[identifier] == record
    paid = list(client.stripe("events", type="invoice.paid"))
    assert paid
    assert {event["type"] for event in paid} == {"invoice.paid"}


@pytest.mark.parametrize("kind", ["tickets", "users"])
def test_zendesk_cursor_export_runs_to_the_end_of_the_stream(client: Client, served: Served, kind: str) -> None:
    ids = [record["id"] for record in served[kind]]
    assert len(ids) == len(set(ids)) > 10
    assert [record["id"] for record in client.export(kind, size=11)] == ids


def test_zendesk_orders_tickets_by_the_second_of_export_not_of_update(served: Served) -> None:
    generated = [ticket["generated_timestamp"] for ticket in served["tickets"]]
    updated = [ticket["updated_at"] for ticket in served["tickets"]]
    assert generated == sorted(generated)
    assert updated != sorted(updated)


def test_zendesk_gives_a_next_url_even_at_the_end_and_it_stays_empty(client: Client) -> None:
    page = client.get("zendesk", "/api/v2/incremental/tickets/cursor.json", {"start_time": 0})
    assert page["end_of_stream"]
    again = client.follow("zendesk", page["after_url"])
    assert again["tickets"] == []
    assert again["after_cursor"] == page["after_cursor"]


@pytest.mark.parametrize("kind", ["ticket_events", "ticket_metric_events"])
def test_zendesk_time_based_pages_repeat_their_last_second_and_lose_nothing(
    client: Client, served: Served, kind: str
) -> None:
    ids = [record["id"] for record in client.timed(kind, size=13)]
    assert set(ids) == {record["id"] for record in served[kind]}
    assert len(ids) > len(set(ids))


def test_zendesk_sends_comments_only_when_asked(client: Client) -> None:
    page = client.get("zendesk", "/api/v2/incremental/ticket_events.json", {"start_time": 0})
    kinds = {child["event_type"] for event in page["ticket_events"] for child in event["child_events"]}
    assert kinds == {"Create", "Change"}


def test_zendesk_ratings_page_by_cursor_within_a_window(client: Client, served: Served) -> None:
    ids = [record["id"] for record in served["ratings"]]
    assert [record["id"] for record in client.ratings(size=3)] == ids
    page = client.get("zendesk", "/api/v2/satisfaction_ratings.json", {"end_time": 0})
    assert page["satisfaction_ratings"] == []
    assert page["links"]["next"] is None


def test_trustpilot_pages_by_number_in_the_order_asked_for(client: Client, served: Served) -> None:
    ids = [review["id"] for review in served["reviews"]]
    assert [review["id"] for review in client.reviews(size=4, orderBy="createdat.asc")] == ids
    assert [review["id"] for review in client.reviews()] == ids[::-1]
    middle = served["reviews"][len(ids) // 2]["createdAt"]
    later = client.reviews(orderBy="createdat.asc", startDateTime=middle)
    assert [r["createdAt"] for r in later] == [r["createdAt"] for r in served["reviews"] if r["createdAt"] >= middle]


def test_every_record_fits_the_ids_it_points_to(served: Served) -> None:
    invoices, charges = {r["id"] for r in served["invoices"]}, {r["id"] for r in served["charges"]}
    users, tickets = {r["id"] for r in served["users"]}, {r["id"] for r in served["tickets"]}
    assert {r["metadata"]["invoice_id"] for r in served["charges"]} <= invoices
    assert {r["charge"] for r in served["refunds"]} <= charges
    assert {r["requester_id"] for r in served["tickets"]} <= users
    assert {r["ticket_id"] for r in served["ratings"]} <= tickets
    assert {r["referenceId"] for r in served["reviews"]} - {None} <= invoices
