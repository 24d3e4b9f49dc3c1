"""Request Tracker 5: tickets, their whole history, what was written in them, and the people who write.

    python -m ingestion.sources.request_tracker

loads it alone into a scratch file. What was verified about the API, on a running server:
docs/sources/request_tracker.md.
"""

from ingestion.sources.request_tracker.settings import ATTACHMENTS, TICKETS, TRANSACTIONS, USERS
from ingestion.spec import SourceSpec

SPEC = SourceSpec(
    name="request_tracker",
    title="Request Tracker",
    category="support",
    # The log comes first: it says which tickets, letters and people are worth reading.
    tables=(TRANSACTIONS, TICKETS, ATTACHMENTS, USERS),
    credentials=("REQUEST_TRACKER_BASE_URL", "REQUEST_TRACKER_TOKEN"),
    cron="40 * * * *",
    freshness_hours=3,
    personal={
        "transactions": ("OldValue", "NewValue"),
        "tickets": ("Subject", "Requestor", "CustomFields"),
        "attachments": ("Subject", "Content", "Filename"),
        "users": ("Name", "EmailAddress", "RealName", "NickName", "HomePhone", "WorkPhone", "MobilePhone", "_url"),
    },
    # The log reports deletions and merges, so nothing needs a regular complete listing.
    reconcile_days=None,
)
