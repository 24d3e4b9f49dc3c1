"""What the tests of alerts share: the project's registries, and frames of a few series."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.alerts.rules import Known, known

SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"


@pytest.fixture(scope="session")
def registry() -> Known:
    return known(SEEDS)
