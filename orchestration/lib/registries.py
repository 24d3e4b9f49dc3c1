"""The registries stand before every run: a fault in one is the reader's to mend, and nothing starts before it is."""

from __future__ import annotations

from pathlib import Path

from expectations import registries
from expectations.registries import Problem
from orchestration.language import LANGUAGES
from orchestration.lib.errors import UserError

__all__ = ["SEEDS", "check", "require_registries"]

SEEDS = "seeds"
SHOWN = 20


def check(folder: Path) -> list[Problem]:
    """Every fault of the registries in a folder of seeds."""
    return registries.check(folder, LANGUAGES)


def require_registries(dbt_project: Path) -> None:
    """Pass when every registry can be used.

    Raises:
        UserError: with the file, the line and the reason of each fault.
    """
    folder = dbt_project / SEEDS
    problems = check(folder)
    if problems:
        lines = [str(problem) for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            lines.append(f"and {len(problems) - SHOWN} more")
        raise UserError("\n".join([f"Nothing was started: correct the registries in {folder}.", *lines]))
