"""What is asked of Request Tracker, and what a record must be. Constants only; how they are used is extract.py's.

RT answers a list with bare ids unless `fields` names what it shall tell, and a reference with a user's name unless
`fields[...]` asks for the id. People are asked for by id alone: their addresses stand in `users` and nowhere else.
"""

from __future__ import annotations

from ingestion.spec import NULLABLE_LIST, NULLABLE_OBJECT, NULLABLE_TEXT, Record, ResourceSpec

# RT answers at most 100, whatever one asks for, and does not say so.
PAGE_SIZE = 100

# The log is read again this far back: a transaction gets its id when it begins and is seen when it has ended, so a
# lower id may become visible after a higher one.
OVERLAP = 200

# A letter has few plain texts (its body, text files); this many letters fit on a page or two.
LETTERS_AT_ONCE = 40

# Reminders and approvals are tickets to RT as well. Records of sent mails repeat the letters.
TICKET_LOG = (
    "ObjectType = 'RT::Ticket' AND TicketType = 'ticket' AND Type != 'EmailRecord' AND Type != 'CommentEmailRecord'"
)
USER_LOG = "ObjectType = 'RT::User'"

LETTER_TYPES = frozenset({"Create", "Correspond", "Comment"})

TRANSACTION_FIELDS = {
    "fields": "ObjectId,Type,Field,OldValue,NewValue,TimeTaken,Creator,Created",
    "fields[Creator]": "id",
}

TICKET_FIELDS = {
    "fields": (
        "Subject,Status,Type,Queue,Priority,InitialPriority,FinalPriority,Requestor,Owner,Creator,LastUpdatedBy,"
        "TimeEstimated,TimeWorked,TimeLeft,Created,Starts,Started,Due,Told,Resolved,LastUpdated,CustomFields"
    ),
    "fields[Queue]": "Name,Lifecycle",
    "fields[Requestor]": "id",
    "fields[Owner]": "id",
    "fields[Creator]": "id",
    "fields[LastUpdatedBy]": "id",
    "orderby": "id",
    "per_page": str(PAGE_SIZE),
}

# Files, other than plain text, are never fetched.
PLAIN_TEXT = {"field": "ContentType", "operator": "=", "value": "text/plain"}
ATTACHMENT_FIELDS = {
    "fields": "TransactionId,Subject,ContentType,Filename,Content,Creator,Created",
    "fields[Creator]": "id",
    "orderby": "id",
    "per_page": str(PAGE_SIZE),
}

# RT ignores a condition on anything but a few columns of users, without a word; a name everybody has.
USER_FIELDS = {
    "query": '[{"field": "Name", "operator": "IS NOT", "value": "NULL"}]',
    "fields": (
        "id,Name,EmailAddress,RealName,NickName,Organization,Lang,Country,HomePhone,WorkPhone,MobilePhone,Timezone,"
        "Created,LastUpdated"
    ),
    "find_disabled_rows": "1",
    "orderby": "id",
    "per_page": str(PAGE_SIZE),
}


def _is_gone(record: Record) -> bool:
    return record.get("deleted") is True


TRANSACTIONS = ResourceSpec(
    name="transactions",
    stamp_fields=("Created",),
    types={"ObjectId": (str,), "Type": (str,), "Created": (str,), "Creator": NULLABLE_OBJECT},
    path="transactions",
    selector="items",
    page_size=PAGE_SIZE,
)

TICKETS = ResourceSpec(
    name="tickets",
    stamp_fields=("LastUpdated",),
    types={
        "Subject": NULLABLE_TEXT,
        "Status": NULLABLE_TEXT,
        "Created": NULLABLE_TEXT,
        "Resolved": NULLABLE_TEXT,
        "Queue": NULLABLE_OBJECT,
        "Requestor": NULLABLE_LIST,
    },
    is_deleted=_is_gone,
    path="tickets",
    selector="items",
    page_size=PAGE_SIZE,
)

ATTACHMENTS = ResourceSpec(
    name="attachments",
    stamp_fields=("Created",),
    types={"TransactionId": (str,), "Content": NULLABLE_TEXT, "Filename": NULLABLE_TEXT},
    path="attachments",
    selector="items",
    page_size=PAGE_SIZE,
)

USERS = ResourceSpec(
    name="users",
    stamp_fields=("LastUpdated",),
    types={"Name": (str,), "EmailAddress": NULLABLE_TEXT, "MobilePhone": NULLABLE_TEXT},
    path="users",
    selector="items",
    page_size=PAGE_SIZE,
)
