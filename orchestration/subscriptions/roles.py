"""Ready-made roles: which metrics and sections each kind of reader gets unless the file says otherwise.

A metric that is not counted for the audience's period (churn has no weeks) is left out of a role's metrics. Does not
belong here: what a section says (orchestration/digests), who has which role (subscriptions.yml).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.subscriptions.model import Part

# Observations that are states of a whole period (dbt_project/macros/metrics/observations/periods.sql): a day has none.
PERIODS_OF: Mapping[str, frozenset[str]] = {
    "recurring": frozenset({"month", "quarter"}),
    "subscription_running": frozenset({"month", "quarter"}),
    "contact": frozenset({"month", "quarter"}),
    "retention": frozenset({"month", "quarter"}),
    "churn": frozenset({"month", "quarter"}),
    "active_days": frozenset({"week", "month", "quarter"}),
    "sessions": frozenset({"week", "month", "quarter"}),
    "health": frozenset({"month"}),
}


@dataclass(frozen=True)
class Role:
    """Args:
    metrics: of the tiles, the first leads.
    has_names: customers may be named.
    """

    title: str
    metrics: tuple[str, ...]
    parts: tuple[Part, ...]
    has_names: bool = False


_ALWAYS = (Part.RESTATED, Part.TOO_FEW)

ROLES: Mapping[str, Role] = {
    "management": Role(
        "Management",
        ("nps", "csat", "ces", "churn_rate"),
        (Part.FIGURES, Part.TREND, Part.DRIVERS, Part.ACTIONS, *_ALWAYS),
    ),
    "product": Role(
        "Product",
        ("csat", "ces", "nps", "active_days"),
        (
            Part.FIGURES,
            Part.TREND,
            Part.DRIVERS,
            Part.ALERTS,
            Part.THEMES,
            Part.QUOTES,
            Part.DEFERRED,
            Part.ACTIONS,
            *_ALWAYS,
        ),
    ),
    "marketing": Role(
        "Marketing",
        ("nps", "cli", "net_sentiment", "share_of_voice"),
        (Part.FIGURES, Part.TREND, Part.DRIVERS, Part.SEGMENTS, Part.QUOTES, Part.INDIRECT, *_ALWAYS),
    ),
    "sales": Role(
        "Sales",
        ("nps", "cancelled_subscriptions", "failed_payment_rate", "churn_rate"),
        (Part.FIGURES, Part.TREND, Part.SEGMENTS, Part.CASES, Part.ACCOUNTS, Part.DEFERRED, *_ALWAYS),
        has_names=True,
    ),
    "support": Role(
        "Customer support",
        ("ces", "support_rating", "first_reply_median", "csat"),
        (
            Part.FIGURES,
            Part.TREND,
            Part.DRIVERS,
            Part.ALERTS,
            Part.SERVICE,
            Part.CASES,
            Part.QUOTES,
            Part.ACTIONS,
            *_ALWAYS,
        ),
    ),
}


def has_period(observations: str, period_type: str) -> bool:
    """Whether metrics over these observations are counted for a type of period."""
    return period_type in PERIODS_OF.get(observations, frozenset({"day", "week", "month", "quarter"}))
