"""A few customers' records in vendor shapes, and what happens to them load after load. Shapes only; no database, no dbt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.dbt_project.raw_fixture import Deleted, RawWarehouse

Json = dict[str, Any]
START = datetime(2026, 8, 3, 9, tzinfo=UTC)  # a Monday


def stamp(days: float = 0) -> str:
    return (START + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def epoch(days: float = 0) -> int:
    return int((START + timedelta(days=days)).timestamp())


def form(form_id: str, *fields: tuple[str, str, int, bool]) -> Json:
    """fields: (ref, type, steps, starts at one); steps 0 for text."""
    return {
        "id": form_id,
        "title": form_id,
        "created_at": stamp(-30),
        "fields": [
            {"id": ref, "ref": ref, "type": kind, "title": ref, "properties": {"steps": steps, "start_at_one": at_one} if steps else {}}
            for ref, kind, steps, at_one in fields
        ],
    }


RELATIONSHIP = form("FNPS0001", ("nps", "opinion_scale", 11, False), ("nps_reason", "long_text", 0, False))
SUPPORT = form("FCST0001", ("csat", "rating", 5, False), ("ces", "opinion_scale", 7, True), ("comment", "long_text", 0, False))


def response(response_id: str, form_id: str, days: float, scores: dict[str, int], text: str | None = None, **hidden: str) -> Json:
    answers: list[Json] = [
        {"type": "number", "number": score, "field": {"id": ref, "ref": ref, "type": "opinion_scale"}} for ref, score in scores.items()
    ]
    if text:
        answers.append({"type": "text", "text": text, "field": {"id": "comment", "ref": "comment", "type": "long_text"}})
    return {
        "response_id": response_id,
        "_form_id": form_id,
        "landed_at": stamp(days),
        "submitted_at": stamp(days),
        "hidden": {"touchpoint": "relationship" if form_id == "FNPS0001" else "support", "segment": "smb", **hidden},
        "answers": answers,
    }


def customer(customer_id: str, email: str | None, phone: str | None = None, user_id: str | None = None) -> Json:
    metadata = {"segment": "smb", "plan": "starter"} | ({"user_id": user_id} if user_id else {})
    return {"id": customer_id, "email": email, "phone": phone, "name": customer_id, "created": epoch(-60), "currency": "dkk", "metadata": metadata, "preferred_locales": ["da"], "address": {"country": "DK"}}


def invoice(invoice_id: str, customer_id: str, days: float, amount: int, status: str = "paid") -> Json:
    paid = amount if status == "paid" else 0
    return {"id": invoice_id, "customer": customer_id, "status": status, "currency": "dkk", "amount_due": amount, "amount_paid": paid, "created": epoch(days)}


def subscription(subscription_id: str, customer_id: str, status: str = "active") -> Json:
    price = {"unit_amount": 240_00, "recurring": {"interval": "year", "interval_count": 1}}
    items = {"data": [{"price": price, "quantity": 1, "current_period_start": epoch(), "current_period_end": epoch(365)}]}
    ended = epoch(20) if status == "canceled" else None
    return {"id": subscription_id, "customer": customer_id, "status": status, "currency": "dkk", "start_date": epoch(), "created": epoch(), "canceled_at": ended, "ended_at": ended, "items": items, "metadata": {"plan": "starter"}}


def user(user_id: int, email: str | None, phone: str | None = None) -> Json:
    return {"id": user_id, "name": f"user {user_id}", "email": email, "phone": phone, "role": "end-user", "locale": "da", "created_at": stamp(-50), "updated_at": stamp(-50)}


def ticket(ticket_id: int, requester_id: int, status: str, days: float = 0) -> Json:
    return {"id": ticket_id, "requester_id": requester_id, "status": status, "subject": "Help", "via": {"channel": "web"}, "created_at": stamp(days), "updated_at": stamp(days)}


def audit(audit_id: int, ticket_id: int, days: float, *children: Json) -> Json:
    return {"id": audit_id, "ticket_id": ticket_id, "timestamp": epoch(days), "child_events": [{"id": audit_id * 10 + k, **child} for k, child in enumerate(children)]}


def review(review_id: str, consumer: str, stars: int, email: str | None = None) -> Json:
    return {"id": review_id, "stars": stars, "title": "T", "text": "Text", "language": "da", "status": "active", "createdAt": stamp(3), "updatedAt": None, "consumer": {"id": consumer, "displayName": "A"}, "referralEmail": email, "referenceId": None, "companyReply": None, "isVerified": True}


def event(message_id: str, user_id: str | None, days: float, agent: str = "Mozilla/5.0") -> Json:
    at = START + timedelta(days=days)
    return {"message_id": message_id, "anonymous_id": "a", "user_id": user_id, "event": "opened", "timestamp": at, "received_at": at + timedelta(seconds=2), "context_user_agent": agent}


def first_load(raw: RawWarehouse) -> None:
    """Ada is known to all tools by different spellings; Bo to two; an office telephone is shared by five; one answer is anonymous."""
    office = [customer(f"cus_office{n}", f"office{n}@firma.example", "+45 33 00 00 00") for n in range(5)]
    raw.load("stripe", {
        "customers": [customer("cus_ada", " Ada@Gmail.com ", "+45 11 22 33 44"), customer("cus_bo", "bo@mail.example"), *office],
        "subscriptions": [subscription("sub_ada", "cus_ada"), subscription("sub_bo", "cus_bo")],
        "invoices": [invoice("in_1", "cus_ada", 1, 100_00), invoice("in_2", "cus_bo", 2, 50_00, "open")],
        "charges": [{"id": "ch_1", "customer": "cus_ada", "status": "succeeded", "currency": "dkk", "amount": 100_00, "created": epoch(1), "metadata": {"invoice_id": "in_1"}}],
        "refunds": [{"id": "re_1", "charge": "ch_1", "status": "succeeded", "currency": "dkk", "amount": 40_00, "created": epoch(4)}],
    })
    raw.load("zendesk", {
        "users": [user(1, None, "0045-1122-3344"), user(2, "cy@mail.example")],
        "tickets": [ticket(10, 1, "solved"), ticket(11, 2, "open")],
        "ticket_events": [
            audit(1, 10, 0, {"event_type": "Comment", "body": "Help!", "public": True, "author_id": 1}),
            audit(2, 10, 0.5, {"event_type": "Comment", "body": "note", "public": False, "author_id": 900}),
            audit(3, 10, 1, {"event_type": "Comment", "body": "Here.", "public": True, "author_id": 900}, {"event_type": "Change", "status": "solved", "previous_value": "open"}),
        ],
        "ticket_metric_events": [],
        "satisfaction_ratings": [{"id": 5, "ticket_id": 10, "requester_id": 1, "score": "good", "comment": "Thanks", "created_at": stamp(2), "updated_at": stamp(2)}],
    })
    raw.load("typeform", {
        "forms": [RELATIONSHIP, SUPPORT],
        "responses": [
            response("r_ada", "FNPS0001", 1, {"nps": 9}, email="ada+shop@gmail.com"),
            response("r_ada2", "FNPS0001", 8, {"nps": 6}, customer_id="cus_ada"),
            response("r_bo", "FNPS0001", 1, {"nps": 11}, email="bo@mail.example"),
            response("r_anon", "FNPS0001", 2, {"nps": 7}),
            response("r_test", "FCST0001", 2, {"csat": 1, "ces": 1}, test="1"),
            response("r_t1", "FCST0001", 2, {"csat": 3, "ces": 4}, "ok", ticket_id="10", invitation_id="inv"),
            response("r_t2", "FCST0001", 3, {"csat": 5}, ticket_id="10", invitation_id="inv"),
        ],
    })  # fmt: skip
    raw.load("trustpilot", {"reviews": [review("rev1", "con1", 4, "ADA@gmail.com"), review("rev2", "con2", 1)]})
    raw.load("segment_files", {
        "tracks": [event("m1", "u_000001", 0), event("m2", "u_000001", 0.02), event("m3", "u_000001", 0.625), event("m4", None, 1), event("m5", "u_000001", 1, "Googlebot")],
        "pages": [],
        "identifies": [{"message_id": "i1", "anonymous_id": "a", "user_id": "u_000001", "email": "ada@gmail.com", "timestamp": START, "received_at": START}],
    })  # fmt: skip


def later_loads(raw: RawWarehouse) -> list[str]:
    """Lands nothing by itself: yields the name of each story after landing it, so that a test can build in between."""
    return [story(raw) for story in STORIES]


def edits_and_late_answers(raw: RawWarehouse) -> str:
    raw.load("typeform", {"responses": [response("r_late", "FNPS0001", -3, {"nps": 10}, email="late@mail.example"), response("r_ada", "FNPS0001", 1, {"nps": 3}, email="ada+shop@gmail.com")]})
    raw.load("stripe", {"invoices": [invoice("in_2", "cus_bo", 2, 50_00)], "subscriptions": [subscription("sub_bo", "cus_bo", "canceled")]})
    raw.load("zendesk", {"tickets": [ticket(10, 1, "open")], "ticket_events": [audit(4, 10, 3, {"event_type": "Change", "status": "open", "previous_value": "solved"})], "satisfaction_ratings": [{"id": 5, "ticket_id": 10, "requester_id": 1, "score": "bad", "created_at": stamp(2), "updated_at": stamp(5)}]})
    raw.load("segment_files", {"tracks": [event("m6", "u_000001", 0.61), event("m7", "u_000001", 0.63), event("m1", "u_000001", 0)]})
    return "edits and late answers"


def deletions_and_reverts(raw: RawWarehouse) -> str:
    raw.load("typeform", {"responses": [Deleted("r_t2"), Deleted("r_anon"), response("r_ada", "FNPS0001", 1, {"nps": 9}, email="ada+shop@gmail.com")]})
    raw.load("stripe", {"customers": [Deleted("cus_office4")]})
    raw.load("zendesk", {"tickets": [{**ticket(11, 2, "deleted")}]})
    raw.load("trustpilot", {"reviews": [Deleted("rev2")]})
    return "deletions and reverts"


def identity_joins_and_splits(raw: RawWarehouse) -> str:
    # Bo and Cy turn out to be one person; Ada's billing account loses what joined it to the help desk.
    raw.load("zendesk", {"users": [user(2, "BO@mail.example")]})
    raw.load("stripe", {"customers": [customer("cus_ada", "ada@gmail.com", None)]})
    return "identity joins and splits"


def questions_change(raw: RawWarehouse) -> str:
    # The support form shows another scale for ces and asks something new: old answers are judged again.
    changed = form("FCST0001", ("csat", "rating", 5, False), ("ces", "opinion_scale", 5, True), ("extra", "opinion_scale", 3, True), ("comment", "long_text", 0, False))
    raw.load("typeform", {"forms": [changed]})
    return "questions change"


STORIES = (edits_and_late_answers, deletions_and_reverts, identity_joins_and_splits, questions_change)
