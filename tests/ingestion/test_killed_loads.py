"""kill -9 by event, then one plain load: the raw layer equals that of a load that was never killed.

Events are file operations and SQL statements, recorded in a dry run; the harmful points are microseconds wide, and
random-time kills miss them. The suite takes a sample, dense at the tail; `make test-kill` takes every third event.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingestion.workdir import fresh
from tests.ingestion.conftest import House
from tests.ingestion.vendor import Vendor, response

ROOT = Path(__file__).parents[2]


def _kill(tmp_path: Path, before: Path, step: int) -> dict[str, Any]:
    folder = tmp_path / "kills"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.ingestion.killer", str(folder), str(before), str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def _judge(outcome: dict[str, Any], least: int) -> None:
    results = outcome["results"]
    assert len(results) >= least
    assert sum(result["code"] == -9 for result in results) >= least - 2, "nearly every point must really have killed"
    assert [result for result in results if not result["equal"]] == []


@pytest.mark.parametrize(("step", "least"), [pytest.param(70, 14), pytest.param(3, 60, marks=pytest.mark.long)])
def test_a_killed_first_load_leaves_nothing_behind(tmp_path: Path, vendor: Vendor, step: int, least: int) -> None:
    vendor.responses = [response(n) for n in range(20)]
    before = tmp_path / "before"
    before.mkdir()
    _judge(_kill(tmp_path, before, step), least)


@pytest.mark.parametrize(("step", "least"), [pytest.param(70, 14), pytest.param(3, 60, marks=pytest.mark.long)])
def test_a_killed_later_load_leaves_nothing_behind(tmp_path: Path, vendor: Vendor, step: int, least: int) -> None:
    """With a revert, an edit, a new record and a bad one to land: the merge and its key are at stake."""
    house = House(tmp_path / "before")
    for answers in ([1], []):
        vendor.responses = [response(1, answers=answers), response(2), response(3)]
        house.load()
    vendor.responses = [
        response(1, answers=[1]),
        response(2, answers=[2]),
        response(3),
        response(4),
        response(5, answers=""),
    ]
    _judge(_kill(tmp_path, house.folder, step), least)


def test_stale_working_directories_are_removed_by_the_next_load(house: House, vendor: Vendor) -> None:
    vendor.responses = [response(1)]
    with fresh(house.folder, house.warehouse, "typeform") as first:
        (first.path / "records.parquet").write_text("somebody's answers")
        house.load()
        assert not first.path.exists()
