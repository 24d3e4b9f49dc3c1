"""What is a reason to build: rows of others and of people, not what runs write about themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion import registry
from orchestration.cli.selection import chosen_sources, with_own
from orchestration.lib.fingerprint import fingerprint
from orchestration.lib.state import State, data_through, news
from orchestration.lib.warehouse import RawState

NOW = datetime(2026, 9, 30, tzinfo=UTC)
SPECS = registry.specs()


def raw(tool: str, read_at: datetime = NOW, **landed: int) -> dict[str, RawState]:
    return {tool: RawState(tool, landed, "1.0", read_at)}


STRIPE = raw("stripe", customers=3, invoices=4)


def mark(states: dict[str, RawState]) -> str:
    return fingerprint("code", news(states, SPECS), NOW)


def test_what_a_run_writes_about_itself_is_no_news() -> None:
    before = STRIPE | raw("ledger", case_events=2, evaluations=1, outbox=5)
    after = STRIPE | raw("ledger", case_events=2, evaluations=9, outbox=50, episodes=3, escalations=1)
    assert mark(before) == mark(after)


@pytest.mark.parametrize("resource", ["case_events", "acknowledgements"])
def test_what_people_did_is_news(resource: str) -> None:
    quiet = STRIPE | raw("ledger", evaluations=1)
    assert mark(quiet) != mark(STRIPE | raw("ledger", evaluations=1, **{resource: 1}))


def test_the_first_load_of_the_ledger_is_no_news() -> None:
    assert mark(STRIPE) == mark(STRIPE | raw("ledger", evaluations=1, outbox=2))


def test_a_tool_that_was_read_and_had_nothing_is_news() -> None:
    assert mark(STRIPE) != mark(STRIPE | raw("typeform"))


def test_data_reach_as_far_as_the_slowest_tool_and_the_ledger_is_none() -> None:
    states = STRIPE | raw("typeform", NOW - timedelta(hours=3)) | raw("ledger", NOW - timedelta(days=9))
    assert data_through(states, SPECS) == NOW - timedelta(hours=3)
    assert data_through(raw("ledger"), SPECS) is None


def test_the_ledger_alone_is_nothing_to_build() -> None:
    assert not State(raw("ledger", case_events=1), None, None, "").has_data
    assert State(STRIPE | raw("ledger"), None, None, "").has_data


def test_every_run_reads_the_ledger_once_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_STATE_DIR", str(tmp_path))
    monkeypatch.delenv("VOC_LEDGER_URL", raising=False)
    assert with_own(["stripe"]) == ["stripe"]
    (tmp_path / "ledger.sqlite").touch()
    assert with_own(["stripe"]) == ["stripe", "ledger"]
    assert with_own(["ledger"]) == ["ledger"]


def test_the_ledger_may_be_named_although_it_is_never_configured() -> None:
    assert chosen_sources(["ledger"], SPECS, ["stripe"]) == ["ledger"]
