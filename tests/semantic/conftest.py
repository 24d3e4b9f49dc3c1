"""One published warehouse, and the real `mf` command over it."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.lib.semantic import command, environment, prepare
from orchestration.lib.settings import PROJECT_ROOT, Settings
from orchestration.publish.record import Published
from orchestration.publish.swap import publish
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import build
from tests.semantic.answers import load

Row = dict[str, str]
Query = Callable[..., list[Row]]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("semantic")
    settings = Settings(PROJECT_ROOT, folder, folder / "warehouse.duckdb")
    load(RawWarehouse(settings.warehouse))
    build(settings.warehouse)
    now = datetime(2026, 9, 5, tzinfo=UTC)
    publish(settings.warehouse, settings.published, Published("run", now, now, 0))
    settings.logs_dir.mkdir(exist_ok=True)
    return settings


@pytest.fixture(scope="session")
def query(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Query:
    """`mf query` with these options; gives the rows of its CSV file, none where it wrote none."""
    folder, out = prepare(settings), tmp_path_factory.mktemp("queries")

    def asked(*options: str) -> list[Row]:
        file: Path = out / f"{len(list(out.iterdir()))}.csv"
        done = subprocess.run(
            [str(command()), "query", "--quiet", "--csv", str(file), *options],
            env=environment(settings, folder),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        if not file.exists():
            return []
        with file.open(newline="") as text:
            return list(csv.DictReader(text))

    return asked
