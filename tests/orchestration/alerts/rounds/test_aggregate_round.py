"""Rules over metrics on a warehouse: episodes and their messages, hidden groups, and what people say of episodes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orchestration.alerts.rounds import aggregate
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import Told
from orchestration.alerts.rules import Threshold
from orchestration.cli import alerts
from orchestration.ledger.store import Ledger
from orchestration.lib.settings import Settings
from orchestration.messages.message import Severity
from tests.orchestration.alerts.rounds.conftest import Written
from tests.orchestration.alerts.rounds.marts import Marts

BELOW = Threshold(
    name="nps_low", family="threshold", title="NPS is low", line=1, channels=("folder",), metric="nps",
    by=("segment",), below=30.0, clear_by=5.0, remind_days=7, worsen_by=10.0, cooldown_days=0,
)  # fmt: skip
# People speak on the wall clock, so that the data's days go along with it.
START = datetime.now(UTC) - timedelta(days=60)
DAY = timedelta(days=1)
Go = Callable[..., Told]


@pytest.fixture
def go(settings: Settings, warehouse: Marts, ledger: Ledger, book_of: Callable[..., Book]) -> Go:
    """One round on a day after the start; `value` is NPS of the segment smb in the 28 days that end then."""

    def run(day: int, value: float | None = None, rule: Threshold = BELOW, **row: Any) -> Told:
        at = START + day * DAY
        if value is not None:
            warehouse.window(at.date(), value, **row)
        with warehouse.open() as connection:
            return aggregate.run(settings, connection, ledger, book_of(rule), Clock(at, at))

    return run


def voc_alerts(*words: str) -> int:
    parser = argparse.ArgumentParser()
    alerts.add_commands(parser.add_subparsers())
    arguments = parser.parse_args(["alerts", *words])
    return int(arguments.command(arguments))


def test_a_group_that_falls_below_its_level_is_told_once_and_so_is_its_recovery(go: Go, written: Written) -> None:
    assert go(0, 50).enqueued == 0
    assert go(1, 20).enqueued == 1
    assert go(2, 20).enqueued == 0
    assert go(3, 50).enqueued == 1
    episode = written("episodes")[0]
    assert (episode["dimension_value"], episode["status"], episode["owner"]) == ("smb", "resolved", "support_lead")
    first, second = written("outbox")
    assert first["subject"] == second["subject"]
    assert first["thread"] == episode["episode_id"]
    assert b"well again" in second["body"]


def test_the_first_look_of_a_rule_tells_what_is_open_and_not_what_is_over(
    go: Go, warehouse: Marts, written: Written
) -> None:
    for day, value in ((-9, 50), (-8, 20), (-7, 50), (-1, 20)):
        warehouse.window((START + day * DAY).date(), value)
    assert go(0, 20).enqueued == 1
    rows = sorted(written("episodes"), key=lambda row: row["opened_on"])
    assert [(row["status"], row["is_backfilled"]) for row in rows] == [("resolved", True), ("open", True)]
    assert written("outbox")[0]["thread"] == rows[1]["episode_id"]


def test_what_gets_worse_is_told_again(go: Go, written: Written) -> None:
    go(0, 50)
    go(1, 20)
    assert go(2, 15).enqueued == 0
    assert go(3, 9).enqueued == 1
    assert [row["kind"] for row in written("outbox")] == ["opened", "worsened"]


def test_a_crossing_that_may_be_chance_is_listed_and_not_told(go: Go, written: Written) -> None:
    go(0, 50)
    assert go(1, 28, interval_high=31.0).enqueued == 0
    assert [row["tier"] for row in written("episodes")] == ["watch"]
    assert go(2, 28, interval_high=31.0, rule=replace(BELOW, is_watch_pushed=True)).enqueued == 0, "it is known"


def test_a_hidden_group_stands_in_no_episode_and_no_message(go: Go, warehouse: Marts, written: Written) -> None:
    for day, value, told in ((0, 50, 0), (1, 20, 1)):
        warehouse.window((START + day * DAY).date(), -90, group="enterprise", is_suppressed=True)
        assert go(day, value).enqueued == told
    assert {row["dimension_value"] for row in written("episodes")} == {"smb"}
    assert b"nterprise" not in written("outbox")[0]["body"]


def test_a_group_that_is_hidden_from_now_on_is_told_no_further(go: Go, written: Written) -> None:
    go(0, 50)
    go(1, 20)
    assert go(2, -90, is_suppressed=True).enqueued == 0
    assert go(9, -90, is_suppressed=True).enqueued == 0, "no reminder either"
    assert written("episodes")[0]["last_value"] == 20


def test_comments_are_quoted_without_names_and_not_at_all_where_they_are_hidden(
    go: Go, warehouse: Marts, written: Written
) -> None:
    warehouse.add("restricted.customer_contacts", customer_key="c1", full_name="Mari Tamm", email="mari@example.org")
    warehouse.add("restricted.answer_texts", answer_key="t", response_key="r", answer_text="Mari Tamm waits on hold.",
                  language="en")  # fmt: skip
    warehouse.add("marts.fct_answers", answer_key="a", response_key="r", customer_key="c1", metric="nps", score=1,
                  segment="smb", category="negative", submitted_at=START, submitted_on=START.date())  # fmt: skip
    go(0, 50)
    go(1, 20)
    go(2, 5, is_comment_suppressed=True)
    shown, hidden = written("outbox")
    assert b"waits on hold" in shown["body"]
    assert b"Mari Tamm" not in shown["body"]
    assert b"waits on hold" not in hidden["body"]


def test_the_backup_hears_of_what_is_critical(go: Go, written: Written) -> None:
    critical = replace(BELOW, severity=Severity.CRITICAL)
    go(0, 50, rule=critical)
    assert go(1, 20, rule=critical).enqueued == 2
    assert {row["recipient"].partition("@")[0] for row in written("outbox")} == {"support_lead", "success_lead"}


def test_an_episode_is_reminded_of_until_somebody_acknowledges_it(go: Go, written: Written) -> None:
    go(40, 50)
    go(41, 20)
    assert go(48, 20).enqueued == 1
    assert written("outbox")[-1]["kind"] == "reminder"
    assert voc_alerts("ack", written("episodes")[0]["episode_id"][:8], "--by", "Jo") == 0
    assert go(62, 20).enqueued == 0
    episode = written("episodes")[0]
    assert (episode["status"], episode["acknowledged_by"]) == ("acknowledged", "Jo")
    assert go(63, 9).enqueued == 1, "worse is told all the same"


def test_a_snoozed_episode_is_silent_until_its_day_and_speaks_again_after_it(go: Go, written: Written) -> None:
    go(52, 50)
    go(53, 20)
    assert voc_alerts("snooze", written("episodes")[0]["episode_id"][:8], "--days", "10", "--by", "Jo") == 0
    assert go(62, 20).enqueued == 0
    assert written("episodes")[0]["status"] == "snoozed"
    assert go(71, 20).enqueued == 1
    assert written("episodes")[0]["status"] == "open"


def test_a_second_round_over_the_same_marts_writes_nothing(go: Go, written: Written) -> None:
    go(0, 50)
    go(1, 20)
    tables = ("episode_events", "outbox")
    before = [written(table) for table in tables]
    assert go(1).enqueued == 0
    assert [written(table) for table in tables] == before
    assert len(written("episodes")) == 1
