"""Stripe's events as changes of objects: read newest first, handed on oldest first, each only once.

An event carries the object as it was right after the change. The overlap between two runs brings events again;
their ids tell them apart, since applying an old state again would land it as the newest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingestion.feed import Page
from ingestion.pages import Api
from ingestion.paginators import LastIdPaginator
from ingestion.sources.stripe.settings import DELETIONS, PAGE_SIZE, RESOURCE_OF_OBJECT, RESOURCES
from ingestion.windows import epoch

CHUNK = 1_000


@dataclass
class Events:
    """Changes by resource, oldest first; `created` of every event by id."""

    changes: dict[str, list[tuple[Any, Any]]] = field(default_factory=dict)
    created: dict[str, int] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        return max(self.created.values(), default=0)

    def ids_since(self, second: int) -> list[str]:
        """Ids to recognise in the next run's overlap; sorted, so that nothing new means an equal state."""
        return sorted(event_id for event_id, created in self.created.items() if created >= second)

    def pages(self, resource: str) -> Iterator[Page]:
        changes = self.changes.get(resource, [])
        for first in range(0, len(changes), CHUNK):
            part = changes[first : first + CHUNK]
            yield Page([record for record, _ in part], [stamp for _, stamp in part])


def read(api: Api, start: datetime, end: datetime, seen: frozenset[str]) -> Events:
    """All events created in [start, end], without the changes of those in `seen`."""
    params = {"limit": PAGE_SIZE, "created[gte]": epoch(start), "created[lte]": epoch(end)}
    found: list[Any] = []
    for answer in api.pages("v1/events", "data", params, LastIdPaginator("starting_after", "id", has_more="has_more")):
        found.extend(answer.records)
    events = Events()
    for event in reversed(found):
        change = _change(event)
        if change is None:
            # Not an event at all: the first resource takes it, so that it ends in the quarantine and is counted.
            events.changes.setdefault(RESOURCES[0].name, []).append((event, None))
            continue
        resource, record = change
        events.created[event["id"]] = event["created"]
        if resource is not None and event["id"] not in seen:
            events.changes.setdefault(resource, []).append((record, event["created"]))
    return events


def _change(event: Any) -> tuple[str | None, Any] | None:
    """(resource or None when it is not one of ours, the object); None when the event is unreadable."""
    try:
        kind, record = event["type"], event["data"]["object"]
        if type(event["id"]) is not str or type(event["created"]) is not int or type(kind) is not str:
            return None
        resource = RESOURCE_OF_OBJECT.get(record["object"])
    except (KeyError, TypeError):
        return None
    if kind in DELETIONS:
        record = {"id": record.get("id"), "object": record["object"], "deleted": True}
    return resource, record
