"""One warehouse built once from the first load of the scenario; tests that change it take a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import build
from tests.dbt_project.scenario import first_load


@pytest.fixture(scope="session")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> RawWarehouse:
    raw = RawWarehouse(tmp_path_factory.mktemp("first_build") / "warehouse.duckdb")
    first_load(raw)
    build(raw.path)
    # Later compilations for other engines overwrite the target folder.
    manifest = raw.path.parent / "dbt_target" / "manifest.json"
    shutil.copy(manifest, raw.path.parent / "first_manifest.json")
    return raw


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[RawWarehouse, str], Path]:
    """Copies a warehouse with its parsed manifest, so that the copy's first run parses nothing."""

    def copied(raw: RawWarehouse, name: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(raw.path.parent, folder)
        return folder / raw.path.name

    return copied
