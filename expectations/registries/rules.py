"""What the rows of a registry must be beyond their types: scales, cuts, versions in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from expectations.registries.health import cuts_are_complete, weights_are_complete, weights_follow_each_other
from expectations.registries.table import Problem, Registry, Row

Rule = Callable[[Registry], Iterator[Problem]]


def scales_are_scales(registry: Registry) -> Iterator[Problem]:
    """The lowest answer is below the highest, and the cuts lie on the scale in the order of its direction."""
    for row in registry.rows:
        low, high = row["scale_min"], row["scale_max"]
        if low >= high:
            yield registry.problem(row, f"scale_min {low} is not below scale_max {high}")
            continue
        for cut in ("positive_from", "neutral_from"):
            if not low <= row[cut] <= high:
                yield registry.problem(row, f"{cut} {row[cut]} lies outside the scale {low} to {high}")
        better, worse = (
            ("positive_from", "neutral_from") if row["direction"] == "high" else ("neutral_from", "positive_from")
        )
        if row[better] < row[worse]:
            yield registry.problem(
                row, f"{better} {row[better]} is below {worse} {row[worse]}, but {row['direction']} is good"
            )


def versions_follow_each_other(registry: Registry) -> Iterator[Problem]:
    """A question has one version on any day; a higher version starts later."""
    questions: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in registry.rows:
        if row["valid_from"] and row["valid_to"] and row["valid_from"] > row["valid_to"]:
            yield registry.problem(row, f"valid_from {row['valid_from']} is after valid_to {row['valid_to']}")
        questions[row["source"], row["survey_id"], row["question_ref"]].append(row)
    for rows in questions.values():
        for earlier, later in pairwise(sorted(rows, key=lambda row: row["version"])):
            if (earlier["valid_to"] or date.max) >= (later["valid_from"] or date.min):
                yield registry.problem(
                    later,
                    f"version {later['version']} of {later['question_ref']} overlaps version {earlier['version']} of "
                    f"line {earlier.line}: set valid_to there to the day before valid_from here",
                )


RULES: dict[str, tuple[Rule, ...]] = {
    "question_versions": (scales_are_scales, versions_follow_each_other),
    "health_weights": (weights_are_complete, weights_follow_each_other),
    "health_inputs": (cuts_are_complete,),
}
