"""Ways to the next page that dlt's own paginators do not cover, or cover with a trap (see docs/sources)."""

from __future__ import annotations

from typing import Any

from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Request, Response


def sent(request: Request) -> dict[str, Any]:
    """The request's query parameters."""
    return dict(request.params) if isinstance(request.params, dict) else {}


class LastIdPaginator(BasePaginator):
    """Keyset paging: the next page starts after the last record's id.

    Args:
        param: query parameter that takes the id (`starting_after`, `before`).
        id_field: key of the id in a record.
        has_more: key in the body that says whether there is more; None where a page that is not full is the last.
        page_size: a page with fewer records is the last, where `has_more` is None.
    """

    def __init__(self, param: str, id_field: str, has_more: str | None = None, page_size: int = 1) -> None:
        super().__init__()
        self.param, self.id_field, self.has_more, self.page_size = param, id_field, has_more, page_size
        self._last: str | None = None

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        records = data or []
        more = bool(response.json().get(self.has_more)) if self.has_more else len(records) >= self.page_size
        # A broken record may end the page; the last readable id then repeats a few records, which is harmless.
        ids = [r.get(self.id_field) for r in reversed(records) if isinstance(r, dict)]
        self._last = next((i for i in ids if isinstance(i, str) and i), None)
        self._has_next_page = more
        if more and self._last is None:
            raise ValueError("the vendor says there is more, but the page has no id to continue from")

    def update_request(self, request: Request) -> None:
        if self._has_next_page:
            request.params = {**sent(request), self.param: self._last}


class CursorAlonePaginator(BasePaginator):
    """A cursor in the body that is sent without the parameters of the first request, until a flag says stop.

    dlt's cursor paginator keeps sending the first request's `start_time`, which Zendesk refuses; following Zendesk's
    next address never ends, because it is given even when `end_of_stream` is true.
    """

    def __init__(self, cursor: str, param: str, stop: str, keep: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.cursor, self.param, self.stop, self.keep = cursor, param, stop, keep
        self._next: str | None = None

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:  # noqa: ARG002 - dlt's signature
        body = response.json()
        self._next = body.get(self.cursor)
        self._has_next_page = not body.get(self.stop)
        if self._has_next_page and not self._next:
            raise ValueError(f"the vendor says there is more, but gives no {self.cursor}")

    def update_request(self, request: Request) -> None:
        if self._has_next_page:
            kept = {name: value for name, value in sent(request).items() if name in self.keep}
            request.params = {**kept, self.param: self._next}


class NestedCursorPaginator(BasePaginator):
    """`meta.has_more` and `meta.after_cursor`, with the first request's parameters kept."""

    def __init__(self, param: str = "page[after]") -> None:
        super().__init__()
        self.param = param
        self._next: str | None = None

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:  # noqa: ARG002 - dlt's signature
        meta = response.json().get("meta") or {}
        self._next = meta.get("after_cursor")
        self._has_next_page = bool(meta.get("has_more"))
        if self._has_next_page and not self._next:
            raise ValueError("the vendor says there is more, but gives no cursor")

    def update_request(self, request: Request) -> None:
        if self._has_next_page:
            request.params = {**sent(request), self.param: self._next}


class PageCountPaginator(BasePaginator):
    """Page numbers up to a page count that the body declares. Only for short lists that are checked against a total."""

    def __init__(self, count: str, param: str = "page", first: int = 1) -> None:
        super().__init__()
        self.count, self.param, self._page = count, param, first

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:  # noqa: ARG002 - dlt's signature
        self._has_next_page = self._page < int(response.json().get(self.count) or 0)
        self._page += 1

    def update_request(self, request: Request) -> None:
        if self._has_next_page:
            request.params = {**sent(request), self.param: self._page}
