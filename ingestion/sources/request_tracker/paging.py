"""How to get to the next page of Request Tracker's lists without losing or repeating a row.

Page numbers move under one's feet: a ticket that is deleted while one reads shifts all later ones. Both lists here are
continued after the last id instead. Not here: which list is read, and why (extract.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Request, Response

from ingestion.sources.request_tracker.settings import PAGE_SIZE


class LogPaginator(BasePaginator):
    """Transactions in the order of their ids, to a fixed upper end.

    A page that is not full says nothing: RT takes what the account may not see out of the page after it has counted it,
    and gives no total to accounts with less than all rights. A page may even be empty in the middle. So the reading
    ends at the id that was the newest before it began, and after an empty page comes the next page of the same query.
    """

    def __init__(self, log: str, after: int, newest: int) -> None:
        super().__init__()
        self._log, self._after, self._newest, self._page = log, after, newest, 1

    def params(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Of the first request."""
        return {**fields, "orderby": "id", "per_page": str(PAGE_SIZE), **self._position()}

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:  # noqa: ARG002
        last = _last_id(data)
        if last is not None:
            self._after, self._page = last, 1
        else:
            self._page += 1
        # Between the two ends there are no more rows than numbers; more empty pages than that cannot be.
        if self._page > (self._newest - self._after) // PAGE_SIZE + 2:
            raise ValueError("Request Tracker's newest transaction, seen a moment ago, is not in its list any more")
        self._has_next_page = self._after < self._newest

    def update_request(self, request: Request) -> None:
        if self._has_next_page:
            _ask(request, **self._position())

    def _position(self) -> dict[str, str]:
        query = f"{self._log} AND id > {self._after} AND id <= {self._newest}"
        return {"query": query, "page": str(self._page)}


class TicketPaginator(BasePaginator):
    """Tickets in the order of their ids; the total that RT gives counts what is still to come.

    RT lets its database leave out what the account may not see, so a page of tickets is full unless it is the last.
    """

    def __init__(self) -> None:
        super().__init__()
        self._after = 0

    def params(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Of the first request."""
        return {**fields, "query": f"id > {self._after}"}

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        total = response.json().get("total")
        if not isinstance(total, int):
            raise ValueError("Request Tracker gives no total of tickets to an account that may not see them all")
        if total and not data:
            raise ValueError("Request Tracker says that there are more tickets and gives none")
        last = _last_id(data)
        self._after = self._after if last is None else last
        self._has_next_page = total > len(data or [])

    def update_request(self, request: Request) -> None:
        if self._has_next_page:
            _ask(request, query=f"id > {self._after}")


class FullPagePaginator(BasePaginator):
    """Page numbers as long as pages are full: for short lists of rows that never change and that one may see."""

    def __init__(self) -> None:
        super().__init__()
        self._page = 1

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:  # noqa: ARG002
        self._page += 1
        self._has_next_page = len(data or []) >= PAGE_SIZE

    def update_request(self, request: Request) -> None:
        if self._has_next_page:
            _ask(request, page=str(self._page))


def _ask(request: Request, **params: str) -> None:
    request.params = {**cast(dict[str, Any], request.params or {}), **params}


def _last_id(data: list[Any] | None) -> int | None:
    """Of the last record that has one: a broken record is for the quarantine, not a reason to stop."""
    ids = [str(record.get("id")) for record in data or [] if isinstance(record, dict)]
    return next((int(record_id) for record_id in reversed(ids) if record_id.isdecimal()), None)
