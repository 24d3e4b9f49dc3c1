"""How Trustpilot is read. One function per resource, named like it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Request, Response

from ingestion.feed import Feed, Page
from ingestion.pages import Api
from ingestion.paginators import sent
from ingestion.sources.trustpilot.settings import REVIEW_LAG, REVIEWS
from ingestion.windows import EPOCH, from_iso, iso

BEGINNING = "2000-01-01T00:00:00Z"


class CreatedAtPaginator(BasePaginator):
    """The next page starts at the last review's time, not at a page number.

    Page numbers move when a review is withdrawn while we read, and one is skipped unseen. The second before the last
    review is read again, so it does not matter whether the bound is inclusive; only when a page covers no more than
    about that second is its number raised.
    """

    def __init__(self, start: str, page_size: int) -> None:
        super().__init__()
        self.start, self.page_size, self.page = start, page_size, 1

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:  # noqa: ARG002 - dlt's signature
        records = data or []
        self._has_next_page = len(records) >= self.page_size
        if not self._has_next_page:
            return
        times = [r["createdAt"] for r in records if isinstance(r, dict) and isinstance(r.get("createdAt"), str)]
        first, last = (from_iso(times[0]), from_iso(times[-1])) if times else (EPOCH, EPOCH)
        following = last.replace(microsecond=0) - timedelta(seconds=1)
        self.start, self.page = (iso(following), 1) if following > first else (self.start, self.page + 1)

    def update_request(self, request: Request) -> None:
        if self._has_next_page:
            request.params = {**sent(request), "startDateTime": self.start, "page": self.page}


def reviews(feed: Feed) -> Iterator[Page]:
    """Oldest first within a closed window. There is no declared total to compare with."""
    window = feed.since_cursor(REVIEW_LAG)
    start = iso(window.start.replace(microsecond=0)) if window.start else BEGINNING
    params = {
        "perPage": REVIEWS.page_size,
        "page": 1,
        "orderBy": "createdat.asc",
        "startDateTime": start,
        "endDateTime": iso(window.end),
    }
    path = REVIEWS.path.format(business_unit_id=feed.run.setting("TRUSTPILOT_BUSINESS_UNIT_ID"))
    api = Api(feed, feed.run.setting("TRUSTPILOT_BASE_URL"), feed.run.setting("TRUSTPILOT_TOKEN"))
    for answer in api.pages(path, REVIEWS.selector, params, CreatedAtPaginator(start, REVIEWS.page_size)):
        yield Page(answer.records)
