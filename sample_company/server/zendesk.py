"""Zendesk: incremental exports by cursor and by time, and satisfaction ratings by cursor.

Kept from the vendor on purpose: a next URL even at the end of the stream, order by the second of export rather than by
`updated_at`, and time-based pages whose last second is sent again at the start of the next page.
"""

import base64
import binascii
from urllib.parse import urlencode

import orjson

from sample_company.numbers import second_of
from sample_company.server.http import Reply, Request
from sample_company.server.pages import END, BadRequestError, Item, Pages, error, first_at, whole

LONGEST_PAGE = 1_000
_CURSOR = {"tickets": "zendesk_tickets", "users": "zendesk_users"}
_TIMED = {"ticket_events": "zendesk_ticket_events", "ticket_metric_events": "zendesk_metric_events"}


class Zendesk:
    """Answers one request; raises BadRequestError for parameters the vendor refuses."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def answer(self, request: Request) -> Reply:
        path = request.path.removeprefix("/api/v2/").removesuffix(".json")
        if path == "satisfaction_ratings":
            return self._ratings(request)
        room, _, rest = path.partition("/")
        if room == "incremental" and rest.removesuffix("/cursor") in _CURSOR and rest.endswith("/cursor"):
            return self._by_cursor(request, rest.removesuffix("/cursor"))
        if room == "incremental" and rest in _TIMED:
            return self._by_time(request, rest)
        return error(404, {"error": "InvalidEndpoint", "description": "Not found"})

    def refuse(self, problem: BadRequestError) -> Reply:
        return error(400, {"error": "InvalidValue", "description": str(problem)})

    def _by_cursor(self, request: Request, kind: str) -> Reply:
        size = whole("per_page", request.get("per_page"), LONGEST_PAGE, 1, LONGEST_PAGE)
        cursor, start = request.get("cursor"), request.get("start_time")
        if (cursor is None) == (start is None):
            raise BadRequestError("Give either start_time or cursor")
        low = _read(cursor) + 1 if cursor is not None else first_at(whole("start_time", start, 0, 0, 1 << 40))
        items = self.pages.page(_CURSOR[kind], low, END, size + 1)
        more, items = len(items) > size, items[:size]
        last = _write(items[-1][0] if items else low - 1)
        query = urlencode({"cursor": last, "per_page": size})
        tail: dict[str, object] = {
            "after_cursor": last,
            "after_url": f"{_base(request)}/api/v2/incremental/{kind}/cursor.json?{query}",
            "before_cursor": None,
            "before_url": None,
            "end_of_stream": not more,
        }
        return self._reply(kind, items, tail)

    def _by_time(self, request: Request, kind: str) -> Reply:
        size = whole("per_page", request.get("per_page"), LONGEST_PAGE, 1, LONGEST_PAGE)
        start = request.get("start_time")
        if start is None:
            raise BadRequestError("start_time is required")
        begin = whole("start_time", start, 0, 0, 1 << 40)
        items = self.pages.page(_TIMED[kind], first_at(begin), END, size)
        more = len(items) == size
        if more:
            # The whole last second belongs to the page: the next one starts at that second again.
            rest = self.pages.page(_TIMED[kind], items[-1][0] + 1, first_at(second_of(items[-1][0]) + 1), END)
            items += rest
            more = bool(self.pages.page(_TIMED[kind], items[-1][0] + 1, END, 1))
        end = second_of(items[-1][0]) if items else begin
        query = {"start_time": end} | ({"include": request.get("include")} if request.get("include") else {})
        tail = {
            "count": len(items),
            "end_of_stream": not more,
            "end_time": end,
            "next_page": f"{_base(request)}/api/v2/incremental/{kind}.json?{urlencode(query)}",
        }
        if kind == "ticket_events" and request.get("include") != "comment_events":
            return self._reply(kind, [(pos, _without_comments(body)) for pos, body in items], tail)
        return self._reply(kind, items, tail)

    def _ratings(self, request: Request) -> Reply:
        size = whole("page[size]", request.get("page[size]"), 100, 1, 100)
        start, end, after = request.get("start_time"), request.get("end_time"), request.get("page[after]")
        low = first_at(whole("start_time", start, 0, 0, 1 << 40))
        high = first_at(whole("end_time", end, 0, 0, 1 << 40) + 1) if end else END
        if after:
            low = max(low, _read(after) + 1)
        items = self.pages.page("zendesk_ratings", low, high, size + 1)
        more, items = len(items) > size, items[:size]
        cursor = _write(items[-1][0]) if items else after
        kept = {k: v for k, v in (("start_time", start), ("end_time", end)) if v}
        query = urlencode(kept | {"page[size]": str(size), "page[after]": cursor or ""})
        following = f"{_base(request)}/api/v2/satisfaction_ratings.json?{query}" if more else None
        tail = {
            "meta": {"has_more": more, "after_cursor": cursor, "before_cursor": None},
            "links": {"next": following, "prev": None},
        }
        return self._reply("satisfaction_ratings", items, tail)

    def _reply(self, name: str, items: list[Item], tail: dict[str, object]) -> Reply:
        return Reply(b'{"%s":[' % name.encode() + self.pages.joined(items) + b"]," + orjson.dumps(tail)[1:])


def _base(request: Request) -> str:
    return f"http://{request.headers.get('host', '127.0.0.1')}"


def _write(pos: int) -> str:
    return base64.urlsafe_b64encode(f"{pos}||".encode()).decode()


def _read(cursor: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(cursor.encode()).decode().removesuffix("||"))
    except (ValueError, binascii.Error):
        raise BadRequestError(f"Invalid cursor: {cursor!r}") from None


def _without_comments(body: bytes) -> bytes:
    record = orjson.loads(body)
    record["child_events"] = [child for child in record["child_events"] if child["event_type"] != "Comment"]
    return orjson.dumps(record)
