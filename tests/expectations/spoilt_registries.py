"""What a person reads who makes a mistake in the registries. Does not belong here: the mistakes."""

from __future__ import annotations

from pathlib import Path

from expectations.registries import check

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder)]
