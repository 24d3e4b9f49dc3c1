"""How Request Tracker is read: one function per resource, in the order of SPEC.

Everything starts from the transactions, RT's own log: its ids only grow, so it is the one cursor that neither time
zones nor moving pages can spoil. Which tickets to read again, which are gone and which letters are new follows from it.
Not here: what the columns mean (dbt staging), what counts as a version (ingestion.landing).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ingestion.errors import LoadError
from ingestion.feed import Feed, Page
from ingestion.pages import RETRY_HINT, Api, Token
from ingestion.paginators import PageCountPaginator
from ingestion.sources.request_tracker import settings
from ingestion.sources.request_tracker.paging import FullPagePaginator, LogPaginator, TicketPaginator
from ingestion.spec import Record


def transactions(feed: Feed) -> Iterator[Page]:
    """The log of all tickets, from a little before the last transaction seen to the newest one at the run's start."""
    api = _api(feed)
    seen = int(feed.vendor_cursor() or 0)
    newest = _newest(api, settings.TICKET_LOG) or 0
    touched: set[str] = set()
    letters: list[str] = []
    if newest > seen:
        paginator = LogPaginator(settings.TICKET_LOG, max(0, seen - settings.OVERLAP), newest)
        for answer in api.pages("transactions", "items", paginator.params(settings.TRANSACTION_FIELDS), paginator):
            for record in _objects(answer.records):
                touched.add(str(record.get("ObjectId")))
                if record.get("Type") in settings.LETTER_TYPES:
                    letters.append(str(record.get("id")))
            yield Page(answer.records)
        feed.keep_vendor_cursor(newest)
    feed.run.memo.update(touched=touched, letters=letters, is_whole_log=feed.is_complete)


def tickets(feed: Feed) -> Iterator[Page]:
    """All tickets the first time, then those that the log names. What the log names and no search finds is gone."""
    api = _api(feed)
    if feed.is_listing_due():
        feed.list_all()
        paginator = TicketPaginator()
        before = 0
        for answer in api.pages("tickets", "items", paginator.params(settings.TICKET_FIELDS), paginator):
            feed.declared = before + _total(feed, answer.body)
            before += len(answer.records)
            yield Page(_stable(answer.records))
        return
    touched = sorted((ticket for ticket in feed.run.memo["touched"] if ticket.isdecimal()), key=int)
    for first in range(0, len(touched), settings.PAGE_SIZE):
        wanted = touched[first : first + settings.PAGE_SIZE]
        query = " OR ".join(f"id = {ticket}" for ticket in wanted)
        for answer in api.pages("tickets", "items", {**settings.TICKET_FIELDS, "query": query}):
            yield Page([*_stable(answer.records), *_gone(feed, wanted, answer.records, answer.body)])


def attachments(feed: Feed) -> Iterator[Page]:
    """The plain texts of the letters and notes that the log named in this run."""
    if feed.run.memo["is_whole_log"]:
        feed.list_all()
    api = _api(feed)
    letters: list[str] = feed.run.memo["letters"]
    for first in range(0, len(letters), settings.LETTERS_AT_ONCE):
        either = [
            {"field": "TransactionId", "operator": "=", "value": letter, "entry_aggregator": "OR"}
            for letter in letters[first : first + settings.LETTERS_AT_ONCE]
        ]
        params = {**settings.ATTACHMENT_FIELDS, "query": json.dumps([*either, settings.PLAIN_TEXT])}
        for answer in api.pages("attachments", "items", params, FullPagePaginator()):
            yield Page(answer.records)


def users(feed: Feed) -> Iterator[Page]:
    """Everybody whom RT knows, when its log says that somebody was added or changed."""
    api = _api(feed)
    seen = feed.vendor_cursor()
    newest = _newest(api, settings.USER_LOG)
    if seen is not None and newest is not None and newest <= int(seen):
        return
    feed.list_all()
    for number, answer in enumerate(api.pages("users", "items", settings.USER_FIELDS, PageCountPaginator("pages"))):
        if number == 0:
            feed.expect(_total(feed, answer.body))
        yield Page(answer.records)
    if newest is not None:
        feed.keep_vendor_cursor(newest)


def _api(feed: Feed) -> Api:
    base = feed.run.setting("REQUEST_TRACKER_BASE_URL").rstrip("/")
    return Api(feed, f"{base}/REST/2.0", Token(f"token {feed.run.setting('REQUEST_TRACKER_TOKEN')}"))


def _newest(api: Api, log: str) -> int | None:
    """The newest transaction of a log that the account may see; a whole page is asked for, since it may lack rows."""
    params = {"query": log, "orderby": "id", "order": "DESC", "per_page": settings.PAGE_SIZE}
    for answer in api.pages("transactions", "items", params):
        return max((int(record["id"]) for record in _objects(answer.records)), default=None)
    return None


def _gone(feed: Feed, wanted: list[str], records: list[Any], body: dict[str, Any]) -> list[Record]:
    """RT's search finds neither deleted tickets, not even by asking for that status, nor those merged into others."""
    if _total(feed, body) != len(records):
        raise LoadError("Request Tracker gave fewer tickets than it counted.", feed.where, RETRY_HINT)
    found = {str(record.get("id")) for record in _objects(records)}
    return [{"id": ticket, "deleted": True} for ticket in wanted if ticket not in found]


def _total(feed: Feed, body: dict[str, Any]) -> int:
    total = body.get("total")
    if not isinstance(total, int):
        raise LoadError(
            "Request Tracker does not say how many there are, so a short answer cannot be told from a whole one.",
            feed.where,
            "Give the account of REQUEST_TRACKER_TOKEN the rights that docs/sources/request_tracker.md lists.",
        )
    return total


def _stable(records: list[Any]) -> list[Any]:
    """RT lists custom fields in another order at every request; by id, an unchanged ticket looks unchanged."""
    for record in _objects(records):
        fields = record.get("CustomFields")
        if isinstance(fields, list):
            record["CustomFields"] = sorted(fields, key=lambda field: str(field.get("id")))
    return records


def _objects(records: list[Any]) -> list[Record]:
    return [record for record in records if isinstance(record, dict)]
