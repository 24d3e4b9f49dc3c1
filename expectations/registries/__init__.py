"""The registries (dbt seeds that people edit): refused before anything runs, each fault with its file, line and reason.

What a row must be stands beside the seeds, in `_seeds.yml`; what rows must be to each other is in rules.py.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from expectations.registries.cases import languages_are_spoken
from expectations.registries.rules import RULES
from expectations.registries.table import Problem, Registry, read

DECLARATION = "_seeds.yml"

__all__ = ["Problem", "check"]


def check(folder: Path, languages: Collection[str] = ()) -> list[Problem]:
    """Every fault of the registries in a folder of seeds, in the order of files and lines; empty when all are good.

    Args:
        languages: that messages are written in, so that nobody asks for another; empty: not known here.
    """
    registries: dict[str, Registry] = {}
    problems: list[Problem] = []
    for registry in read(folder, folder / DECLARATION):
        registries[registry.name] = registry
        problems += registry.problems
    problems += [problem for registry in registries.values() for problem in _broken_references(registry, registries)]
    # Rules read values, so they ask only registries whose rows could be read.
    for names, rules in RULES.items():
        asked = [registries[name] for name in names if name in registries and not registries[name].problems]
        if len(asked) == len(names):
            problems += [problem for rule in rules for problem in rule(*asked)]
    if languages and "owners" in registries:
        problems += languages_are_spoken(registries["owners"], languages)
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.reason))


def _broken_references(registry: Registry, registries: dict[str, Registry]) -> list[Problem]:
    problems = []
    for reference in registry.references:
        target = registries[reference["registry"]]
        if target.problems:
            continue  # Its unreadable rows may be the ones that are meant.
        known = {tuple(row[column] for column in reference["to"]) for row in target.rows}
        for row in registry.rows:
            value = tuple(row[column] for column in reference["columns"])
            if None not in value and value not in known:
                words = ", ".join(f"{column} {part}" for column, part in zip(reference["columns"], value, strict=True))
                problems.append(registry.problem(row, f"{words} is not in {target.file}; add it there first"))
    return problems
