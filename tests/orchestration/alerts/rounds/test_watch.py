"""The message that comes when no evaluation does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orchestration.alerts.rounds import watch
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rules import CheckFailed
from orchestration.ledger import evaluations
from orchestration.ledger.store import Ledger
from tests.orchestration.alerts.rounds.conftest import NOW, Written

CHECKS = CheckFailed(name="checks", family="check_failed", title="A check failed", line=1, channels=("chat",))
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def evaluated(ledger: Ledger, at: datetime, is_ok: bool = True, without: str = "") -> None:
    """A round of every family, one after the other."""
    with ledger.writing() as connection:
        for family in watch.FAMILIES:
            evaluations.record(connection, family, at, is_ok or family != without, 1, 0, at)


def test_where_nothing_was_ever_evaluated_it_is_late(ledger: Ledger) -> None:
    assert watch.is_late(ledger, NOW)


def test_a_day_and_two_hours_are_in_time_and_a_second_more_is_late(ledger: Ledger) -> None:
    evaluated(ledger, NOW)
    assert not watch.is_late(ledger, NOW + 26 * HOUR)
    assert watch.is_late(ledger, NOW + 26 * HOUR + SECOND)
    assert watch.is_late(ledger, NOW + 2 * HOUR, expected_hours=1)


@pytest.mark.parametrize("family", ["data", "metrics", "personal", "cases"])
def test_a_part_that_fails_each_day_is_late_though_the_others_go_well(ledger: Ledger, family: str) -> None:
    """Rules over metrics went well each day, 1-to-1 rules after them failed: nobody was told that warnings stopped."""
    evaluated(ledger, NOW)
    evaluated(ledger, NOW + 24 * HOUR, is_ok=False, without=family)
    assert watch.is_late(ledger, NOW + 27 * HOUR)


def test_it_is_said_once_a_day_while_it_lasts(ledger: Ledger, book_of: Callable[..., Book], written: Written) -> None:
    evaluated(ledger, NOW - 30 * HOUR)
    book = book_of(CHECKS)
    assert watch.run(ledger, book, Clock(NOW, NOW)).enqueued == 1
    assert watch.run(ledger, book, Clock(NOW + HOUR, NOW)).enqueued == 0
    assert watch.run(ledger, book, Clock(NOW + 24 * HOUR, NOW)).enqueued == 1
    rows = written("outbox")
    assert len({row["thread"] for row in rows}) == 1, "one conversation for one standstill"
    assert {row["subject"] for row in rows} == {"Warnings have stopped"}


def test_the_next_standstill_is_another_conversation(
    ledger: Ledger, book_of: Callable[..., Book], written: Written
) -> None:
    watch.run(ledger, book_of(CHECKS), Clock(NOW, NOW))
    evaluated(ledger, NOW + HOUR)
    watch.run(ledger, book_of(CHECKS), Clock(NOW + 48 * HOUR, NOW))
    assert len({row["thread"] for row in written("outbox")}) == 2


def test_it_goes_where_failed_checks_go(ledger: Ledger, book_of: Callable[..., Book], written: Written) -> None:
    rule = replace(CHECKS, channels=("folder", "chat"), owner="success_lead")
    watch.run(ledger, book_of(rule), Clock(NOW, NOW))
    where = {row["channel"]: row["recipient"] for row in written("outbox")}
    assert where == {"folder": "success_lead@company.example", "chat": "chat"}


@pytest.mark.parametrize("rules", [(), (replace(CHECKS, is_enabled=False),)])
def test_without_such_a_rule_it_goes_through_every_channel_to_who_looks_after_everything(
    ledger: Ledger, book_of: Callable[..., Book], written: Written, rules: tuple[CheckFailed, ...]
) -> None:
    watch.run(ledger, book_of(*rules), Clock(NOW, NOW))
    assert {row["channel"] for row in written("outbox")} == {"folder", "mail", "chat"}
    assert {row["recipient"] for row in written("outbox")} == {"support_lead@company.example", "chat"}


def test_it_comes_at_night_and_on_sundays_too(ledger: Ledger, book_of: Callable[..., Book], written: Written) -> None:
    """Silence is critical, whatever the hours and severity of the rule whose channels it takes."""
    sunday = datetime(2026, 3, 15, 3, tzinfo=UTC)
    rule = replace(CHECKS, channels=("mail",), is_business_hours=True)
    watch.run(ledger, book_of(rule), Clock(sunday, sunday))
    assert written("outbox")[0]["not_before"] == sunday
