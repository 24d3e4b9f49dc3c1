"""Episodes and what people say about them; 1-to-1 events; evaluations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from orchestration.ledger import episodes, evaluations, personal
from orchestration.ledger.store import Ledger
from tests.orchestration.ledger.said import NOW

LATER = NOW + timedelta(hours=3)


def episode(number: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "episode_id": f"e{number}", "series_key": f"s{number}", "rule": "nps_low", "family": "threshold",
        "metric": "nps", "period_type": "r28", "dimension": "touchpoint", "dimension_value": "support",
        "status": "open", "tier": "watch", "severity": "warning", "opened_on": date(2026, 3, 1), "last_value": 12.5,
        "limit_value": 30.0, "last_n": 84, "level": 0, "is_backfilled": False, **changed,
    }  # fmt: skip


def status(ledger: Ledger, number: int = 1) -> str:
    with ledger.reading() as connection:
        return str(episodes.find(connection, f"e{number}")[0]["status"])


def test_an_episode_is_one_row_however_often_it_is_looked_at(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        episodes.put_episodes(connection, [episode(), episode(2)], NOW)
        episodes.put_episodes(connection, [episode(last_value=9.0, tier="confirmed")], LATER)
        found = episodes.open_episodes(connection)
    assert [(e["episode_id"], e["last_value"], e["tier"]) for e in found] == [
        ("e1", 9.0, "confirmed"), ("e2", 12.5, "watch"),
    ]  # fmt: skip
    assert found[0]["updated_at"] == LATER


def test_an_evaluation_does_not_take_back_what_a_person_said_meanwhile(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        episodes.put_episodes(connection, [episode()], NOW)
    with ledger.writing() as connection:
        assert episodes.acknowledge(connection, "e1", "mia", NOW)
    with ledger.writing() as connection:
        episodes.put_episodes(connection, [episode(last_value=8.0)], LATER)
        (found,) = episodes.open_episodes(connection)
    assert (found["status"], found["acknowledged_by"], found["last_value"]) == ("acknowledged", "mia", 8.0)
    with ledger.writing() as connection:
        episodes.put_episodes(connection, [episode(acknowledged_at=None, acknowledged_by=None)], LATER)
    assert status(ledger) == "open", "an evaluation that says so opens it again"
    with ledger.writing() as connection:
        episodes.acknowledge(connection, "e1", "mia", LATER)
        episodes.put_episodes(connection, [episode(status="resolved")], LATER)
    assert status(ledger) == "resolved"


def test_acknowledging_twice_is_one_event_and_a_resolved_episode_takes_none(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        episodes.put_episodes(connection, [episode(), episode(2, status="resolved")], NOW)
        assert episodes.acknowledge(connection, "e1", "mia", NOW)
        assert not episodes.acknowledge(connection, "e1", "mia", LATER)
        assert not episodes.acknowledge(connection, "e2", "mia", NOW)
        assert not episodes.acknowledge(connection, "nobody", "mia", NOW)
        with pytest.raises(ValueError, match="Who"):
            episodes.acknowledge(connection, "e1", " ", NOW)
        (event,) = episodes.events_of(connection, "e1")
        assert not episodes.events_of(connection, "e2")
    assert (event["kind"], event["actor"], event["value"], event["n"]) == ("acknowledged", "mia", 12.5, 84)


def test_a_snooze_ends_by_itself(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        episodes.put_episodes(connection, [episode()], NOW)
        with pytest.raises(ValueError, match="future"):
            episodes.snooze(connection, "e1", "mia", NOW, NOW)
        assert episodes.snooze(connection, "e1", "mia", LATER, NOW)
        assert episodes.end_snoozes(connection, NOW) == []
    assert status(ledger) == "snoozed"
    with ledger.writing() as connection:
        assert episodes.end_snoozes(connection, LATER) == ["e1"]
    assert status(ledger) == "open"


def test_events_and_states_are_written_once(ledger: Ledger) -> None:
    event = {"event_id": "x", "episode_id": "e1", "kind": "opened", "happened_on": date(2026, 3, 1), "value": 1.0}
    event |= {"limit_value": 2.0, "n": 40}
    state = {"series_key": "s1", "rule": "nps_low", "evaluated_through": date(2026, 3, 1), "state": {"open": None}}
    with ledger.writing() as connection:
        assert episodes.append_events(connection, [event, event | {"event_id": "y"}, event], NOW) == ["x", "y"]
        assert episodes.append_events(connection, [event], LATER) == []
        episodes.put_series_states(connection, [state], NOW)
        episodes.put_series_states(connection, [state | {"state": {"open": "e1", "low": [1, 2.5]}}], LATER)
        (found,) = episodes.read_series_states(connection, ["nps_low"])
        assert not episodes.read_series_states(connection, ["another"])
    assert found["state"] == {"open": "e1", "low": [1, 2.5]}
    assert found["evaluated_through"] == date(2026, 3, 1)


def test_a_whole_years_series_go_in_at_once(ledger: Ledger) -> None:
    rows = [
        {"series_key": f"s{n}", "rule": f"r{n % 7}", "evaluated_through": date(2026, 3, 1), "state": {"n": n}}
        for n in range(12_000)
    ]
    with ledger.writing() as connection:
        episodes.put_series_states(connection, rows, NOW)
        episodes.put_series_states(connection, rows, LATER)
        assert len(episodes.read_series_states(connection)) == 12_000


def test_nothing_is_written_for_nothing(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        episodes.put_episodes(connection, [], NOW)
        assert episodes.append_events(connection, [], NOW) == []


def test_a_record_meets_a_rule_once_and_who_was_told_is_known(ledger: Ledger) -> None:
    met = {"rule": "low_answer", "trigger": "answer", "record_key": "r", "case_key": None, "owner": "mia"}
    rows = [
        met | {"event_id": f"p{n}", "customer_key": f"c{n}", "happened_at": NOW + n * timedelta(days=1), "outcome": how}
        for n, how in enumerate(["told", "cooldown", "batched", "anonymous"])
    ]
    with ledger.writing() as connection:
        assert personal.append(connection, rows, LATER) == ["p0", "p1", "p2", "p3"]
        assert personal.append(connection, rows, LATER) == []
        told = personal.told_since(connection, NOW)
        assert [t["customer_key"] for t in told] == ["c0", "c2"]
        assert [t["customer_key"] for t in personal.told_since(connection, LATER)] == ["c2"]
        assert personal.known(connection, ["low_answer"]) == {"p0", "p1", "p2", "p3"}
        assert personal.known(connection, ["another"]) == set()


def test_the_last_evaluation_is_known_by_family_and_whether_it_went_well(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        evaluations.record(connection, "metrics", NOW, True, 10, 1, NOW)
        evaluations.record(connection, "metrics", NOW, False, 0, 0, LATER)
        evaluations.record(connection, "cases", None, True, 3, 0, NOW)
        newest, good = evaluations.last(connection, "metrics"), evaluations.last(connection, "metrics", only_ok=True)
        assert evaluations.last(connection, "data") is None
    assert newest is not None
    assert good is not None
    assert (newest["is_ok"], newest["recorded_at"]) == (False, LATER)
    assert (good["is_ok"], good["recorded_at"]) == (True, NOW)
