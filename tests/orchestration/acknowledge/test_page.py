"""The page behind a link, served on loopback: looking changes nothing, pressing records once."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import uvicorn

from orchestration.acknowledge.app import application
from orchestration.acknowledge.recording import recorder
from orchestration.ledger import cases, episodes, store
from orchestration.messages.links import Answer, signed

SECRET = "a secret of these tests, long enough"


@dataclass
class Site:
    """What is served, and what was recorded."""

    url: str
    recorded: list[tuple[str, str, str]] = field(default_factory=list)

    def link(self, action: str = "contacted", ref: str = "3f2a1b09aa", what: str = "case", age: int = 0) -> str:
        made = datetime.now(UTC) - timedelta(days=age)
        return f"{self.url}/confirm/{signed(Answer(what, ref, action, 'support_lead'), SECRET, made)}"


@pytest.fixture
def site(unused_port: int) -> Iterator[Site]:
    served = Site(f"http://127.0.0.1:{unused_port}")

    def record(action: str, ref: str, actor: str) -> bool:
        if ref.endswith("gone"):
            raise LookupError("no such case")
        if ref.endswith("broken"):
            raise RuntimeError("the ledger is locked by someone@example.org")
        is_new = (action, ref, actor) not in served.recorded
        served.recorded.append((action, ref, actor))
        return is_new

    config = uvicorn.Config(application(record, SECRET), host="127.0.0.1", port=unused_port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield served
    server.should_exit = True
    thread.join(10)


def test_looking_says_what_will_be_recorded_and_records_nothing(site: Site) -> None:
    for method in ("GET", "HEAD", "GET"):
        answer = requests.request(method, site.link(), timeout=5)
        assert answer.status_code == 200
    assert "Case 3f2a1b09: customer contacted" in answer.text
    assert "This will be recorded: support_lead has contacted the customer, now." in answer.text
    assert '<form method="post"><button type="submit">Yes, contacted</button></form>' in answer.text
    assert site.recorded == []


def test_pressing_records_and_pressing_again_says_so(site: Site) -> None:
    link = site.link()
    first, second = requests.post(link, timeout=5), requests.post(link, timeout=5)
    assert (first.status_code, second.status_code) == (200, 200)
    assert "<h1>Recorded</h1>" in first.text
    assert "It was recorded already" in second.text
    assert site.recorded[0] == ("contacted", "case:3f2a1b09aa", "support_lead")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_old_a_forged_and_a_strange_address_get_a_clear_page(site: Site, method: str) -> None:
    link = site.link()
    pages = {
        410: site.link(age=31),
        400: link[:-3] + "AAA",
        404: f"{site.url}/somewhere",
    }
    for status, url in pages.items():
        answer = requests.request(method, url, timeout=5)
        assert answer.status_code == status
        assert "<h1>" in answer.text
        assert "<form" not in answer.text
    assert site.recorded == []


def test_what_is_gone_and_a_ledger_that_fails_are_said_without_details(site: Site) -> None:
    assert requests.post(site.link(ref="gone"), timeout=5).status_code == 404
    failed = requests.post(site.link(ref="broken"), timeout=5)
    assert failed.status_code == 503
    assert "example.org" not in failed.text


def test_other_methods_are_refused(site: Site) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert requests.request(method, site.link(), timeout=5).status_code == 405
    assert site.recorded == []


def test_a_page_runs_nothing_fetches_nothing_and_tells_nobody_where_its_reader_was(site: Site) -> None:
    for url in (site.link(), f"{site.url}/somewhere"):
        answer = requests.get(url, timeout=5)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "set-cookie" not in answer.headers
        assert not re.search(r"<script|src=|href=|@import|url\(", answer.text)


def test_a_tokens_text_is_escaped(site: Site) -> None:
    answer = requests.get(f"{site.url}/confirm/%3Cscript%3Ealert(1)%3C%2Fscript%3E", timeout=5)
    assert answer.status_code in (400, 404)
    assert "<script>" not in answer.text


def test_the_ledger_gets_each_answer_once(tmp_path: Path) -> None:
    ledger = store.open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    record = recorder(ledger)
    assert record("contacted", "case:3f2a1b09aa", "support_lead") is True
    assert record("contacted", "case:3f2a1b09aa", "support_lead") is False
    assert record("resolve", "case:3f2a1b09aa", "support_lead") is True
    assert _kinds(ledger, "3f2a1b09aa") == ["contacted", "resolved"]
    with pytest.raises(LookupError):
        record("acknowledge", "episode:unknown", "support_lead")
    ledger.close()


def test_a_case_that_was_reopened_can_be_answered_again(tmp_path: Path) -> None:
    ledger = store.open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    now = datetime.now(UTC)
    earlier = [
        cases.CaseEvent("3f2a1b09aa", "contacted", now - timedelta(hours=2), "link", "support_lead"),
        cases.CaseEvent("3f2a1b09aa", "reopened", now - timedelta(hours=1), "command", "anna"),
    ]
    with ledger.writing() as connection:
        cases.append(connection, earlier)
    assert recorder(ledger)("contacted", "case:3f2a1b09aa", "support_lead") is True
    assert _kinds(ledger, "3f2a1b09aa") == ["contacted", "reopened", "contacted"]
    ledger.close()


def _kinds(ledger: store.Ledger, case_key: str) -> list[str]:
    with ledger.reading() as connection:
        return [event["kind"] for event in cases.history(connection, case_key)]


def test_the_ledger_snoozes_an_episode_once_and_acknowledges_it_once(tmp_path: Path) -> None:
    ledger = store.open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    record = recorder(ledger)
    row = {"episode_id": "e" * 20, "series_key": "s", "rule": "r", "family": "threshold", "status": "open",
           "tier": "confirmed", "severity": "warning", "opened_on": datetime(2026, 8, 1).date(), "level": 0,
           "is_backfilled": False}  # fmt: skip
    with ledger.writing() as connection:
        episodes.put_episodes(connection, [row])
    ref = f"episode:{'e' * 20}"
    assert [record("snooze", ref, "support_lead") for _ in range(2)] == [True, False]
    assert [record("acknowledge", ref, "support_lead") for _ in range(2)] == [True, False]
    with pytest.raises(LookupError):
        record("acknowledge", "episode:e", "support_lead")
    ledger.close()
