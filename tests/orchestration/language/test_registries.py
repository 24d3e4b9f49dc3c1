"""Who is written to, and in which language: a registry cannot ask for one that nobody speaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.lib.registries import SEEDS, check

DBT_PROJECT = Path(__file__).parents[3] / "dbt_project"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DBT_PROJECT / SEEDS, tmp_path / SEEDS))


def asks_for(seeds: Path, language: str) -> list[str]:
    owners = seeds / "owners.csv"
    owners.write_text(owners.read_text().replace("Copenhagen,en", f"Copenhagen,{language}", 1))
    return [str(problem) for problem in check(seeds)]


@pytest.mark.parametrize("language", ["en", "da", "sv", "et", "ru", "da-DK", "en-GB"])
def test_an_owner_may_ask_for_a_language_that_has_a_catalogue(seeds: Path, language: str) -> None:
    assert asks_for(seeds, language) == []


@pytest.mark.parametrize("language", ["fr", "eng", "pt-BR"])
def test_an_owner_who_asks_for_another_is_told_what_there_is(seeds: Path, language: str) -> None:
    (problem,) = asks_for(seeds, language)
    assert problem.startswith("owners.csv:2: ") or "owners.csv" in problem
    assert f"language {language} has no catalogue; take one of en, da, et, ru, sv" in problem
