"""What readers of digests open: the page that ends them, by hand or by a mail program, and the report."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import uvicorn

from orchestration.acknowledge.app import application
from orchestration.acknowledge.readers import Readers
from orchestration.acknowledge.recording import recorder, unsubscriber
from orchestration.ledger import tables, unsubscriptions
from orchestration.ledger.store import Ledger
from orchestration.ledger.unsubscriptions import person_key
from orchestration.messages.reader_links import Unsubscription, report_url, unsubscribe_url

SECRET = "a secret of these tests, long enough"
PERSON = person_key("anna@example.org")
PAGE = "<!doctype html><title>Report</title>"


@dataclass
class Site:
    url: str
    ledger: Ledger
    report: Path

    def link(self, audience: str = "support") -> str:
        return unsubscribe_url(self.url, SECRET, Unsubscription(audience, PERSON))

    def report_link(self, age: int = 0) -> str:
        return report_url(self.url, SECRET, datetime.now(UTC) - timedelta(days=age))

    @property
    def gone(self) -> frozenset[str]:
        with self.ledger.reading() as connection:
            return unsubscriptions.of_audience(connection, "support")


@pytest.fixture
def site(unused_port: int, ledger: Ledger, tmp_path: Path) -> Iterator[Site]:
    found = Site(f"http://127.0.0.1:{unused_port}", ledger, tmp_path / "report.html")
    app = application(recorder(ledger), SECRET, readers=Readers(unsubscriber(ledger), found.report))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=unused_port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield found
    server.should_exit = True
    thread.join(10)


def test_looking_asks_and_ends_nothing(site: Site) -> None:
    for method in ("GET", "HEAD", "GET"):
        answer = requests.request(method, site.link(), timeout=5)
        assert answer.status_code == 200
    assert "You will receive no more digests of “support”." in answer.text
    assert '<form method="post"><button type="submit">Unsubscribe</button></form>' in answer.text
    assert site.gone == frozenset()


def test_the_button_ends_them_once(site: Site) -> None:
    first, second = requests.post(site.link(), timeout=5), requests.post(site.link(), timeout=5)
    assert "You are unsubscribed" in first.text
    assert "You were unsubscribed already" in second.text
    assert site.gone == {PERSON}


def test_a_mail_program_ends_them_without_a_page(site: Site) -> None:
    """RFC 8058, 3.2: a POST with this body, no cookie, no login, no redirect."""
    answer = requests.post(site.link(), data={"List-Unsubscribe": "One-Click"}, timeout=5, allow_redirects=False)
    assert answer.status_code == 200
    assert not answer.cookies
    assert site.gone == {PERSON}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_link_ends_nothing(site: Site, method: str) -> None:
    for link in (
        site.link()[:-3] + "AAA",
        f"{site.url}/unsubscribe/x",
        site.report_link().replace("report", "unsubscribe"),
    ):
        answer = requests.request(method, link, timeout=5)
        assert answer.status_code == 400
        assert "<form" not in answer.text
    assert site.gone == frozenset()


def test_the_page_speaks_the_readers_language(site: Site) -> None:
    link = unsubscribe_url(site.url, SECRET, Unsubscription("support", PERSON, "da"))
    assert '<html lang="da">' in requests.get(link, timeout=5).text


def test_a_ledger_that_fails_is_said_without_details(site: Site) -> None:
    with site.ledger.writing() as connection:
        tables.unsubscriptions.drop(connection)
    answer = requests.post(site.link(), timeout=5)
    assert answer.status_code == 503
    assert "It was not recorded" in answer.text
    assert "unsubscriptions" not in answer.text


def test_the_report_opens_by_its_link_only(site: Site) -> None:
    assert requests.get(site.report_link(), timeout=5).status_code == 404, "it was not made yet"
    site.report.write_text(PAGE)
    answer = requests.get(site.report_link(), timeout=5)
    assert (answer.status_code, answer.text) == (200, PAGE)
    for status, link in {
        410: site.report_link(age=31),
        400: site.report_link()[:-3] + "AAA",
        404: f"{site.url}/report/",
    }.items():
        refused = requests.get(link, timeout=5)
        assert refused.status_code == status
        assert PAGE not in refused.text
    assert requests.post(site.report_link(), timeout=5).status_code == 405


def test_the_report_reaches_nothing_and_nobody_keeps_or_frames_it(site: Site) -> None:
    site.report.write_text(PAGE)
    headers = requests.get(site.report_link(), timeout=5).headers
    policy = dict(re.findall(r"([a-z-]+) ([^;]+)", headers["Content-Security-Policy"]))
    assert policy["default-src"] == policy["form-action"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_without_readers_there_are_no_such_pages(ledger: Ledger) -> None:
    paths = {route.path for route in application(recorder(ledger), SECRET).routes}
    assert paths == {"/confirm/{token}"}
