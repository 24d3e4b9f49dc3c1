"""`voc mf`: MetricFlow where there is only what was published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.cli import main
from orchestration.lib.settings import Settings

MONTHS = ["mf", "query", "--quiet", "--metrics", "nps_monthly", "--group-by", "metric_time__month"]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("VOC_WAREHOUSE", raising=False)
    monkeypatch.setenv("VOC_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def test_it_needs_the_published_file_and_no_warehouse(
    settings: Settings, state: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(settings.published_dir, state / "published")
    shutil.copytree(settings.dbt_target, state / "dbt_target")
    assert main(MONTHS) == 0
    header, _, *rows = capfd.readouterr().out.splitlines()
    assert header.split() == ["metric_time__month", "nps_monthly"]
    assert len(rows) > 3
    assert not (state / "warehouse.duckdb").exists()


def test_before_anything_is_published_it_says_so(state: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(MONTHS) == 2
    assert "Nothing is published yet" in capfd.readouterr().err
