"""Registries whose rows have versions in time: one version on any day, a higher version starts later.

Belongs here: the days of versions, whatever the registry. Does not belong here: what a version must say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from expectations.registries.table import Problem, Registry, Row


def by_version(rows: Sequence[Row]) -> list[tuple[int, list[Row]]]:
    """Every version with its rows, lowest first."""
    return [(version, lines) for (version,), lines in _grouped(rows, ["version"])]


def versions_follow_each_other(*subject: str) -> Callable[[Registry], Iterator[Problem]]:
    """The rule for a registry with `version`, `valid_from` and `valid_to`.

    Args:
        subject: the columns that say what has versions; none where the registry as a whole has them. A version may take
            several rows, which then hold for the same days.
    """

    def rule(registry: Registry) -> Iterator[Problem]:
        for named, rows in _grouped(registry.rows, subject):
            of = " ".join(["", "of", *named]) if subject else ""
            versions = by_version(rows)
            for version, lines in versions:
                yield from _days_are_one(registry, version, lines)
            for earlier, later in pairwise(lines[0] for _, lines in versions):
                if (earlier["valid_to"] or date.max) >= (later["valid_from"] or date.min):
                    yield registry.problem(
                        later,
                        f"version {later['version']}{of} overlaps version {earlier['version']} of line {earlier.line}: "
                        "set valid_to there to the day before valid_from here",
                    )

    return rule


def _days_are_one(registry: Registry, version: int, lines: Sequence[Row]) -> Iterator[Problem]:
    head = lines[0]
    if head["valid_from"] and head["valid_to"] and head["valid_from"] > head["valid_to"]:
        yield registry.problem(head, f"valid_from {head['valid_from']} is after valid_to {head['valid_to']}")
    for row in lines[1:]:
        if (row["valid_from"], row["valid_to"]) != (head["valid_from"], head["valid_to"]):
            yield registry.problem(row, f"version {version} has other days on line {head.line}")


def _grouped(rows: Sequence[Row], columns: Sequence[str]) -> list[tuple[tuple[Any, ...], list[Row]]]:
    """The rows by their values in some columns, in the order of these."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    return sorted(groups.items())
