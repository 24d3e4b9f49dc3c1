"""A warning about a metric, and one about a customer, as the marts and the ledger would tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from orchestration.alerts.wording.personal import Warning1to1
from orchestration.alerts.wording.story import Story
from orchestration.alerts.wording.subjects import (
    Answers,
    Case,
    Comment,
    Customer,
    Episode,
    Event,
    Owner,
    Signal,
)
from orchestration.lib.drivers import Change, Effect
from orchestration.lib.metric_series import Definition, Point
from orchestration.messages.message import Link

TOLD_AT = datetime(2026, 8, 10, 6, 12, tzinfo=UTC)
CSAT = Definition("csat", "Customer satisfaction", "percent", 1, True)
REPLY = Definition("first_reply_median", "First reply time (median)", "seconds", 0, False)
OWNER = Owner("support_lead", "Support lead", "Europe/Tallinn")
BACKUP = Owner("cs_manager", "Head of customer success", "Europe/Tallinn")
LINKS = Answers(
    acknowledge="https://voice.example.org/confirm/A",
    snooze="https://voice.example.org/confirm/S",
    contacted="https://voice.example.org/confirm/C",
    resolve="https://voice.example.org/confirm/R",
    more=(Link("See all answers", "https://bi.example.org/csat"),),
)


def point(end: date, value: float | None, n: int | None = 84, **changes: Any) -> Point:
    low, high = (None, None) if value is None else (value - 7, value + 7)
    return replace(Point("support", end - timedelta(days=27), end, n, value, low, high), **changes)


def history(last: float, weeks: int = 20) -> list[Point]:
    end = date(2026, 8, 9)
    return [point(end - timedelta(weeks=back), 56.0 + back % 5) for back in range(weeks, 0, -1)] + [point(end, last)]


def story(value: float = 25.3, limit: float | None = 50.0, kind: str = "confirmed", **changes: Any) -> Story:
    opened_on = date(2026, 7, 20)
    episode = Episode(
        "e3f2a1b0c99d44",
        "csat_by_touchpoint",
        "threshold",
        "critical",
        "confirmed",
        opened_on,
        "csat",
        "rolling_28",
        "touchpoint",
        "support",
        confirmed_on=date(2026, 8, 2),
        limit_value=limit,
        opened_value=49.1,
        worst_value=25.3,
    )
    episode = replace(episode, **changes.pop("episode", {}))
    points = changes.pop("history", history(value))
    whole = Story(
        episode,
        Event("event1", kind, date(2026, 8, 9), value, limit, 84),
        "Customer satisfaction by touchpoint",
        CSAT,
        points[-1],
        TOLD_AT,
        points,
        owner=OWNER,
        backup=BACKUP,
        due_at=datetime(2026, 8, 12, 14, tzinfo=UTC),
        data_through=datetime(2026, 8, 9, 23, 59, tzinfo=UTC),
        answers=LINKS,
    )
    return replace(whole, **changes)


def change(is_significant: bool = True) -> Change:
    effects = [
        Effect("support", 159, 120, 40.9, 61.5, -7.2, -0.7, -7.9, True),
        Effect("billing", 80, 80, 60.0, 63.0, -2.1, -0.7, -2.8, False),
        Effect("product_use", 30, 25, 70.0, 70.0, 0.1, 0.5, 0.6, False),
    ]
    return Change(
        "csat", "CSAT", "percent", 1, True, "touchpoint", ["touchpoint"], "month", date(2026, 7, 1), date(2026, 6, 1),
        410, 395, 58.2, 68.3, -16.1, -4.2, is_significant, effects,
    )  # fmt: skip


def comment(text: str, **changes: Any) -> Comment:
    return replace(Comment(text, date(2026, 8, 6), "en", "EE", 1, True, "Support", ("Mari Tamm",)), **changes)


def signal(**changes: Any) -> Signal:
    first = Signal(
        "signal1", "answer", "record1", "customer1", datetime(2026, 8, 9, 9, 12, tzinfo=UTC), "3f2a1b09aa", "nps",
        score=2, text="Nobody called me back. Ring 5123 4567, mari.tamm@example.org", language="en",
        touchpoint="support", segment="mid_market", country="EE",
    )  # fmt: skip
    return replace(first, **changes)


def customer(**changes: Any) -> Customer:
    whole = Customer(
        "customer1",
        name="Mari-Liis Tamm",
        email="mari.tamm@example.org",
        phone="+372 5123 4567",
        account="Tamm & Pojad OÜ",
        plan="team",
        segment="mid_market",
        country="EE",
        language="et",
        mrr_eur=1240.0,
        orders_count=14,
        last_order_at=datetime(2026, 7, 30, tzinfo=UTC),
        tickets_count=6,
        tickets_open_count=2,
        health_score=38.0,
        health_band="at_risk",
        health_change=-21.0,
        csat_latest_score=1,
        csat_latest_at=datetime(2026, 8, 1, tzinfo=UTC),
    )
    return replace(whole, **changes)


def warning(**changes: Any) -> Warning1to1:
    case = Case("3f2a1b09aa", datetime(2026, 8, 11, 11, tzinfo=UTC), datetime(2026, 8, 9, 9, 12, tzinfo=UTC))
    whole = Warning1to1(
        "pe1",
        "Detractors",
        [signal()],
        customer(),
        case,
        TOLD_AT,
        owner=OWNER,
        backup=BACKUP,
        titles={"nps": "Net Promoter Score"},
        answers=LINKS,
    )
    return replace(whole, **changes)
