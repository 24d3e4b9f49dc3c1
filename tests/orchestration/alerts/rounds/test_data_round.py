"""Rules over the data themselves: what breaks is told, what was mended too, and what somebody has in hand is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
import pytest

from orchestration.alerts.data import DataFrames
from orchestration.alerts.rounds import data
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import Told
from orchestration.alerts.rules import CheckFailed, Rule, SourceLate, Volume
from orchestration.ledger import episodes
from orchestration.ledger.store import Ledger
from orchestration.messages.message import Severity
from tests.orchestration.alerts.rounds.conftest import NOW, Written

CHECKS = CheckFailed(
    name="checks", family="check_failed", title="A check failed", line=1, channels=("folder",),
    severity=Severity.CRITICAL, remind_days=2, cooldown_days=0,
)  # fmt: skip
LATE = SourceLate(
    name="late", family="source_late", title="A source is late", line=1, channels=("folder",), cooldown_days=0
)
SMALL = Volume(name="small", family="volume", title="A small load", line=1, channels=("folder",), cooldown_days=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GATE = "mart_gate of marts.cases"
Go = Callable[..., Told]


@pytest.fixture
def go(ledger: Ledger, book_of: Callable[..., Book]) -> Go:
    """One round, so long after noon."""

    def run(after: timedelta = timedelta(), rule: Rule = CHECKS, **frames: pd.DataFrame) -> Told:
        return data.run(ledger, book_of(rule), DataFrames(**frames), Clock(NOW + after, NOW))

    return run


def checks(is_ok: bool) -> pd.DataFrame:
    return data.checks([(GATE, is_ok), ("raw_gate of raw_stripe.charges", True)])


def test_a_check_that_fails_is_told_and_one_that_was_mended_too(go: Go, written: Written) -> None:
    assert go(checks=checks(True)).enqueued == 0
    assert go(HOUR, checks=checks(False)).enqueued == 1
    row = written("episodes")[0]
    assert (row["dimension_value"], row["status"], row["tier"]) == (GATE, "open", "confirmed")
    assert go(DAY, checks=checks(True)).enqueued == 1
    assert written("episodes")[0]["status"] == "resolved"
    first, second = written("outbox")
    assert first["subject"] == "A check fails: mart gate of marts.cases"
    assert b"is well again" in second["body"]
    assert first["thread"] == second["thread"] == row["episode_id"]


def test_the_same_failure_in_the_next_run_is_no_news(go: Go, written: Written) -> None:
    go(checks=checks(False))
    before = written("episode_events")
    assert go(HOUR, checks=checks(False)).enqueued == 0
    assert written("episode_events") == before


def test_a_run_that_stopped_before_a_check_says_nothing_of_it(go: Go, written: Written) -> None:
    go(checks=checks(False))
    assert go(DAY, checks=data.checks([("raw_gate of raw_stripe.charges", True)])).enqueued == 0
    assert written("episodes")[0]["status"] == "open"


def test_nobody_is_reminded_of_what_somebody_has_in_hand(go: Go, ledger: Ledger, written: Written) -> None:
    go(checks=checks(False))
    assert go(2 * DAY, checks=checks(False)).enqueued == 1, "nobody had said anything"
    with ledger.writing() as connection:
        assert episodes.acknowledge(connection, written("episodes")[0]["episode_id"], "Jo", NOW + 2 * DAY)
    assert go(5 * DAY, checks=checks(False)).enqueued == 0
    assert written("episodes")[0]["status"] == "acknowledged"
    assert go(6 * DAY, checks=checks(True)).enqueued == 1, "that it is over is said"


def test_a_source_that_was_not_read_for_too_long_is_told_with_when_it_was(go: Go, written: Written) -> None:
    def freshness(at: datetime) -> pd.DataFrame:
        return pd.DataFrame({"source": ["zendesk"], "data_through_at": [at]})

    assert go(rule=LATE, freshness=freshness(NOW - 36 * HOUR)).enqueued == 0
    assert go(DAY, rule=LATE, freshness=freshness(NOW - 36 * HOUR)).enqueued == 1
    assert written("outbox")[0]["subject"] == "Zendesk is late"
    assert b"Read last" in written("outbox")[0]["body"]
    assert go(2 * DAY, rule=LATE, freshness=freshness(NOW + 2 * DAY)).enqueued == 1
    assert b"has been read again" in written("outbox")[1]["body"]


def test_a_load_far_smaller_than_usual_is_told_with_both_numbers(go: Go, written: Written) -> None:
    def loads(last: int) -> pd.DataFrame:
        at = [NOW - (12 - number) * DAY for number in range(12)]
        return pd.DataFrame({"source": "stripe", "resource": "charges", "loaded_at": at, "rows": [1000] * 11 + [last]})

    assert go(rule=SMALL, loads=loads(980)).enqueued == 0
    assert go(DAY, rule=SMALL, loads=loads(10)).enqueued == 1
    assert b"10 rows, usually about 1,000" in written("outbox")[0]["body"]


def test_a_rule_that_is_switched_off_says_nothing(go: Go, written: Written) -> None:
    assert go(rule=replace(CHECKS, is_enabled=False), checks=checks(False)).enqueued == 0
    assert written("episodes") == []
