"""Overdue cases: to the backup, after as long again to the manager, and only those that somebody was told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from orchestration.alerts.rounds import escalation, personal
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.escalation import due_levels
from orchestration.alerts.rounds.telling import Told
from orchestration.ledger import cases
from orchestration.ledger.cases import CaseEvent
from orchestration.ledger.store import Ledger
from tests.orchestration.alerts.rounds.conftest import NOW, Written, person
from tests.orchestration.alerts.rounds.marts import Marts
from tests.orchestration.alerts.rounds.test_personal_round import DETRACTOR

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
OPENED = NOW - HOUR
DUE = OPENED + 48 * HOUR
TWICE = DUE + 48 * HOUR
Go = Callable[..., Told]


def level(as_of: datetime, told: datetime = OPENED, reached: int = 0, settled: Any = None, **row: Any) -> int:
    """Which one the case is to be escalated to; 0 for none. Instants of the marts have no zone."""
    case = {"opened_at": OPENED.replace(tzinfo=None), "due_at": DUE.replace(tzinfo=None), "status": "open", **row}
    found = due_levels(
        [{"case_key": "c", **case}],
        {"c": told},
        {"c": settled} if settled else {},
        {"c": reached} if reached else {},
        as_of,
    )
    return found.get("c", 0)


def test_a_case_goes_to_the_backup_exactly_when_it_is_due() -> None:
    assert level(DUE - SECOND) == 0
    assert level(DUE) == 1
    assert level(DUE, status="acknowledged") == 1, "to have it in hand is not to have called"


def test_and_to_the_manager_after_as_long_again() -> None:
    assert level(TWICE - SECOND, reached=1) == 0
    assert level(TWICE, reached=1) == 2


def test_nobody_is_passed_over_however_late_it_is() -> None:
    assert level(TWICE + 1000 * HOUR) == 1


def test_nobody_stands_above_the_manager() -> None:
    assert level(TWICE + 1000 * HOUR, reached=2) == 0


def test_who_was_told_late_has_as_long_as_anybody() -> None:
    late = OPENED + 30 * HOUR
    assert level(late + 48 * HOUR - SECOND, told=late) == 0
    assert level(late + 48 * HOUR, told=late) == 1
    assert level(late + 96 * HOUR - SECOND, told=late, reached=1) == 0
    assert level(late + 96 * HOUR, told=late, reached=1) == 2


@pytest.mark.parametrize("status", ["contacted", "resolved", "dismissed", "lapsed"])
def test_what_the_marts_call_over_is_not_escalated(status: str) -> None:
    assert level(TWICE, status=status) == 0


def test_what_was_settled_since_the_marts_were_built_is_not_escalated() -> None:
    assert level(DUE, settled=DUE - HOUR) == 0
    assert level(DUE, settled=OPENED) == 0


def test_what_settled_an_earlier_case_under_the_same_key_does_not_count() -> None:
    assert level(DUE, settled=OPENED - SECOND) == 1


@pytest.fixture
def told_of(warehouse: Marts, ledger: Ledger, book_of: Callable[..., Book], clock: Clock) -> None:
    """One case, told to its owner when it was opened."""
    warehouse.signal("a", OPENED, case_key="case1")
    warehouse.case("case1", OPENED)
    with warehouse.open() as connection:
        assert personal.run(connection, ledger, book_of(DETRACTOR), clock).enqueued == 2


@pytest.fixture
def go(warehouse: Marts, ledger: Ledger, book_of: Callable[..., Book]) -> Go:
    """One round at an instant."""

    def run(at: datetime, book: Book | None = None) -> Told:
        with warehouse.open() as connection:
            return escalation.run(connection, ledger, book or book_of(DETRACTOR), Clock(at, at))

    return run


def record(ledger: Ledger, kind: str, at: datetime) -> None:
    with ledger.writing() as connection:
        cases.append(connection, [CaseEvent("case1", kind, at, "command", "Jo")], at)


@pytest.mark.usefixtures("told_of")
def test_the_backup_then_the_manager_hear_of_it_once_each_and_so_does_its_owner(go: Go, written: Written) -> None:
    assert go(DUE - SECOND).enqueued == 0
    assert go(DUE).enqueued == 2
    assert go(DUE + HOUR).enqueued == 0
    assert go(TWICE).enqueued == 2
    assert go(TWICE + 100 * HOUR).enqueued == 0
    rows = written("outbox", kind="escalated")
    assert [row["recipient"].partition("@")[0] for row in rows] == [
        *("success_lead", "support_lead"),
        *("customer_director", "support_lead"),
    ]
    assert {row["thread"] for row in rows} == {"case1"}
    events = written("case_events", kind="escalated")
    assert [(row["level"], row["assignee"], row["came_by"]) for row in events] == [
        (1, "success_lead", "rule"),
        (2, "customer_director", "rule"),
    ]


@pytest.mark.usefixtures("told_of")
def test_a_call_recorded_since_the_build_stops_it_and_reopening_starts_it_again(
    go: Go, ledger: Ledger, written: Written
) -> None:
    record(ledger, "contacted", OPENED + HOUR)
    assert go(DUE).enqueued == 0
    record(ledger, "reopened", DUE)
    assert go(DUE + HOUR).enqueued == 2
    assert [row["level"] for row in written("case_events", kind="escalated")] == [1]


def test_a_case_that_nobody_was_told_of_is_not_late(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.case("case1", OPENED)
    assert go(TWICE).enqueued == 0
    assert written("case_events") == []


def test_a_case_that_was_told_of_in_a_list_is_escalated_too(
    go: Go, warehouse: Marts, ledger: Ledger, book_of: Callable[..., Book], clock: Clock, written: Written
) -> None:
    for number in (1, 2):
        warehouse.signal(f"s{number}", OPENED, customer=f"c{number}", case_key=f"case{number}")
        warehouse.case(f"case{number}", OPENED, customer=f"c{number}")
    book = book_of(replace(DETRACTOR, most_a_day=1))
    with warehouse.open() as connection:
        personal.run(connection, ledger, book, clock)
    assert {row["outcome"] for row in written("personal_events")} == {"told", "batched"}
    go(DUE, book)
    assert {row["case_key"] for row in written("case_events")} == {"case1", "case2"}


@pytest.mark.usefixtures("told_of")
def test_without_a_backup_it_goes_to_the_manager(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.change("marts.cases", "case1", backup=None)
    go(DUE)
    assert written("case_events", kind="escalated")[0]["assignee"] == "customer_director"


@pytest.mark.usefixtures("told_of")
def test_a_case_with_nobody_to_go_to_is_reported_and_tried_again(
    go: Go, book_of: Callable[..., Book], written: Written
) -> None:
    alone = book_of(DETRACTOR, people=[person("support_lead")])
    told = go(DUE, alone)
    assert told.enqueued == 0
    assert "case case1 is overdue and has nobody to go to" in told.unreached[0]
    assert written("case_events") == []
    assert go(DUE + HOUR).enqueued == 2


@pytest.mark.usefixtures("told_of")
def test_a_case_of_a_rule_that_is_gone_is_reported(go: Go, book_of: Callable[..., Book]) -> None:
    told = go(DUE, book_of(replace(DETRACTOR, name="renamed")))
    assert "case case1 is overdue, and its rule detractor is no longer in alert_rules.yml" in told.unreached[0]
