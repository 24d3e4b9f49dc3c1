"""Facts of digests, made by hand: a metric, what it is compared with, and all that stands around it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from orchestration.digests.facts import Comparison, Facts, Freshness, Measure, Metric
from orchestration.digests.wording import digest
from orchestration.language import speaking
from orchestration.lib.metric_series import Point
from orchestration.messages.message import Message
from orchestration.subscriptions.model import Audience, Baseline, Edition, Part, Scope, Window

WEEK = Window("week", date(2026, 9, 21), date(2026, 9, 27))
NPS = Metric("nps", "Net Promoter Score", "points", 1, True, 4, "net_share", "nps", -100, 100)
CSAT = Metric("csat", "Customer satisfaction", "percent", 1, True, 4, "share", "csat", 0, 100)
CES = Metric("ces", "Customer Effort Score 2.0", "score", 2, True, 4, "mean", "ces", 1, 7)
EFFORT = Metric("ces_1", "Customer Effort Score 1.0", "score", 2, False, 4, "mean", "ces_1", 1, 5)
REPLY = Metric("first_reply_median", "First reply time (median)", "seconds", 0, False, 7, "median", "first_reply", 0)
MRR = Metric("mrr", "Monthly recurring revenue", "eur", 0, True, 1, "total", "recurring", 0)
ALL = Scope()
NOW = datetime(2026, 9, 28, 5, tzinfo=UTC)
FRESH = Freshness(datetime(2026, 9, 28, tzinfo=UTC), datetime(2026, 9, 28, 4, 12, tzinfo=UTC), 245)


def compared(
    value: float,
    before: float,
    baseline: Baseline = Baseline.WEEKS_4,
    *,
    is_real: bool | None = False,
    spread: float = 6.0,
) -> Comparison:
    """A value beside one before; the interval of the change is as wide as `spread` on both sides."""
    change = value - before
    low, high = (None, None) if is_real is None else (change - spread, change + spread)
    return Comparison(baseline, before, 304, change, low, high, is_real)


def measure(
    value: float | None,
    before: float | None = None,
    metric: Metric = NPS,
    *,
    is_real: bool | None = False,
    second: float | None = None,
    is_second_real: bool = False,
    second_baseline: Baseline = Baseline.WEEKS_13,
    baseline: Baseline = Baseline.WEEKS_4,
    n: int | None = 82,
    group: Scope = ALL,
    spread: float = 6.0,
    **more: Any,
) -> Measure:
    """`spread`: on both sides of the value and of its change."""
    main = (
        None if value is None or before is None else compared(value, before, baseline, is_real=is_real, spread=spread)
    )
    further = None
    if value is not None and second is not None:
        further = compared(value, second, second_baseline, is_real=is_second_real)
    low, high = (None, None) if value is None else (value - spread + 1, value + spread - 1)
    window = more.pop("window", WEEK)
    return Measure(
        metric, group, window.period_type, window.start, window.end, value, n, low, high,
        more.pop("negative_count", 20),
        main, further, **more,
    )  # fmt: skip


def silent(metric: Metric = NPS, **more: Any) -> Measure:
    return Measure(metric, more.pop("group", ALL), "week", WEEK.start, WEEK.end, n=0, **more)


def hidden(metric: Metric = NPS, group: Scope = ALL, instead: Measure | None = None) -> Measure:
    return Measure(metric, group, "week", WEEK.start, WEEK.end, is_suppressed=True, instead=instead)


def facts(*measures: Measure, **more: Any) -> Facts:
    return Facts(more.pop("freshness", FRESH), measures, **more)


def series(*values: float | None) -> tuple[Point, ...]:
    """Weeks that end with the digest's."""
    first = WEEK.start - timedelta(weeks=len(values) - 1)
    return tuple(
        Point(
            "all", first + timedelta(weeks=place), first + timedelta(weeks=place, days=6),
            None if value is None else 80, value,
            None if value is None else value - 9, None if value is None else value + 9,
        )
        for place, value in enumerate(values)
    )  # fmt: skip


def months(*values: float) -> tuple[Point, ...]:
    """Months of 2026 that end with September."""
    first = 10 - len(values)
    return tuple(
        Point(
            "all", date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1), 2400, value, value - 2, value + 2
        )
        for month, value in enumerate(values, first)
    )


def edition(language: str = "en", parts: tuple[Part, ...] = tuple(Part), **more: Any) -> Edition:
    audience = Audience(
        "support_leads", more.pop("title", "Customer support leads"), more.pop("role", "support"), ("nps",), parts,
        scope=more.pop("scope", ALL), has_names=more.pop("has_names", False), time_zone="Europe/Copenhagen",
    )  # fmt: skip
    return Edition(audience, more.pop("window", WEEK), language, NOW, **more)


def told(given: Facts, said: Edition | None = None) -> Message:
    said = said or edition()
    with speaking(said.language):
        return digest.told(given, said, lambda trend: b"picture", "key", "thread", "https://voice.example.org/report")


def texts(value: Any) -> list[str]:
    """Every text in a message or a part of it."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for each in value for text in texts(each)]
    if hasattr(value, "__dataclass_fields__"):
        return [text for name in value.__dataclass_fields__ for text in texts(getattr(value, name))]
    return []


def section(message: Message, title: str) -> Any:
    found = [each for each in message.sections if each.title == title]
    assert len(found) == 1, [each.title for each in message.sections]
    return found[0]
