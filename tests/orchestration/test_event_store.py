"""Holding Dagster's files open costs nothing that is written: all events are there, and no log is left behind."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.lib import event_store
from orchestration.lib.settings import Settings


@dg.asset
def answer() -> None:
    """Nothing but events."""


JOB = dg.define_asset_job("answer_job", selection="answer")
DEFINITIONS = dg.Definitions(assets=[answer], jobs=[JOB], executor=dg.in_process_executor)


def test_the_files_of_a_run_are_held_until_it_ends_and_keep_all_its_events(settings: Settings):
    history = settings.state_dir / "history"
    with dg.DagsterInstance.get() as instance:
        with event_store.new_run(instance, settings.state_dir) as run_id:
            job = DEFINITIONS.resolve_job_def("answer_job")
            assert job.execute_in_process(instance=instance, run_id=run_id).success
            assert _logs(history) == {"runs.db-wal", "index.db-wal", f"{run_id}.db-wal"}
        assert not _logs(history), "SQLite tidies up at the last close"
        run = instance.get_run_by_id(run_id)
        assert run is not None
        assert run.status == dg.DagsterRunStatus.SUCCESS
        assert instance.get_latest_materialization_event(dg.AssetKey("answer"))


def test_an_instance_that_keeps_no_files_there_is_left_alone(tmp_path: Path):
    with dg.instance_for_test() as instance, event_store.new_run(instance, tmp_path) as run_id:
        assert run_id
    assert not list(tmp_path.iterdir())


def _logs(folder: Path) -> set[str]:
    return {file.name for file in folder.rglob("*-wal")}
