"""A round of everything over one warehouse, as `voc run` makes it: whole, again, and when it fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.alerts.rounds import evaluating, watch
from orchestration.ledger.store import Ledger
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from tests.orchestration.alerts.rounds.conftest import NOW, Written
from tests.orchestration.alerts.rounds.marts import Marts

RULES = """
channels:
  folder: {kind: file}
defaults: {channels: folder, cooldown_days: 0}
rules:
  - {name: nps_low, family: threshold, metric: nps, by: segment, below: 30, clear_by: 5}
  - {name: detractor, family: answer, metric: nps, at_most: 6}
  - {name: checks, family: check_failed, severity: critical}
"""
HOUR = timedelta(hours=1)
TABLES = ("episodes", "episode_events", "personal_events", "case_events", "outbox")
FAILED = [("mart_gate of marts.cases", False)]


@pytest.fixture(autouse=True)
def rules(tmp_path: Path) -> Path:
    """The data reach until NOW, whatever the wall clock says, as in the sample company."""
    file = tmp_path / "rules.yml"
    file.write_text(RULES)
    os.environ["VOC_ALERT_RULES"] = str(file)
    os.environ["VOC_NOW"] = NOW.isoformat()
    return file


@pytest.fixture
def eventful(warehouse: Marts) -> Marts:
    """A segment below its level, a customer who needs a call, and a case of last week that was told of by nobody."""
    warehouse.window(NOW.date(), 20)
    warehouse.signal("a", NOW - HOUR, case_key="case1")
    warehouse.case("case1", NOW - HOUR)
    warehouse.case("case2", NOW - 200 * HOUR, customer="c2")
    return warehouse


@pytest.fixture
def all_written(written: Written) -> Callable[[], dict[str, list[dict]]]:
    return lambda: {table: [_unstamped(row) for row in written(table)] for table in TABLES}


def test_one_round_judges_every_family(settings: Settings, eventful: Marts, written: Written) -> None:
    done = evaluating.evaluate(settings, FAILED)
    assert (done.enqueued, done.open_episodes, done.watched, done.unreached) == (4, 2, 0, [])
    assert {row["rule"] for row in written("episodes")} == {"nps_low", "checks"}
    assert [row["rule"] for row in written("personal_events")] == ["detractor"]
    assert [(row["family"], row["is_ok"]) for row in written("evaluations")] == [
        (family, True) for family in watch.FAMILIES
    ]
    assert {row["as_of_at"] for row in written("evaluations")} == {NOW}


def test_the_same_marts_again_add_nothing(
    settings: Settings, eventful: Marts, all_written: Callable[[], dict[str, list[dict]]]
) -> None:
    evaluating.evaluate(settings, FAILED)
    before = all_written()
    assert all(before[table] for table in TABLES if table != "case_events")
    again = evaluating.evaluate(settings, FAILED)
    assert (again.enqueued, again.open_episodes) == (0, 2)
    assert all_written() == before


@pytest.mark.parametrize("broken", ["marts.voc_metrics", "restricted.personal_signals", "marts.cases"])
def test_a_round_that_fails_is_written_down_and_the_next_look_says_so(
    settings: Settings, eventful: Marts, ledger: Ledger, written: Written, broken: str
) -> None:
    eventful.db.execute(f"drop table {broken}")
    with pytest.raises(duckdb.Error):
        evaluating.evaluate(settings)
    assert written("evaluations")[-1]["is_ok"] is False
    done = evaluating.look_after(settings)
    assert (done.is_late, done.enqueued) == (True, 1)
    assert written("outbox")[-1]["subject"] == "Warnings have stopped"
    assert evaluating.look_after(settings).enqueued == 0


def test_after_a_good_round_the_watch_has_nothing_to_say(settings: Settings, eventful: Marts) -> None:
    evaluating.evaluate(settings)
    done = evaluating.look_after(settings)
    assert (done.is_late, done.enqueued) == (False, 0)


def test_a_part_that_fails_takes_nothing_back_of_the_parts_before_it(
    settings: Settings, eventful: Marts, written: Written
) -> None:
    eventful.db.execute("drop table restricted.personal_signals")
    with pytest.raises(duckdb.Error):
        evaluating.evaluate(settings)
    assert [row["rule"] for row in written("episodes")] == ["nps_low"]
    assert len(written("outbox")) == 1
    assert written("personal_events") == []


def test_rules_that_cannot_be_used_stop_the_round_with_file_and_line(
    settings: Settings, eventful: Marts, rules: Path, written: Written
) -> None:
    rules.write_text(RULES.replace("below: 30", "below: low"))
    with pytest.raises(UserError, match=r"rules\.yml:6"):
        evaluating.evaluate(settings)
    assert written("evaluations") == []


def test_a_run_that_published_nothing_tells_its_failed_checks_alone(
    settings: Settings, eventful: Marts, written: Written
) -> None:
    done = evaluating.evaluate_failure(settings, FAILED)
    assert (done.enqueued, done.open_episodes) == (1, 1)
    assert [row["rule"] for row in written("episodes")] == ["checks"]
    assert written("personal_events") == []


def test_also_where_there_is_no_warehouse_yet(settings: Settings, written: Written) -> None:
    assert evaluating.evaluate_failure(settings, FAILED).enqueued == 1
    assert not settings.warehouse.exists()


def test_escalation_alone_looks_at_cases_alone(settings: Settings, eventful: Marts, written: Written) -> None:
    assert evaluating.escalate(settings).enqueued == 0
    assert [row["family"] for row in written("evaluations")] == ["cases"]
    evaluating.evaluate(settings)
    os.environ["VOC_NOW"] = (NOW + 48 * HOUR).isoformat()
    assert evaluating.escalate(settings).enqueued == 2
    assert [row["case_key"] for row in written("case_events")] == ["case1"], "nobody had been told of the other"


def _unstamped(row: dict) -> dict:
    return {name: value for name, value in row.items() if name != "updated_at"}
