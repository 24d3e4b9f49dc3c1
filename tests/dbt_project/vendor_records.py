"""Records in the shapes of the vendors, as small as staging allows. Does not belong here: a story (scenario.py)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

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
            {
                "id": ref,
                "ref": ref,
                "type": kind,
                "title": ref,
                "properties": {"steps": steps, "start_at_one": at_one} if steps else {},
            }
            for ref, kind, steps, at_one in fields
        ],
    }


RELATIONSHIP = form("FNPS0001", ("nps", "opinion_scale", 11, False), ("nps_reason", "long_text", 0, False))
SUPPORT = form(
    "FCST0001", ("csat", "rating", 5, False), ("ces", "opinion_scale", 7, True), ("comment", "long_text", 0, False)
)


def response(
    response_id: str, form_id: str, days: float, scores: dict[str, int], text: str | None = None, **hidden: str
) -> Json:
    """A completed response."""
    answers: list[Json] = [
        {"type": "number", "number": score, "field": {"id": ref, "ref": ref, "type": "opinion_scale"}}
        for ref, score in scores.items()
    ]
    if text:
        answers.append(
            {"type": "text", "text": text, "field": {"id": "comment", "ref": "comment", "type": "long_text"}}
        )
    return {
        "response_id": response_id,
        "response_type": "completed",
        "_form_id": form_id,
        "landed_at": stamp(days),
        "submitted_at": stamp(days),
        "hidden": {"touchpoint": "relationship" if form_id == "FNPS0001" else "support", "segment": "smb", **hidden},
        "answers": answers,
    }


def unfinished(of: Json) -> Json:
    """The same response before it was submitted."""
    return {**of, "response_type": "partial", "submitted_at": "0001-01-01T00:00:00Z"}


def customer(
    customer_id: str, email: str | None, phone: str | None = None, user_id: str | None = None, segment: str = "smb"
) -> Json:
    metadata = {"segment": segment, "plan": "starter"} | ({"user_id": user_id} if user_id else {})
    return {
        "id": customer_id,
        "email": email,
        "phone": phone,
        "name": customer_id,
        "created": epoch(-60),
        "currency": "dkk",
        "metadata": metadata,
        "preferred_locales": ["da"],
        "address": {"country": "DK"},
    }


def invoice(invoice_id: str, customer_id: str, days: float, amount: int, status: str = "paid") -> Json:
    paid = amount if status == "paid" else 0
    return {
        "id": invoice_id,
        "customer": customer_id,
        "status": status,
        "currency": "dkk",
        "amount_due": amount,
        "amount_paid": paid,
        "created": epoch(days),
    }


def subscription(subscription_id: str, customer_id: str, status: str = "active") -> Json:
    price = {"unit_amount": 240_00, "recurring": {"interval": "year", "interval_count": 1}}
    items = {
        "data": [{"price": price, "quantity": 1, "current_period_start": epoch(), "current_period_end": epoch(365)}]
    }
    ended = epoch(20) if status == "canceled" else None
    return {
        "id": subscription_id,
        "customer": customer_id,
        "status": status,
        "currency": "dkk",
        "start_date": epoch(),
        "created": epoch(),
        "canceled_at": ended,
        "ended_at": ended,
        "items": items,
        "metadata": {"plan": "starter"},
    }


def user(user_id: int, email: str | None, phone: str | None = None) -> Json:
    return {
        "id": user_id,
        "name": f"user {user_id}",
        "email": email,
        "phone": phone,
        "role": "end-user",
        "locale": "da",
        "created_at": stamp(-50),
        "updated_at": stamp(-50),
    }


def ticket(ticket_id: int, requester_id: int, status: str, days: float = 0) -> Json:
    return {
        "id": ticket_id,
        "requester_id": requester_id,
        "status": status,
        "subject": "Help",
        "via": {"channel": "web"},
        "created_at": stamp(days),
        "updated_at": stamp(days),
    }


def audit(audit_id: int, ticket_id: int, days: float, *children: Json) -> Json:
    return {
        "id": audit_id,
        "ticket_id": ticket_id,
        "timestamp": epoch(days),
        "child_events": [{"id": audit_id * 10 + k, **child} for k, child in enumerate(children)],
    }


def waiting(event_id: int, ticket_id: int, days: float, instance: int, kind: str = "activate") -> Json:
    """A metric event of the requester's waiting time."""
    return {
        "id": event_id,
        "ticket_id": ticket_id,
        "metric": "requester_wait_time",
        "type": kind,
        "instance_id": instance,
        "time": stamp(days),
    }


def rating(rating_id: int, ticket_id: int, requester_id: int, score: str, answered: float, **more: str) -> Json:
    """Offered on the second day."""
    return {
        "id": rating_id,
        "ticket_id": ticket_id,
        "requester_id": requester_id,
        "score": score,
        "created_at": stamp(2),
        "updated_at": stamp(answered),
        **more,
    }


def review(review_id: str, consumer: str, stars: int, email: str | None = None) -> Json:
    return {
        "id": review_id,
        "stars": stars,
        "title": "T",
        "text": "Text",
        "language": "da",
        "status": "active",
        "createdAt": stamp(3),
        "updatedAt": None,
        "consumer": {"id": consumer, "displayName": "A"},
        "referralEmail": email,
        "referenceId": None,
        "companyReply": None,
        "isVerified": True,
    }


def event(message_id: str, user_id: str | None, days: float, agent: str = "Mozilla/5.0") -> Json:
    at = START + timedelta(days=days)
    return {
        "message_id": message_id,
        "anonymous_id": "a",
        "user_id": user_id,
        "event": "opened",
        "timestamp": at,
        "received_at": at + timedelta(seconds=2),
        "context_user_agent": agent,
    }
