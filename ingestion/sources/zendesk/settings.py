"""Zendesk's endpoints and what a record of each must be."""

from datetime import timedelta

from ingestion.spec import NULLABLE_INT, NULLABLE_LIST, NULLABLE_OBJECT, NULLABLE_TEXT, Record, ResourceSpec


def _is_deleted_ticket(record: Record) -> bool:
    return record.get("status") == "deleted"


def _is_deleted_user(record: Record) -> bool:
    return record.get("active") is False


TICKETS = ResourceSpec(
    name="tickets",
    stamp_fields=("updated_at",),
    types={
        "created_at": (str,),
        "updated_at": (str,),
        "status": (str,),
        "requester_id": NULLABLE_INT,
        "subject": NULLABLE_TEXT,
        "tags": NULLABLE_LIST,
        "via": NULLABLE_OBJECT,
    },
    is_deleted=_is_deleted_ticket,
    path="api/v2/incremental/tickets/cursor.json",
    selector="tickets",
    page_size=1000,
)

USERS = ResourceSpec(
    name="users",
    stamp_fields=("updated_at",),
    types={"email": NULLABLE_TEXT, "phone": NULLABLE_TEXT, "external_id": NULLABLE_TEXT, "role": NULLABLE_TEXT},
    is_deleted=_is_deleted_user,
    path="api/v2/incremental/users/cursor.json",
    selector="users",
    page_size=1000,
)

TICKET_EVENTS = ResourceSpec(
    name="ticket_events",
    stamp_fields=("timestamp",),
    stamp_kind="epoch",
    types={"timestamp": (int,), "ticket_id": (int,), "child_events": NULLABLE_LIST},
    path="api/v2/incremental/ticket_events.json",
    selector="ticket_events",
)

TICKET_METRIC_EVENTS = ResourceSpec(
    name="ticket_metric_events",
    stamp_fields=("time",),
    types={"ticket_id": (int,), "metric": (str,), "type": (str,), "time": (str,)},
    path="api/v2/incremental/ticket_metric_events.json",
    selector="ticket_metric_events",
)

SATISFACTION_RATINGS = ResourceSpec(
    name="satisfaction_ratings",
    stamp_fields=("updated_at", "created_at"),
    types={"ticket_id": NULLABLE_INT, "requester_id": NULLABLE_INT, "score": (str,), "comment": NULLABLE_TEXT},
    path="api/v2/satisfaction_ratings.json",
    selector="satisfaction_ratings",
)

# Before Zendesk existed: an export from here is complete. (0 is refused by some of the exports.)
BEGINNING = 946_684_800

# The exports leave out the last minute; an overlap costs nothing, since known versions do not land again.
EXPORT_OVERLAP_SECONDS = 300

# The documentation does not say whether the list filters by the time a rating was offered or answered; within this span
# it does not matter.
RATING_LAG = timedelta(days=14)
