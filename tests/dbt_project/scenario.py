"""A few customers' records in vendor shapes, and what happens to them load after load. No database, no dbt."""

from __future__ import annotations

from tests.dbt_project.raw_fixture import Deleted, RawWarehouse
from tests.dbt_project.vendor_records import (
    RELATIONSHIP,
    START,
    SUPPORT,
    audit,
    customer,
    epoch,
    event,
    form,
    invoice,
    rating,
    response,
    review,
    subscription,
    ticket,
    unfinished,
    user,
    waiting,
)


def first_load(raw: RawWarehouse) -> None:
    """Ada is known to all tools by different spellings, Bo to two; five share a telephone; one answer is anonymous."""
    office = [customer(f"cus_office{n}", f"office{n}@firma.example", "+45 33 00 00 00") for n in range(5)]
    raw.load(
        "stripe",
        {
            "customers": [
                customer("cus_ada", " Ada@Gmail.com ", "+45 11 22 33 44"),
                customer("cus_bo", "bo@mail.example"),
                *office,
            ],
            "subscriptions": [subscription("sub_ada", "cus_ada"), subscription("sub_bo", "cus_bo")],
            "invoices": [invoice("in_1", "cus_ada", 1, 100_00), invoice("in_2", "cus_bo", 2, 50_00, "open")],
            "charges": [
                {
                    "id": "ch_1",
                    "customer": "cus_ada",
                    "status": "succeeded",
                    "currency": "dkk",
                    "amount": 100_00,
                    "created": epoch(1),
                    "metadata": {"invoice_id": "in_1"},
                }
            ],
            "refunds": [
                {
                    "id": "re_1",
                    "charge": "ch_1",
                    "status": "succeeded",
                    "currency": "dkk",
                    "amount": 40_00,
                    "created": epoch(4),
                }
            ],
        },
    )
    raw.load(
        "zendesk",
        {
            "users": [user(1, None, "0045-1122-3344"), user(2, "cy@mail.example")],
            "tickets": [ticket(10, 1, "solved"), ticket(11, 2, "open")],
            "ticket_events": [
                audit(1, 10, 0, {"event_type": "Comment", "body": "Help!", "public": True, "author_id": 1}),
                audit(2, 10, 0.5, {"event_type": "Comment", "body": "note", "public": False, "author_id": 900}),
                audit(
                    3,
                    10,
                    1,
                    {"event_type": "Comment", "body": "Here.", "public": True, "author_id": 900},
                    {"event_type": "Change", "status": "solved", "previous_value": "open"},
                ),
            ],
            "ticket_metric_events": [],
            "satisfaction_ratings": [rating(5, 10, 1, "good", 2, comment="Thanks")],
        },
    )
    raw.load("typeform", {
        "forms": [RELATIONSHIP, SUPPORT],
        "responses": [
            response("r_ada", "FNPS0001", 1, {"nps": 9}, email="ada+shop@gmail.com"),
            response("r_ada2", "FNPS0001", 8, {"nps": 6}, customer_id="cus_ada"),
            response("r_bo", "FNPS0001", 1, {"nps": 11}, email="bo@mail.example"),
            response("r_anon", "FNPS0001", 2, {"nps": 7}, plan="pro"),
            response("r_test", "FCST0001", 2, {"csat": 1, "ces": 1}, test="1"),
            response("r_t1", "FCST0001", 2, {"csat": 3, "ces": 4}, "ok", ticket_id="10", invitation_id="inv"),
            response("r_t2", "FCST0001", 3, {"csat": 5}, ticket_id="10", invitation_id="inv", product="app"),
            unfinished(response("r_half", "FCST0001", 4, {"csat": 2}, ticket_id="11", invitation_id="inv_cy")),
        ],
    })  # fmt: skip
    raw.load("trustpilot", {"reviews": [review("rev1", "con1", 4, "ADA@gmail.com"), review("rev2", "con2", 1)]})
    identify = {"message_id": "i1", "anonymous_id": "a", "user_id": "u_000001", "email": "ada@gmail.com"}
    raw.load(
        "segment_files",
        {
            "tracks": [
                event("m1", "u_000001", 0),
                event("m2", "u_000001", 0.02),
                event("m3", "u_000001", 0.625),
                event("m4", None, 1),
                event("m5", "u_000001", 1, "Googlebot"),
                event("n1", "u_000002", 0.63),  # seven minutes past midnight
                event("n2", "u_000002", 0.66),
            ],
            "pages": [],
            "identifies": [{**identify, "timestamp": START, "received_at": START}],
        },
    )


def edits_and_late_answers(raw: RawWarehouse) -> str:
    raw.load(
        "typeform",
        {
            "responses": [
                response("r_late", "FNPS0001", -3, {"nps": 10}, email="late@mail.example"),
                response("r_ada", "FNPS0001", 1, {"nps": 3}, email="ada+shop@gmail.com"),
                unfinished(response("r_t3", "FCST0001", 9, {"csat": 1}, ticket_id="10", invitation_id="inv")),
            ]
        },
    )
    raw.load(
        "stripe",
        {
            "invoices": [invoice("in_2", "cus_bo", 2, 50_00)],
            "subscriptions": [subscription("sub_bo", "cus_bo", "canceled")],
        },
    )
    raw.load(
        "zendesk",
        {
            "tickets": [ticket(10, 1, "open"), ticket(12, 1, "open")],
            "ticket_events": [
                audit(4, 10, 3, {"event_type": "Change", "status": "open", "previous_value": "solved"}),
                audit(5, 12, 1, {"event_type": "Change", "status": "solved", "previous_value": "open"}),
            ],
            # Ticket 10's audits tell of its reopening too; ticket 12 pauses once more after it.
            "ticket_metric_events": [
                waiting(1, 10, 3, 2),
                waiting(2, 12, 0, 1),
                waiting(3, 12, 2, 2),
                waiting(4, 12, 4, 2),
            ],
            "satisfaction_ratings": [rating(5, 10, 1, "bad", 5), rating(6, 11, 2, "offered", 2)],
        },
    )
    raw.load(
        "segment_files",
        {"tracks": [event("m6", "u_000001", 0.61), event("m7", "u_000001", 0.63), event("m1", "u_000001", 0)]},
    )
    # The day after this evening has nothing new, but its first session did not begin there.
    raw.load("segment_files", {"tracks": [event("n3", "u_000002", 0.61)]})
    return "edits and late answers"


def deletions_and_reverts(raw: RawWarehouse) -> str:
    raw.load(
        "typeform",
        {
            "responses": [
                Deleted("r_t2"),
                Deleted("r_anon"),
                response("r_ada", "FNPS0001", 1, {"nps": 9}, email="ada+shop@gmail.com"),
            ]
        },
    )
    raw.load("stripe", {"customers": [Deleted("cus_office4")]})
    raw.load("zendesk", {"tickets": [{**ticket(11, 2, "deleted")}]})
    raw.load("trustpilot", {"reviews": [Deleted("rev2")]})
    raw.load("segment_files", {"tracks": [event("n4", "u_000002", 0.645)]})  # joins what was two sessions
    return "deletions and reverts"


def identity_joins_and_splits(raw: RawWarehouse) -> str:
    # Bo and Cy turn out to be one person; Ada's billing account loses what joined it to the help desk.
    raw.load("zendesk", {"users": [user(2, "BO@mail.example")]})
    raw.load("stripe", {"customers": [customer("cus_ada", "ada@gmail.com", None)]})
    return "identity joins and splits"


def an_unfinished_answer_is_finished(raw: RawWarehouse) -> str:
    raw.load("typeform", {"responses": [response("r_half", "FCST0001", 5, {"ces": 6}, invitation_id="inv_cy")]})
    raw.load("zendesk", {"satisfaction_ratings": [rating(6, 11, 2, "good", 6)]})
    return "an unfinished answer is finished"


def customers_grow(raw: RawWarehouse) -> str:
    # What is known of Bo at the time of an old invoice changes: by the account, and by an answer that arrives late.
    raw.load("stripe", {"customers": [customer("cus_bo", "bo@mail.example", segment="enterprise")]})
    late = response("r_bo2", "FNPS0001", 1.5, {"nps": 8}, email="bo@mail.example", segment="mid_market")
    raw.load("typeform", {"responses": [late]})
    return "customers grow"


def questions_change(raw: RawWarehouse) -> str:
    # The support form shows another scale for ces and asks something new: old answers are judged again.
    changed = form(
        "FCST0001",
        ("csat", "rating", 5, False),
        ("ces", "opinion_scale", 5, True),
        ("extra", "opinion_scale", 3, True),
        ("comment", "long_text", 0, False),
    )
    raw.load("typeform", {"forms": [changed]})
    return "questions change"


STORIES = (
    edits_and_late_answers,
    deletions_and_reverts,
    identity_joins_and_splits,
    an_unfinished_answer_is_finished,
    customers_grow,
    questions_change,
)
