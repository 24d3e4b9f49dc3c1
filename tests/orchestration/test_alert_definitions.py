"""Warnings in Dagster: what the sensors ask for, and that the jobs do it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.defs import alerts
from orchestration.ledger import cases, waiting
from orchestration.ledger.store import Ledger, ledger_url, open_ledger
from orchestration.ledger.tables import outbox as outbox_table
from orchestration.lib.settings import Settings
from tests.orchestration.alerts.rounds.marts import Marts
from tests.orchestration.ledger.said import Named, put

RULES = """
channels:
  folder: {kind: file}
  chat: {kind: slack, url_env: SLACK_WEBHOOK_URL}
rules:
  - {name: detractor, family: answer, metric: nps, at_most: 6, channels: folder}
  - {name: checks, family: check_failed, severity: critical, channels: folder}
"""
FOLDER, CHAT = Named("folder", "file"), Named("chat", "slack")
NOW = datetime.now(UTC)


@dg.asset
def judged() -> None:
    """Stands for the models."""


@dg.asset_check(asset=judged, name="mart_gate")
def gate() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False)


BUILD = dg.define_asset_job("build_marts", selection=dg.AssetSelection.assets(judged))
JOBS = {job.name: job for job in alerts.alert_jobs()}


@pytest.fixture
def ledger(settings: Settings, tmp_path: Path) -> Iterator[Ledger]:
    rules = tmp_path / "rules.yml"
    rules.write_text(RULES)
    os.environ["VOC_ALERT_RULES"] = str(rules)
    os.environ.pop("SLACK_WEBHOOK_URL", None)
    opened = open_ledger(ledger_url(settings))
    yield opened
    opened.close()


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Marts]:
    made = Marts(settings.warehouse)
    yield made
    made.close()


@pytest.fixture
def sensors() -> dict[str, Any]:
    found = alerts.alert_sensors(["stripe"], BUILD, JOBS[alerts.EVALUATE_FAILURE])
    return {sensor.name: sensor for sensor in found}


def enqueue(ledger: Ledger, number: int, channel: Named = FOLDER, not_before: datetime = NOW) -> None:
    with ledger.writing() as connection:
        put(connection, number, channel, at=NOW, not_before=not_before)


def looked(sensors: dict[str, Any]) -> dg.RunRequest | dg.SkipReason:
    found = sensors["outbox_sensor"](dg.build_sensor_context())
    assert isinstance(found, dg.RunRequest | dg.SkipReason)
    return found


def test_an_empty_outbox_starts_no_run(ledger: Ledger, sensors: dict[str, Any]) -> None:
    assert isinstance(looked(sensors), dg.SkipReason)


def test_what_is_held_back_starts_none_until_its_time(ledger: Ledger, sensors: dict[str, Any]) -> None:
    enqueue(ledger, 1, not_before=NOW + timedelta(hours=1))
    assert isinstance(looked(sensors), dg.SkipReason)


def test_what_is_due_starts_one_run_a_minute_at_most(ledger: Ledger, sensors: dict[str, Any]) -> None:
    enqueue(ledger, 1)
    first, second = looked(sensors), looked(sensors)
    assert isinstance(first, dg.RunRequest)
    assert isinstance(second, dg.RunRequest)
    minutes = [datetime.strptime(str(each.run_key), "deliver-%Y%m%dT%H%M") for each in (first, second)]
    assert minutes[1] - minutes[0] <= timedelta(minutes=1)
    assert sensors["outbox_sensor"].job_name == alerts.DELIVER


def test_what_a_dead_worker_left_behind_starts_one_too(ledger: Ledger, sensors: dict[str, Any]) -> None:
    enqueue(ledger, 1)
    with ledger.writing() as connection:
        left = {"status": "sending", "claimed_until": NOW - timedelta(minutes=1)}
        connection.execute(outbox_table.update().values(**left))
    assert isinstance(looked(sensors), dg.RunRequest)


@pytest.mark.parametrize("channel", [CHAT, Named("gone", "smtp")])
def test_what_no_run_could_send_starts_none(ledger: Ledger, sensors: dict[str, Any], channel: Named) -> None:
    """A message for a channel that was removed, or whose secret is not set, started a run every minute for ever."""
    enqueue(ledger, 1, channel)
    assert isinstance(looked(sensors), dg.SkipReason)
    enqueue(ledger, 2)
    assert isinstance(looked(sensors), dg.RunRequest)


def test_the_delivery_job_sends_what_is_due_and_leaves_the_rest(settings: Settings, ledger: Ledger) -> None:
    enqueue(ledger, 1)
    enqueue(ledger, 2, not_before=NOW + timedelta(hours=1))
    enqueue(ledger, 3, CHAT)
    assert JOBS[alerts.DELIVER].execute_in_process().success
    with ledger.reading() as connection:
        counts = waiting.counts(connection)
    assert counts == {("folder", "sent"): 1, ("folder", "waiting"): 1, ("chat", "waiting"): 1}
    (file,) = (settings.state_dir / "messages").glob("*.eml")
    assert b"Event 1 happened." in file.read_bytes()


def test_rules_are_judged_over_the_marts_and_the_graph_shows_the_counts(
    settings: Settings, ledger: Ledger, warehouse: Marts
) -> None:
    warehouse.signal("a", NOW - timedelta(hours=1))
    done = dg.materialize([alerts.evaluated_asset()])
    (materialised,) = done.asset_materializations_for_node("alerts__evaluated")
    counts = {name: value.value for name, value in materialised.metadata.items()}
    assert counts == {"messages": 2, "confirmed_episodes": 0, "watched_episodes": 0, "unreached": 0}
    with ledger.reading() as connection:
        assert waiting.counts(connection) == {("folder", "waiting"): 2}


def test_overdue_cases_are_escalated_between_builds(settings: Settings, ledger: Ledger, warehouse: Marts) -> None:
    opened_at = NOW - timedelta(hours=20)
    warehouse.signal("a", opened_at, case_key="case1")
    warehouse.case("case1", opened_at, hours=48)
    alerts.evaluate_now([])
    os.environ["VOC_NOW"] = (NOW + timedelta(hours=40)).isoformat()
    assert JOBS[alerts.ESCALATE].execute_in_process().success
    with ledger.reading() as connection:
        assert cases.escalation_levels(connection) == {"case1": 1}


def test_the_watch_says_that_nothing_was_ever_evaluated(ledger: Ledger) -> None:
    assert JOBS[alerts.WATCH].execute_in_process().success
    with ledger.reading() as connection:
        (row,) = waiting.in_status(connection, ["waiting"], 10)
    assert (row["subject"], row["channel"]) == ("Warnings have stopped", "folder")


def test_a_build_that_failed_has_its_checks_told_by_a_run_that_knows_which(
    ledger: Ledger, sensors: dict[str, Any]
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        build = dg.Definitions([judged], jobs=[BUILD], asset_checks=[gate]).resolve_job_def("build_marts")
        done = build.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            "failed_build_sensor", done.get_run_success_event(), instance, done.dagster_run
        )
        asked = sensors["failed_build_sensor"](context)
        assert asked.run_key == done.run_id
        job = JOBS[alerts.EVALUATE_FAILURE]
        assert job.execute_in_process(run_config=asked.run_config, instance=instance).success
    with ledger.reading() as connection:
        (row,) = waiting.in_status(connection, ["waiting"], 10)
    assert row["subject"] == "A check fails: mart gate of judged"


def test_everything_runs_by_itself_where_sources_are_configured_and_nothing_elsewhere() -> None:
    for configured, is_on in ((["stripe"], True), ([], False)):
        schedules = alerts.alert_schedules(configured)
        found = alerts.alert_sensors(configured, BUILD, JOBS[alerts.EVALUATE_FAILURE])
        states = {each.default_status.value for each in (*schedules, *found)}
        assert states == {"RUNNING" if is_on else "STOPPED"}
        assert {each.job_name for each in schedules} == {alerts.ESCALATE, alerts.WATCH}
