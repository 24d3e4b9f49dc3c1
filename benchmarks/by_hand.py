"""The yardstick: one hand-written script that reads the same HTTP bytes and computes the same marts, with nothing else.

No versions, no quarantine, no ledger, no increments, no checks, no lineage: what an engineer would write in an
afternoon to get the numbers once. It answers how much the pipeline's guarantees cost. Run by ``python -m
benchmarks``; alone it takes the connection file of a serving sample company and a folder: ``python
benchmarks/by_hand.py connection.json OUT``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import urllib3

HERE = Path(__file__).parent


class Pages:
    """Page bodies over HTTP, saved one file a page."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.env = folder, environment
        self.pool = urllib3.PoolManager(retries=False)

    def get(self, url: str, token: str, **params: str | int) -> bytes:
        if params:
            url = f"{url}?{urlencode(params)}"
        while True:
            answer = self.pool.request("GET", url, headers={"Authorization": f"Bearer {token}"})
            if answer.status == 200:
                return answer.data
            if answer.status not in {429, 500, 502, 503}:
                raise SystemExit(f"{url}: {answer.status} {answer.data[:200]!r}")
            time.sleep(float(answer.headers.get("Retry-After", 0.2)))

    def save(self, name: str, bodies: Iterator[bytes]) -> None:
        (self.folder / name).mkdir(parents=True)
        for number, body in enumerate(bodies):
            (self.folder / name / f"{number:06}.json").write_bytes(body)

    def typeform(self, form: str) -> Iterator[bytes]:
        before: dict[str, str] = {}
        base, token = self.env["TYPEFORM_BASE_URL"], self.env["TYPEFORM_TOKEN"]
        while True:
            body = self.get(f"{base}/forms/{form}/responses", token, page_size=1000, **before)
            items = json.loads(body)["items"]
            if not items:
                return
            yield b'{"form_id":"' + form.encode() + b'",' + body[1:]
            before = {"before": items[-1]["token"]}

    def stripe(self, resource: str) -> Iterator[bytes]:
        base, token = self.env["STRIPE_BASE_URL"], self.env["STRIPE_API_KEY"]
        params: dict[str, str | int] = {"limit": 100} | ({"status": "all"} if resource == "subscriptions" else {})
        while True:
            body = self.get(f"{base}/v1/{resource}", token, **params)
            page = json.loads(body)
            yield body
            if not page["has_more"]:
                return
            params["starting_after"] = page["data"][-1]["id"]

    def zendesk_cursor(self, resource: str) -> Iterator[bytes]:
        base, token = self.env["ZENDESK_BASE_URL"], self.env["ZENDESK_TOKEN"]
        url = f"{base}/api/v2/incremental/{resource}/cursor.json?start_time=1&per_page=1000"
        while True:
            body = self.get(url, token)
            page = json.loads(body)
            yield body
            if page["end_of_stream"]:
                return
            url = page["after_url"]

    def zendesk_time(self, resource: str, extra: str = "") -> Iterator[bytes]:
        base, token = self.env["ZENDESK_BASE_URL"], self.env["ZENDESK_TOKEN"]
        url = f"{base}/api/v2/incremental/{resource}.json?start_time=1{extra}"
        while True:
            body = self.get(url, token)
            page = json.loads(body)
            yield body
            if page["end_of_stream"]:
                return
            url = page["next_page"]

    def zendesk_ratings(self) -> Iterator[bytes]:
        base, token = self.env["ZENDESK_BASE_URL"], self.env["ZENDESK_TOKEN"]
        url = f"{base}/api/v2/satisfaction_ratings.json?page%5Bsize%5D=100"
        while True:
            body = self.get(url, token)
            page = json.loads(body)
            yield body
            if not page["meta"]["has_more"]:
                return
            url = page["links"]["next"]

    def trustpilot(self) -> Iterator[bytes]:
        unit = self.env["TRUSTPILOT_BUSINESS_UNIT_ID"]
        url = f"{self.env['TRUSTPILOT_BASE_URL']}/v1/private/business-units/{unit}/reviews"
        number = 1
        while True:
            body = self.get(url, self.env["TRUSTPILOT_TOKEN"], page=number, perPage=100, orderBy="createdat.asc")
            yield body
            if len(json.loads(body)["reviews"]) < 100:
                return
            number += 1


def fetch(folder: Path, environment: dict[str, str]) -> None:
    pages = Pages(folder, environment)
    for form in ("FNPS0001", "FCST0001", "FPUR0001", "FLOY0001"):
        pages.save(f"responses_{form}", pages.typeform(form))
    for resource in ("customers", "subscriptions", "invoices", "charges", "refunds"):
        pages.save(resource, pages.stripe(resource))
    pages.save("tickets", pages.zendesk_cursor("tickets"))
    pages.save("users", pages.zendesk_cursor("users"))
    pages.save("ticket_events", pages.zendesk_time("ticket_events", "&include=comment_events"))
    pages.save("ticket_metric_events", pages.zendesk_time("ticket_metric_events"))
    pages.save("satisfaction_ratings", pages.zendesk_ratings())
    pages.save("reviews", pages.trustpilot())


def main(connection_file: str, out: str) -> None:
    environment = json.loads(Path(connection_file).read_text())["environment"]
    folder = Path(out)
    fetch(folder / "pages", environment)
    with duckdb.connect(folder / "by_hand.duckdb") as db:
        db.execute("set timezone = 'UTC'")
        db.execute(f"set variable pages = '{folder / 'pages'}'")
        db.execute(f"set variable files = '{environment['SEGMENT_FILES_URL'].removeprefix('file://')}'")
        db.execute((HERE / "by_hand.sql").read_text())


if __name__ == "__main__":
    main(*sys.argv[1:3])
