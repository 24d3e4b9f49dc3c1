"""How Stripe is read. One function per resource, named like it.

The first time (and at every complete listing) objects are listed. After that their changes come from the events, oldest
first, so that the last state of an object is also the last extracted: Stripe's objects do not say when they changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ingestion.feed import Feed, Page
from ingestion.pages import Api
from ingestion.paginators import LastIdPaginator
from ingestion.sources.stripe.events import Events, read
from ingestion.sources.stripe.settings import EVENT_OVERLAP, EVENTS_TRUSTED_FOR, PAGE_SIZE
from ingestion.spec import ResourceSpec
from ingestion.windows import EPOCH, Window, epoch


def customers(feed: Feed) -> Iterator[Page]:
    return _changes(feed)


def subscriptions(feed: Feed) -> Iterator[Page]:
    # Without a status only those that are not cancelled are listed.
    return _changes(feed, status="all")


def invoices(feed: Feed) -> Iterator[Page]:
    return _changes(feed)


def charges(feed: Feed) -> Iterator[Page]:
    return _changes(feed)


def refunds(feed: Feed) -> Iterator[Page]:
    return _changes(feed)


def _changes(feed: Feed, **params: str) -> Iterator[Page]:
    cursor = feed.vendor_cursor()
    is_stale = cursor is not None and feed.run.started_at - _instant(cursor["at"]) > EVENTS_TRUSTED_FOR
    if cursor is None or is_stale:
        feed.list_all()
        # Events first: what the listing then shows is at least as new as they are, so they count as read.
        events = _events(feed, feed.run.started_at - EVENT_OVERLAP, frozenset())
        yield from _listing(feed, params)
        at = epoch(feed.run.started_at)
    else:
        start = _instant(cursor["at"]) - EVENT_OVERLAP
        feed.window = Window(start, feed.run.started_at)
        events = _events(feed, start, frozenset(cursor["seen"]))
        yield from events.pages(feed.name)
        at = max(cursor["at"], events.newest)
    feed.keep_vendor_cursor({"at": at, "seen": events.ids_since(at - int(EVENT_OVERLAP.total_seconds()))})


def _listing(feed: Feed, params: dict[str, str]) -> Iterator[Page]:
    """Newest first by id, up to the run's start: new objects cannot move the pages."""
    spec = feed.spec
    assert isinstance(spec, ResourceSpec)
    query = {"limit": PAGE_SIZE, "created[lte]": epoch(feed.window.end), **params}
    paginator = LastIdPaginator("starting_after", "id", has_more="has_more")
    for answer in _api(feed).pages(spec.path, spec.selector, query, paginator):
        yield Page(answer.records)


def _events(feed: Feed, start: datetime, seen: frozenset[str]) -> Events:
    """The events of a window, read once per run for all resources that start there."""
    key = f"events since {start}"
    if key not in feed.run.memo:
        feed.run.memo[key] = read(_api(feed), start, feed.run.started_at, seen)
    events: Events = feed.run.memo[key]
    return events


def _instant(seconds: int) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def _api(feed: Feed) -> Api:
    return Api(feed, feed.run.setting("STRIPE_BASE_URL"), feed.run.setting("STRIPE_API_KEY"))
