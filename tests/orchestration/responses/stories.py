"""Responses that the tests put into words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from orchestration.alerts.wording.subjects import Customer, Owner
from orchestration.responses.model import Answer, Report, Response
from orchestration.responses.wording.whole import Story

AT = datetime(2026, 9, 30, 16, 56, tzinfo=UTC)
REPORT = Report("interviews", "Interviews", channels=("folder",))
CUSTOMER = Customer(
    "c1", "Nora Vinter", "nora.vinter@customer.example", "+45 32 12 34 56", "stripe:cus_1", plan="business",
    segment="enterprise", country="DK", language="da", mrr_eur=199.0, tickets_count=3, tickets_open_count=1,
    nps_latest_score=3, nps_latest_at=AT,
)  # fmt: skip
NPS = Answer("nps", 1, "How likely are you to recommend us?", "nps", None, 3, 3, 10, "negative")
REASON = Answer("reason", 2, "Why?", value_text="The invoice has lines nobody can explain. Nora", is_comment=True)
CSAT = Answer("csat", 3, "How satisfied are you with support?", "csat", None, 4, 4, 5, "positive")
TOPICS = Answer("topics", 4, "What was it about?", value_text="Price, Billing, Other")
AGAIN = Answer("again", 5, "May we call you?", value_text="true")
STAFF = Answer("staff", 6, "How many people work with it?", value_number=1250)
SKIPPED = Answer("skipped", 7, "Which other tools do you use?", is_comment=True)
WISH = Answer("wish", 8, "What should we build next?", value_text="En app til telefonen.", is_comment=True)
INTERVIEW = Response(
    "f312b2bf3cf8ed3c", "INT1", "c1", AT, "Relationship survey", "da", "DK", "support",
    (NPS, REASON, CSAT, TOPICS, AGAIN, STAFF, SKIPPED, WISH),
)  # fmt: skip


def story(response: Response = INTERVIEW, report: Report = REPORT, **changes: Any) -> Story:
    whole = Story(
        report, response, CUSTOMER, AT, Owner("support_lead", "Head of support", "Europe/Copenhagen"),
        Owner("success_lead", "Head of success"), {"csat": "Satisfaction"}, AT,
    )  # fmt: skip
    return replace(whole, **changes)


def answered(*answers: Answer, **changes: Any) -> Response:
    return replace(INTERVIEW, answers=answers, **changes)


def attack(payload: str) -> Story:
    """The payload wherever somebody outside may have written."""
    hostile = Response(
        "f312b2bf3cf8ed3c", payload, "c1", AT, payload, "en", "DK", payload,
        (
            Answer("a", 1, payload, "nps", payload, 3, 3, 10, payload),
            Answer("b", 2, payload, value_text=payload, is_comment=True),
            Answer("c", 3, payload, value_text=payload),
            Answer("d", 4, payload),
        ),
    )  # fmt: skip
    customer = Customer("c1", payload, payload, payload, payload, payload, payload, payload, "DK", "en")
    return story(hostile, replace(REPORT, title=payload), customer=customer, titles={"nps": payload})
