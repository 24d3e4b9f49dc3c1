"""The columns of the files. Undeclared ones land together as JSON in `extra`."""

from ingestion.spec import FilesSpec

_TEXT = "VARCHAR"
_INSTANT = "TIMESTAMP WITH TIME ZONE"

_COMMON = {"message_id": _TEXT, "anonymous_id": _TEXT, "user_id": _TEXT}
_TIMES = {"timestamp": _INSTANT, "received_at": _INSTANT}
_CONTEXT = {"context_locale": _TEXT, "context_user_agent": _TEXT, "properties": _TEXT}

TRACKS = FilesSpec("tracks", {**_COMMON, "event": _TEXT, **_TIMES, **_CONTEXT}, "message_id", "received_at")
PAGES = FilesSpec("pages", {**_COMMON, "name": _TEXT, **_TIMES, **_CONTEXT}, "message_id", "received_at")
IDENTIFIES = FilesSpec(
    "identifies", {**_COMMON, "email": _TEXT, "traits": _TEXT, **_TIMES}, "message_id", "received_at"
)
