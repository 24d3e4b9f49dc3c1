"""Zendesk Support: tickets, users, what happened to tickets, and satisfaction ratings.

    python -m ingestion.sources.zendesk

loads it alone into a scratch file. What was verified about the API: docs/sources/zendesk.md.
"""

from ingestion.sources.zendesk.settings import (
    SATISFACTION_RATINGS,
    TICKET_EVENTS,
    TICKET_METRIC_EVENTS,
    TICKETS,
    USERS,
)
from ingestion.spec import SourceSpec

SPEC = SourceSpec(
    name="zendesk",
    title="Zendesk",
    category="support",
    tables=(TICKETS, USERS, TICKET_EVENTS, TICKET_METRIC_EVENTS, SATISFACTION_RATINGS),
    credentials=("ZENDESK_BASE_URL", "ZENDESK_TOKEN"),
    cron="20 * * * *",
    freshness_hours=3,
    personal={
        "tickets": ("subject", "description", "satisfaction_rating.comment"),
        "users": ("name", "email", "phone", "external_id", "notes", "details"),
        "ticket_events": ("child_events",),
        "satisfaction_ratings": ("comment",),
    },
    # Deletions come through the exports, so nothing needs a regular complete listing.
    reconcile_days=None,
)
