"""Digests in Dagster: a schedule each, a sensor that waits for data; definitions load whatever the file says."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import timedelta

import dagster as dg
import pytest

from orchestration.defs import digests
from orchestration.lib.settings import Settings
from orchestration.subscriptions.model import Audience, Cadence
from orchestration.subscriptions.roles import ROLES
from tests.orchestration.digests.conftest import NOW, Publish

AUDIENCES = (
    Audience("support-da", "S", "support", (), (), time_zone="Europe/Copenhagen"),
    Audience(
        "board", "B", "management", (), (), time_zone="Asia/Kathmandu", cadence=Cadence("cron", cron="30 6 1 * *")
    ),
)


def test_each_audience_has_a_schedule_in_its_own_zone() -> None:
    found = {each.name: each for each in digests.digest_schedules(AUDIENCES, ["stripe"])}
    shown = {name: (each.cron_schedule, each.execution_timezone, each.job_name) for name, each in found.items()}
    assert shown == {
        "digest_support__da_schedule": ("0 7 * * 1", "Europe/Copenhagen", "send_digests"),
        "digest_board_schedule": ("30 6 1 * *", "Asia/Kathmandu", "send_digests"),
    }
    assert {each.default_status for each in found.values()} == {dg.DefaultScheduleStatus.RUNNING}


def test_without_configured_sources_nothing_runs_by_itself() -> None:
    assert {s.default_status for s in digests.digest_schedules(AUDIENCES, [])} == {dg.DefaultScheduleStatus.STOPPED}
    assert digests.digest_sensor([]).default_status == dg.DefaultSensorStatus.STOPPED


@pytest.mark.parametrize("text", ["audiences: [", "audiences:\n  - {name: a, metrics: npx}\n"])
def test_a_file_that_cannot_be_used_leaves_the_definitions_without_schedules(
    settings: Settings, subscribed: Callable[[str], None], text: str, caplog: pytest.LogCaptureFixture
) -> None:
    subscribed(text)
    with caplog.at_level(logging.WARNING):
        assert digests.audiences_of(settings) == ()
    assert "No digest is scheduled" in caplog.text
    assert isinstance(digests.digest_sensor([])(dg.build_sensor_context()), dg.SkipReason)


def test_the_sensor_asks_for_a_run_when_data_are_there_or_late(
    settings: Settings, subscribed: Callable[[str], None], publish: Publish
) -> None:
    sensor = digests.digest_sensor(["stripe"])
    os.environ["VOC_NOW"] = NOW.isoformat()
    publish(typeform=NOW - timedelta(days=1))
    assert isinstance(sensor(dg.build_sensor_context()), dg.SkipReason), "not there yet"
    os.environ["VOC_NOW"] = (NOW + timedelta(hours=6)).isoformat()
    late = sensor(dg.build_sensor_context())
    assert isinstance(late, dg.RunRequest)
    publish()
    there, again = (sensor(dg.build_sensor_context()) for _ in range(2))
    assert isinstance(there, dg.RunRequest)
    assert isinstance(again, dg.RunRequest)
    assert there.run_key != late.run_key
    assert str(there.run_key)[:-2] == str(again.run_key)[:-2], "once an hour at most"


def test_the_job_waits_without_a_word_and_fails_loudly(
    settings: Settings, subscribed: Callable[[str], None], publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.digests.rounds import sending
    from orchestration.digests.rounds.composer import Composer

    def broken(*_: object, **__: object) -> None:
        raise ValueError("Anna's words")

    os.environ["VOC_NOW"] = NOW.isoformat()
    with dg.DagsterInstance.ephemeral() as instance:
        assert digests.digest_job().execute_in_process(instance=instance).success, "nothing is published yet"
        publish()
        monkeypatch.setattr(sending, "project_composer", lambda: Composer(broken, broken, lambda *_: False))  # type: ignore[arg-type]
        failed = digests.digest_job().execute_in_process(instance=instance, raise_on_error=False)
    assert not failed.success
    said = str([event.event_specific_data for event in failed.all_events if event.is_failure])
    assert "support: failed, ValueError at" in said
    assert "Anna" not in said


def test_the_projects_own_file_is_scheduled(settings: Settings) -> None:
    assert {each.role for each in digests.audiences_of(settings)} == set(ROLES)
