"""A plain client for the sample company's servers: reads everything the way each vendor documents paging."""

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from sample_company import Service

KEYS = {"stripe": "STRIPE_API_KEY"}
STRIPE = ("customers", "subscriptions", "invoices", "charges", "refunds", "events")
FORMS = ("FNPS0001", "FCST0001", "FPUR0001", "FLOY0001")


class Client:
    """One service; repeats a request that met 429 or 500 at once, and counts those."""

    def __init__(self, service: Service) -> None:
        self.environment = service.environment
        self.mishaps: list[int] = []
        self.unit = self.environment["TRUSTPILOT_BUSINESS_UNIT_ID"]

    def once(
        self, vendor: str, path: str, query: dict[str, Any] | None = None, authorization: str | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request: status, headers in lower case, body."""
        base = urlsplit(self.environment[f"{vendor.upper()}_BASE_URL"])
        token = self.environment[KEYS.get(vendor, f"{vendor.upper()}_TOKEN")]
        connection = http.client.HTTPConnection(base.hostname or "", base.port, timeout=10)
        try:
            target = f"{path}?{urlencode(query)}" if query else path
            headers = {"Authorization": f"Bearer {token}" if authorization is None else authorization}
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            connection.close()

    def get(self, vendor: str, path: str, query: dict[str, Any] | None = None) -> Any:
        """The JSON of an answer that is 200 at the latest on the third try."""
        for _ in range(3):
            status, _, body = self.once(vendor, path, query)
            if status == 200:
                return json.loads(body)
            self.mishaps.append(status)
        raise AssertionError(f"{vendor} {path} {query}: {status} {body!r}")

    def follow(self, vendor: str, url: str) -> Any:
        """The JSON behind a link that the server gave."""
        parts = urlsplit(url)
        return self.get(vendor, f"{parts.path}?{parts.query}")

    def responses(self, form: str, size: int = 1_000, **query: Any) -> Iterator[dict[str, Any]]:
        before: dict[str, Any] = {}
        while True:
            page = self.get("typeform", f"/forms/{form}/responses", {"page_size": size, **query, **before})
            yield from page["items"]
            if len(page["items"]) < size:
                return
            before = {"before": page["items"][-1]["token"]}

    def stripe(self, kind: str, limit: int = 100, **query: Any) -> Iterator[dict[str, Any]]:
        if kind == "subscriptions":
            query.setdefault("status", "all")
        while True:
            page = self.get("stripe", f"/v1/{kind}", {"limit": limit, **query})
            yield from page["data"]
            if not page["has_more"]:
                return
            query["starting_after"] = page["data"][-1]["id"]

    def export(self, kind: str, size: int = 1_000, start: int = 0) -> Iterator[dict[str, Any]]:
        path = f"/api/v2/incremental/{kind}/cursor.json"
        page = self.get("zendesk", path, {"start_time": start, "per_page": size})
        while True:
            yield from page[kind]
            if page["end_of_stream"]:
                return
            page = self.follow("zendesk", page["after_url"])

    def timed(self, kind: str, size: int = 1_000) -> Iterator[dict[str, Any]]:
        query = {"start_time": 0, "include": "comment_events", "per_page": size}
        while True:
            page = self.get("zendesk", f"/api/v2/incremental/{kind}.json", query)
            yield from page[kind]
            if page["end_of_stream"]:
                return
            query["start_time"] = page["end_time"]

    def ratings(self, size: int = 100, **query: Any) -> Iterator[dict[str, Any]]:
        page = self.get("zendesk", "/api/v2/satisfaction_ratings.json", {"page[size]": size, **query})
        while True:
            yield from page["satisfaction_ratings"]
            if not page["meta"]["has_more"]:
                return
            page = self.follow("zendesk", page["links"]["next"])

    def reviews(self, size: int = 100, **query: Any) -> Iterator[dict[str, Any]]:
        number = 1
        while True:
            path = f"/v1/private/business-units/{self.unit}/reviews"
            page = self.get("trustpilot", path, {"page": number, "perPage": size, **query})
            yield from page["reviews"]
            if not any(link["rel"] == "next-page" for link in page["links"]):
                return
            number += 1

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All records of all resources, each id once."""
        found: dict[str, list[dict[str, Any]]] = {form: list(self.responses(form)) for form in FORMS}
        found |= {kind: list(self.stripe(kind)) for kind in STRIPE}
        found |= {kind: list(self.export(kind)) for kind in ("tickets", "users")}
        for kind in ("ticket_events", "ticket_metric_events"):
            found[kind] = list({record["id"]: record for record in self.timed(kind)}.values())
        return found | {"ratings": list(self.ratings()), "reviews": list(self.reviews(orderBy="createdat.asc"))}
