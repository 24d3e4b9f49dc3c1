"""What the rows of registries must be beyond their types, and which rule is asked of which registry.

Rules of the metrics, of the health score, of follow-up and of versions in time have modules of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from expectations.registries.cases import (
    actions_are_plans,
    assignments_are_of_groups,
    case_rules_are_rules,
    effects_can_be_measured,
    everybody_has_an_owner,
    owners_can_be_told,
)
from expectations.registries.health import cuts_are_complete, weights_are_complete
from expectations.registries.metrics import (
    definitions_are_definitions,
    dimensions_are_dimensions,
    targets_are_of_groups,
    targets_are_on_the_scale,
)
from expectations.registries.table import Problem, Registry, Row
from expectations.registries.themes import themes_are_named, themes_have_words, words_can_be_found
from expectations.registries.versions import versions_follow_each_other

# Two digits each, so that the alphabet sorts them.
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"

# From as many registries as it is asked of to their faults.
Rule = Callable[..., Iterator[Problem]]


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


def rates_are_rates(registry: Registry) -> Iterator[Problem]:
    """Positive, for a currency in lower case, as staging writes it: any other would find no amount."""
    for row in registry.rows:
        if row["currency"] != row["currency"].lower():
            yield registry.problem(row, f"currency {row['currency']} is not in lower case")
        if row["minor_units"] < 1:
            yield registry.problem(row, f"minor_units {row['minor_units']} is less than 1")
        if row["rate_to_eur"] <= 0:
            yield registry.problem(row, f"rate_to_eur {row['rate_to_eur']} is not above 0")


# By the registries that a rule reads; the first is the one whose lines it names.
RULES: dict[tuple[str, ...], tuple[Rule, ...]] = {
    ("question_versions",): (
        scales_are_scales,
        versions_follow_each_other("source", "survey_id", "question_ref"),
    ),
    ("business_hours",): (opening_hours_are_hours,),
    ("invitation_limits",): (limits_are_limits,),
    ("currency_rates",): (rates_are_rates,),
    ("metrics",): (definitions_are_definitions,),
    ("dimension_sets",): (dimensions_are_dimensions,),
    ("metric_targets",): (versions_follow_each_other("metric", "dimension", "dimension_value"),),
    ("metric_targets", "metrics"): (targets_are_on_the_scale,),
    ("metric_targets", "dimension_sets", "touchpoints", "segments", "surveys"): (targets_are_of_groups,),
    ("health_weights",): (weights_are_complete, versions_follow_each_other()),
    ("health_inputs",): (cuts_are_complete,),
    ("owners",): (owners_can_be_told,),
    ("owner_assignments",): (everybody_has_an_owner,),
    ("owner_assignments", "segments", "touchpoints"): (assignments_are_of_groups,),
    ("case_rules",): (case_rules_are_rules,),
    ("themes",): (themes_are_named,),
    ("theme_words",): (words_can_be_found,),
    ("themes", "theme_words"): (themes_have_words,),
    ("actions",): (actions_are_plans,),
    ("actions", "metrics", "segments", "touchpoints"): (effects_can_be_measured,),
}
