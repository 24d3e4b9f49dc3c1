"""Typeform: forms and responses, newest first, with `since`/`until` on the submission and `before`/`after` tokens."""

import orjson

from sample_company.calendar import iso
from sample_company.catalogue import TITLES, form_definition
from sample_company.numbers import unscramble
from sample_company.server.http import Reply, Request
from sample_company.server.pages import END, BadRequestError, Pages, error, first_at, instant, whole

LONGEST_PAGE = 1_000


class Typeform:
    """Answers one request; raises BadRequestError for parameters the vendor refuses."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        created = iso(pages.meta("start") - 30 * 86_400)
        self.forms = {form: form_definition(form, created, created) for form in TITLES}

    def answer(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        if parts[0] != "forms" or len(parts) > 3:
            return error(404, {"code": "NOT_FOUND", "description": "Endpoint not found"})
        if len(parts) == 1:
            return self._list(request)
        form = self.forms.get(parts[1])
        if form is None:
            return error(404, {"code": "FORM_NOT_FOUND", "description": f"Form {parts[1]} not found"})
        if len(parts) == 2:
            return Reply(orjson.dumps(form))
        if parts[2] != "responses":
            return error(404, {"code": "NOT_FOUND", "description": "Endpoint not found"})
        return self._responses(request, parts[1])

    def refuse(self, problem: BadRequestError) -> Reply:
        return error(400, {"code": "INVALID_PARAMETER", "description": str(problem)})

    def _list(self, request: Request) -> Reply:
        page = whole("page", request.get("page"), 1, 1, 10_000)
        size = whole("page_size", request.get("page_size"), 10, 1, 200)
        forms = list(self.forms.values())
        keys = ("id", "type", "title", "created_at", "last_updated_at", "settings", "_links")
        items = [{key: form[key] for key in keys} for form in forms[(page - 1) * size : page * size]]
        return Reply(
            orjson.dumps({"total_items": len(forms), "page_count": -(-len(forms) // size), "items": items}),
        )

    def _responses(self, request: Request, form: str) -> Reply:
        resource = f"typeform_{form}"
        size = whole("page_size", request.get("page_size"), 25, 1, LONGEST_PAGE)
        since, until = request.get("since"), request.get("until")
        low = first_at(instant("since", since)) if since else 0
        high = first_at(instant("until", until) + 1) if until else END
        total = self.pages.count(resource, low, high)
        before, after = request.get("before"), request.get("after")
        if (before or after) and request.get("sort"):
            raise BadRequestError("sort cannot be used together with before or after")
        if before:
            high = min(high, self._position("before", before))
        if after:
            low = max(low, self._position("after", after) + 1)
        items = self.pages.page(resource, low, high, size, newest_first=True)
        head = b'{"total_items":%d,"page_count":%d,"items":[' % (total, -(-total // size))
        return Reply(head + self.pages.joined(items) + b"]}")

    def _position(self, name: str, token: str) -> int:
        pos = unscramble(token[:16]) if len(token) == 32 else None
        if pos is None:
            raise BadRequestError(f"Invalid {name}: {token!r} is no response token")
        return pos
