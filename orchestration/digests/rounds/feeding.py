"""Which tools a metric is made of, asked of the published facts: a tool that is late holds up only what it feeds.

Does not belong here: how far a tool was read (gate.py). What is not known here is fed by every tool.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

# By the base of a metric (dbt_project/macros/metrics/observations) the facts it is counted from.
_TICKETS = ("fct_tickets",)
_SUBSCRIPTIONS = ("fct_subscription_periods",)
_INVITATIONS = ("fct_invitations",)
FACTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("nps", "csat", "ocs", "ces", "ces_1", "cli", "support_rating", "completion"), ("fct_answers",)),
    "close_the_loop": ("fct_answers", "fct_tickets"),
    **dict.fromkeys(
        (
            "invitation_sent",
            "invitation_bounced",
            "invitation_answered",
            "invitation_started",
            "invitation_answered_of_sent",
            "invitation_completed",
        ),
        _INVITATIONS,
    ),
    **dict.fromkeys(
        (
            "first_reply",
            "first_reply_business",
            "unreplied",
            "first_resolution",
            "full_resolution",
            "open_ticket",
            "reopened_7d",
            "reopened_30d",
        ),
        _TICKETS,
    ),
    "contact": (*_TICKETS, *_SUBSCRIPTIONS),
    "repeat_purchase": ("fct_transactions",),
    "failed_payment": ("fct_transactions",),
    **dict.fromkeys(("recurring", "subscription_running", "subscription_cancelled"), _SUBSCRIPTIONS),
    **dict.fromkeys(("retention", "churn"), (*_SUBSCRIPTIONS, "fct_transactions")),
    "active_days": ("fct_usage_days",),
    "sessions": ("fct_usage_days",),
    "session_length": ("fct_usage_sessions",),
    "cart": ("fct_carts", "fct_transactions"),
    "sentiment": ("fct_mentions",),
    "share_of_voice": ("fct_mentions",),
}
# Answers of one metric may all come from one of several survey tools.
_BY_METRIC = frozenset({"nps", "csat", "ocs", "ces", "ces_1", "cli", "support_rating"})


def feeding(connection: Any, metrics: Collection[str], tools: Iterable[str]) -> frozenset[str]:
    """Those of the tools that these metrics' facts ever came from; all of them where one metric is not known.

    Args:
        connection: to a published file.
    """
    every = frozenset(tools)
    rows = connection.execute(
        "select distinct observations from marts.dim_metrics where list_contains(?, metric)", [list(metrics)]
    ).fetchall()
    found: set[str] = set()
    for (observations,) in rows:
        if observations not in FACTS:
            return every
        for fact in FACTS[observations]:
            found |= _sources(connection, fact, observations if observations in _BY_METRIC else None)
    return frozenset(found & every) or every


def _sources(connection: Any, fact: str, metric: str | None) -> set[str]:
    where = " where metric = ?" if metric and fact == "fct_answers" else ""
    rows = connection.execute(f"select distinct source from marts.{fact}{where}", [metric] if where else [])
    return {source for (source,) in rows.fetchall() if source is not None}
