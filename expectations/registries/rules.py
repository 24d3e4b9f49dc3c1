"""What the rows of a registry must be beyond their types: scales, cuts, versions in time, hours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from expectations.registries.health import cuts_are_complete, weights_are_complete, weights_follow_each_other
from expectations.registries.table import Problem, Registry, Row

# Two digits each, so that the alphabet sorts them.
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"

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


def opening_hours_are_hours(registry: Registry) -> Iterator[Problem]:
    """A weekday from Monday (1) to Sunday (7) with hours of one day, which no other row of the day overlaps."""
    days: dict[int, list[Row]] = defaultdict(list)
    for row in registry.rows:
        if not 1 <= row["weekday"] <= 7:
            yield registry.problem(row, f"weekday {row['weekday']} is not one from 1 (Monday) to 7 (Sunday)")
        wrong = [column for column in ("opens_at", "closes_at") if not re.fullmatch(CLOCK, row[column])]
        for column in wrong:
            yield registry.problem(row, f"{column} is not a time such as 09:00, at most 24:00")
        if wrong:
            continue
        if row["opens_at"] >= row["closes_at"]:
            yield registry.problem(
                row,
                f"closes_at {row['closes_at']} is not after opens_at {row['opens_at']}; split hours past midnight: "
                "until 24:00, from 00:00",
            )
        days[row["weekday"]].append(row)
    for rows in days.values():
        for earlier, later in pairwise(sorted(rows, key=lambda row: str(row["opens_at"]))):
            if later["opens_at"] < earlier["closes_at"]:
                yield registry.problem(later, f"the hours overlap those of line {earlier.line}")


def limits_are_limits(registry: Registry) -> Iterator[Problem]:
    """At least a day, and at least one invitation in it."""
    for row in registry.rows:
        for column in ("days", "most_invitations"):
            if row[column] < 1:
                yield registry.problem(row, f"{column} {row[column]} is less than 1")


RULES: dict[str, tuple[Rule, ...]] = {
    "question_versions": (scales_are_scales, versions_follow_each_other),
    "business_hours": (opening_hours_are_hours,),
    "invitation_limits": (limits_are_limits,),
    "health_weights": (weights_are_complete, weights_follow_each_other),
    "health_inputs": (cuts_are_complete,),
}
