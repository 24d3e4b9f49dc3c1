"""Stripe: the list endpoints, newest first, with `starting_after`/`ending_before` and filters on `created`."""

import re

from sample_company.numbers import unscramble
from sample_company.server.http import Reply, Request
from sample_company.server.pages import END, BadRequestError, Pages, error, first_at, whole
from sample_company.sink import EVENTS_KEPT

PREFIXES = {
    "customers": "cus",
    "subscriptions": "sub",
    "invoices": "in",
    "charges": "ch",
    "refunds": "re",
    "events": "evt",
}
LONGEST_PAGE = 100
_CREATED = re.compile(r"created(\[(gt|gte|lt|lte)\])?")
_PAGING = {"limit", "starting_after", "ending_before"}


class Stripe:
    """Answers one request; raises BadRequestError for parameters the vendor refuses."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def answer(self, request: Request) -> Reply:
        kind = request.path.removeprefix("/v1/")
        if kind not in PREFIXES or not request.path.startswith("/v1/"):
            message = f"Unrecognized request URL (GET: {request.path})."
            return error(404, {"error": {"type": "invalid_request_error", "message": message}})
        resource = f"stripe_{kind}"
        limit = whole("limit", request.get("limit"), 10, 1, LONGEST_PAGE)
        low, high = self._range(request, kind)
        tags, without = _filters(request, kind)
        after, before = request.get("starting_after"), request.get("ending_before")
        if after and before:
            raise BadRequestError("Pass only one of starting_after and ending_before")
        if after:
            high = min(high, self._position(kind, after))
        if before:
            low = max(low, self._position(kind, before) + 1)
        items = self.pages.page(resource, low, high, limit + 1, newest_first=not before, tags=tags, without=without)
        more = len(items) > limit
        items = items[:limit]
        if before:
            items.reverse()
        head = b'{"object":"list","url":"/v1/%s","has_more":%s,"data":[' % (
            kind.encode(),
            b"true" if more else b"false",
        )
        return Reply(
            head + self.pages.joined(items, in_order=kind == "events") + b"]}",
            headers={"Stripe-Version": "2026-08-27.sample"},
        )

    def refuse(self, problem: BadRequestError) -> Reply:
        return error(400, {"error": {"type": "invalid_request_error", "message": str(problem)}})

    def _range(self, request: Request, kind: str) -> tuple[int, int]:
        low, high = 0, END
        if kind == "events":
            low = first_at(self.pages.now() - EVENTS_KEPT)
        for name, value in request.query:
            found = _CREATED.fullmatch(name)
            if not found:
                continue
            second = whole(name, value, 0, 0, 1 << 40)
            bound = found.group(2)
            if bound in ("gte", "gt", None):
                low = max(low, first_at(second + (bound == "gt")))
            if bound in ("lte", "lt", None):
                high = min(high, first_at(second + (bound != "lt")))
        return low, high

    def _position(self, kind: str, identifier: str) -> int:
        prefix, _, text = identifier.partition("_")
        pos = unscramble(text) if prefix == PREFIXES[kind] else None
        # A customer deleted between two pages still marks a place; the vendor accepts it too.
        if pos is None or (kind != "customers" and not self.pages.exists(f"stripe_{kind}", pos)):
            raise BadRequestError(f"No such {kind.removesuffix('s')}: '{identifier}'")
        return pos


def _filters(request: Request, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Values that the tag column must have, and must not have; an unknown parameter is an error, as at the vendor."""
    tags: list[str] = []
    without: tuple[str, ...] = ("canceled",) if kind == "subscriptions" else ()
    for name, value in request.query:
        if kind == "subscriptions" and name == "status":
            without = ()
            if value != "all":
                tags.append(value)
        elif kind == "events" and (name == "type" or name.startswith("types[")):
            tags.append(value)
        elif name not in _PAGING and not _CREATED.fullmatch(name):
            raise BadRequestError(f"Received unknown parameter: {name}")
    return tuple(tags), without
