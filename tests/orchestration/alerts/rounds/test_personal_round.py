"""1-to-1 rules over a warehouse: one message for a customer, from the most severe rule, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orchestration.alerts.rounds import personal
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import Told
from orchestration.alerts.rules import Answer, Keyword, Rule
from orchestration.ledger.store import Ledger
from orchestration.messages.message import Severity
from tests.orchestration.alerts.rounds.conftest import NOW, Written
from tests.orchestration.alerts.rounds.marts import Marts

HEAD: dict[str, Any] = {"line": 1, "channels": ("folder",), "cooldown_days": 14}
DETRACTOR = Answer(name="detractor", family="answer", title="A detractor", metric="nps", at_most=6, **HEAD)
LAWYER = Keyword(
    name="lawyer", family="keyword", title="A lawyer", words={"en": ("lawyer",)}, severity=Severity.CRITICAL, **HEAD
)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
Go = Callable[..., Told]


@pytest.fixture
def go(warehouse: Marts, ledger: Ledger, book_of: Callable[..., Book], clock: Clock) -> Go:
    """One round of these rules, so long after noon."""

    def run(*rules: Rule, after: timedelta = timedelta()) -> Told:
        now = Clock(clock.now + after, clock.as_of + after)
        with warehouse.open() as connection:
            return personal.run(connection, ledger, book_of(*(rules or (DETRACTOR, LAWYER))), now)

    return run


@pytest.fixture
def looked(go: Go) -> None:
    """The rules have been here before: they found nothing then."""
    go(after=-HOUR)


def outcomes(written: Written) -> dict[tuple[str, str], str]:
    return {(row["rule"], row["record_key"]): row["outcome"] for row in written("personal_events")}


def test_a_new_signal_is_told_to_owner_and_backup_in_their_own_mail(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.signal("a", NOW - HOUR, case_key="case1")
    warehouse.case("case1", NOW - HOUR)
    assert go().enqueued == 2
    rows = written("outbox")
    assert {row["recipient"] for row in rows} == {"support_lead@company.example", "success_lead@company.example"}
    assert {row["thread"] for row in rows} == {"case1"}
    assert "Name of c1" not in rows[0]["subject"]
    assert b"Name of c1" in rows[0]["body"]
    event = written("personal_events")[0]
    assert (event["case_key"], event["owner"], event["outcome"]) == ("case1", "support_lead", "told")


def test_of_several_rules_only_the_most_severe_tells_of_a_customer(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.signal("a", NOW - 2 * HOUR)
    warehouse.signal("b", NOW - HOUR, trigger="comment", score=None, text="I call my lawyer.", language="en")
    go()
    assert outcomes(written) == {("detractor", "record a"): "cooldown", ("lawyer", "record b"): "told"}
    assert len({row["event_id"] for row in written("outbox")}) == 1


def test_of_equally_severe_rules_the_earliest_signal_tells(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.signal("a", NOW - 2 * HOUR)
    warehouse.signal("b", NOW - HOUR)
    go(replace(DETRACTOR, name="zero", at_most=0), replace(DETRACTOR, name="other"), DETRACTOR)
    told = [key for key, outcome in outcomes(written).items() if outcome == "told"]
    assert [record for _, record in told] == ["record a"]


def test_the_cooldown_holds_over_rules(go: Go, warehouse: Marts, written: Written) -> None:
    other = replace(DETRACTOR, name="other")
    warehouse.signal("a", NOW - HOUR)
    go(DETRACTOR)
    warehouse.signal("b", NOW + DAY - HOUR)
    told = go(other, DETRACTOR, after=DAY)
    assert told.enqueued == 0
    assert outcomes(written)["other", "record b"] == "cooldown"
    warehouse.signal("c", NOW + 15 * DAY)
    assert go(other, DETRACTOR, after=15 * DAY + HOUR).enqueued == 2, "it is over"


def test_what_is_critical_breaks_through_an_earlier_milder_message_but_not_the_other_way_round(
    go: Go, warehouse: Marts, written: Written
) -> None:
    warehouse.signal("a", NOW - HOUR)
    go()
    warehouse.signal("b", NOW + HOUR, trigger="comment", score=None, text="I call my lawyer.", language="en")
    assert go(after=2 * HOUR).enqueued == 2
    warehouse.signal("c", NOW + 3 * HOUR)
    assert go(after=4 * HOUR).enqueued == 0
    assert outcomes(written) == {
        ("detractor", "record a"): "told",
        ("lawyer", "record b"): "told",
        ("detractor", "record c"): "cooldown",
    }


def test_nobody_hears_of_who_answered_without_a_name(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.signal("a", NOW - HOUR, customer=None)
    assert go().enqueued == 0
    assert outcomes(written) == {("detractor", "record a"): "anonymous"}


def test_over_the_cap_of_a_day_the_rest_comes_as_one_list(go: Go, warehouse: Marts, written: Written) -> None:
    for number in range(4):
        warehouse.signal(f"s{number}", NOW - (5 - number) * HOUR, customer=f"c{number}")
    capped = replace(DETRACTOR, most_a_day=2)
    go(capped)
    assert [row["outcome"] for row in written("personal_events")] == ["told", "told", "batched", "batched"]
    listed = written("outbox", kind="batch")
    assert [row["recipient"] for row in listed] == ["support_lead@company.example"], "to the owner alone"
    assert listed[0]["subject"] == "2 customers need a call"
    assert all(name in listed[0]["body"] for name in (b"Name of c2", b"Name of c3"))
    warehouse.signal("late", NOW + HOUR, customer="c9")
    go(capped, after=2 * HOUR)
    assert written("personal_events")[-1]["outcome"] == "batched", "the day's messages have gone out"
    warehouse.signal("next day", NOW + DAY, customer="c10")
    go(capped, after=DAY + HOUR)
    assert written("personal_events")[-1]["outcome"] == "told"


def test_the_first_look_of_a_rule_calls_up_the_last_day_alone(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.signal("old", NOW - DAY - HOUR, customer="c1")
    warehouse.signal("new", NOW - DAY + HOUR, customer="c2")
    go()
    assert outcomes(written) == {("detractor", "record old"): "old", ("detractor", "record new"): "told"}


@pytest.mark.usefixtures("looked")
def test_a_rule_that_seldom_finds_anything_is_not_new_each_time(go: Go, warehouse: Marts, written: Written) -> None:
    """After two days without a run the lawyer of Saturday was taken for the past of a rule that had found nobody."""
    warehouse.signal("a", NOW + HOUR, trigger="comment", score=None, text="I call my lawyer.", language="en")
    assert go(after=2 * DAY).enqueued == 2
    assert outcomes(written) == {("lawyer", "record a"): "told"}


@pytest.mark.usefixtures("looked")
def test_a_signal_beyond_the_look_back_is_no_news(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.signal("a", NOW - 7 * DAY - HOUR, customer="c1")
    warehouse.signal("b", NOW - 7 * DAY + HOUR, customer="c2")
    go()
    assert outcomes(written) == {("detractor", "record a"): "old", ("detractor", "record b"): "told"}


def test_a_second_round_over_the_same_data_writes_nothing(go: Go, warehouse: Marts, written: Written) -> None:
    for number in range(3):
        warehouse.signal(f"s{number}", NOW - (5 - number) * HOUR, customer=f"c{number}")
    capped = replace(DETRACTOR, most_a_day=1)
    go(capped)
    before = [written(table) for table in ("personal_events", "outbox", "case_events")]
    assert go(capped, after=HOUR).enqueued == 0
    assert [written(table) for table in ("personal_events", "outbox", "case_events")] == before
    assert [row["family"] for row in written("evaluations")] == ["personal", "personal"]


def test_a_rule_that_is_switched_off_looks_at_nothing(go: Go, warehouse: Marts, written: Written) -> None:
    warehouse.signal("a", NOW - HOUR)
    go(replace(DETRACTOR, is_enabled=False))
    assert written("personal_events") == []
