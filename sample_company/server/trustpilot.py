"""Trustpilot: the private reviews of one business unit, by page number; there is no total and no delete feed."""

from urllib.parse import urlencode

import orjson

from sample_company.server.http import Reply, Request
from sample_company.server.pages import END, BadRequestError, Pages, error, first_at, instant, whole

BUSINESS_UNIT = "5f0000000000000000c0ffee"
LONGEST_PAGE = 100
_ORDERS = {"createdat.asc": False, "createdat.desc": True}


class Trustpilot:
    """Answers one request; raises BadRequestError for parameters the vendor refuses."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def answer(self, request: Request) -> Reply:
        if request.path != f"/v1/private/business-units/{BUSINESS_UNIT}/reviews":
            return error(404, {"fault": {"faultstring": f"Unable to find {request.path}"}})
        page = whole("page", request.get("page"), 1, 1, 2_147_483_647)
        size = whole("perPage", request.get("perPage"), 20, 1, LONGEST_PAGE)
        order = request.get("orderBy") or "createdat.desc"
        if order not in _ORDERS:
            raise BadRequestError(f"Invalid orderBy: {order!r} (served here: {', '.join(_ORDERS)})")
        start, end = request.get("startDateTime"), request.get("endDateTime")
        low = first_at(instant("startDateTime", start)) if start else 0
        high = first_at(instant("endDateTime", end) + 1) if end else END
        items = self.pages.page(
            "trustpilot_reviews", low, high, size + 1, newest_first=_ORDERS[order], offset=(page - 1) * size
        )
        more, items = len(items) > size, items[:size]
        links = []
        base = f"http://{request.headers.get('host', '127.0.0.1')}{request.path}"
        for rel, number, wanted in (("next-page", page + 1, more), ("previous-page", page - 1, page > 1)):
            if wanted:
                query = urlencode([*((k, v) for k, v in request.query if k != "page"), ("page", str(number))])
                links.append({"rel": rel, "href": f"{base}?{query}", "method": "GET"})
        return Reply(b'{"links":' + orjson.dumps(links) + b',"reviews":[' + self.pages.joined(items) + b"]}")

    def refuse(self, problem: BadRequestError) -> Reply:
        return error(400, {"message": str(problem), "errorCode": 1_000})
