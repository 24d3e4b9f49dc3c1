"""How Zendesk is read. One function per resource, named like it.

Three manners: cursor exports (tickets, users), time exports (events), and an ordinary list (ratings).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingestion.feed import Feed, Page
from ingestion.pages import Api
from ingestion.paginators import CursorAlonePaginator, NestedCursorPaginator
from ingestion.sources.zendesk.settings import (
    BEGINNING,
    EXPORT_OVERLAP_SECONDS,
    RATING_LAG,
    SATISFACTION_RATINGS,
    TICKET_EVENTS,
    TICKET_METRIC_EVENTS,
    TICKETS,
    USERS,
)
from ingestion.spec import ResourceSpec
from ingestion.windows import epoch


def tickets(feed: Feed) -> Iterator[Page]:
    """In the order in which the export learnt of changes (`generated_timestamp`), not of `updated_at`."""
    return _cursor_export(feed, TICKETS)


def users(feed: Feed) -> Iterator[Page]:
    return _cursor_export(feed, USERS)


def ticket_events(feed: Feed) -> Iterator[Page]:
    """With the comments themselves, which are left out unless asked for."""
    return _time_export(feed, TICKET_EVENTS, {"include": "comment_events"})


def ticket_metric_events(feed: Feed) -> Iterator[Page]:
    return _time_export(feed, TICKET_METRIC_EVENTS, {})


def satisfaction_ratings(feed: Feed) -> Iterator[Page]:
    window = feed.since_cursor(RATING_LAG)
    params: dict[str, Any] = {"page[size]": SATISFACTION_RATINGS.page_size, "end_time": epoch(window.end)}
    if window.start is not None:
        params["start_time"] = epoch(window.start)
    listing = _api(feed).pages(
        SATISFACTION_RATINGS.path, SATISFACTION_RATINGS.selector, params, NestedCursorPaginator()
    )
    for answer in listing:
        yield Page(answer.records)


def _cursor_export(feed: Feed, resource: ResourceSpec) -> Iterator[Page]:
    """From the vendor's own cursor. A cursor made of `updated_at` loses tickets: measured on recorded exports."""
    cursor = feed.vendor_cursor()
    start = {"start_time": BEGINNING} if cursor is None else {"cursor": cursor}
    paginator = CursorAlonePaginator("after_cursor", "cursor", "end_of_stream", keep=("per_page",))
    params = {**start, "per_page": resource.page_size}
    for answer in _api(feed).pages(resource.path, resource.selector, params, paginator):
        cursor = answer.body.get("after_cursor") or cursor
        yield Page(answer.records)
    feed.keep_vendor_cursor(cursor)


def _time_export(feed: Feed, resource: ResourceSpec, extra: dict[str, str]) -> Iterator[Page]:
    """Events never change, so the next export starts at the last one's end, with a small overlap."""
    end = feed.vendor_cursor()
    start = BEGINNING if end is None else max(end - EXPORT_OVERLAP_SECONDS, BEGINNING)
    paginator = CursorAlonePaginator("end_time", "start_time", "end_of_stream", keep=("include",))
    for answer in _api(feed).pages(resource.path, resource.selector, {"start_time": start, **extra}, paginator):
        if answer.records and answer.body.get("end_time"):
            # An empty export may name the present as its end, which would move the cursor without any event.
            end = min(int(answer.body["end_time"]), epoch(feed.window.end))
        yield Page(answer.records)
    feed.keep_vendor_cursor(end if end is not None else BEGINNING)


def _api(feed: Feed) -> Api:
    return Api(feed, feed.run.setting("ZENDESK_BASE_URL"), feed.run.setting("ZENDESK_TOKEN"))
