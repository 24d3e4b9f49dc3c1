"""What the registries of the metrics must be: definitions, what they are broken down by, targets.

Which bases and columns there are is declared in `_seeds.yml` (`accepted`). Does not belong here: scales of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from expectations.registries.table import Problem, Registry

PERIODS = ("day", "week", "month", "quarter", "rolling_28", "rolling_91")
WHOLE = "all"
UNKNOWN = "unknown"
# As voc_metrics writes the group of a pair.
BETWEEN = " / "


def definitions_are_definitions(registry: Registry) -> Iterator[Problem]:
    """A scale from low to high, days and decimals that can be counted, versions from 1."""
    for row in registry.rows:
        low, high = row["scale_min"], row["scale_max"]
        if low is not None and high is not None and low >= high:
            yield registry.problem(row, f"scale_min {low} is not below scale_max {high}")
        for column in ("settle_days", "decimals"):
            if row[column] < 0:
                yield registry.problem(row, f"{column} {row[column]} is less than 0")
        if not re.fullmatch(r"[1-9][0-9]*", row["definition_version"]):
            yield registry.problem(
                row, f"definition_version {row['definition_version']} is not a whole number from 1 upwards"
            )


def dimensions_are_dimensions(registry: Registry) -> Iterator[Problem]:
    """Two columns of a pair differ, no two dimensions are the same, and `all` has every period that another one has.

    Without `all` there is no headline, nothing that drivers explain and nowhere to look for a hidden group.
    """
    wholes = [row for row in registry.rows if row["dimension"] == WHOLE]
    if not wholes:
        yield Problem(registry.file, 1, "the dimension all is missing; its line begins with all,all,,")
    seen: dict[frozenset[str], int] = {}
    for row in registry.rows:
        first, second = row["first_column"], row["second_column"]
        columns = frozenset({first, second} - {None})
        if first == second:
            yield registry.problem(row, f"first_column and second_column are both {first}")
        elif (row["dimension"] == WHOLE and columns != {WHOLE}) or (row["dimension"] != WHOLE and first == WHOLE):
            yield registry.problem(row, "the dimension all, and no other, has the first_column all and no second one")
        elif columns in seen:
            yield registry.problem(row, f"it has the columns of line {seen[columns]}, under another name")
        else:
            seen[columns] = row.line
        missing = [period for period in PERIODS if wholes and row[period] and not wholes[0][period]]
        if missing:
            yield registry.problem(row, f"it has {', '.join(missing)}, which the dimension all has not")


def targets_are_on_the_scale(targets: Registry, metrics: Registry) -> Iterator[Problem]:
    """Target and threshold are values that the metric can have, the target not the worse one, and n_min counts."""
    known = {row["metric"]: row for row in metrics.rows}
    for row in targets.rows:
        if row["n_min"] < 1:
            yield targets.problem(row, f"n_min {row['n_min']} is less than 1")
        metric = known.get(row["metric"])
        if metric is None:
            continue  # A broken reference, which is told already.
        low, high, is_high_good = metric["scale_min"], metric["scale_max"], metric["is_high_good"]
        for column in ("target", "threshold"):
            value = row[column]
            if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
                scale = f"{'' if low is None else low} to {'' if high is None else high}".strip()
                yield targets.problem(row, f"{column} {value} lies outside the scale {scale} of {row['metric']}")
        target, threshold = row["target"], row["threshold"]
        if threshold is not None and is_high_good is None:
            yield targets.problem(
                row, f"threshold {threshold} says nothing: {metrics.file} leaves open which way is good (is_high_good)"
            )
        elif None not in (target, threshold) and (target < threshold if is_high_good else target > threshold):
            side, good = ("below", "high") if is_high_good else ("above", "low")
            yield targets.problem(row, f"target {target} is {side} threshold {threshold}, but {good} is good")


def targets_are_of_groups(
    targets: Registry, dimensions: Registry, touchpoints: Registry, segments: Registry, surveys: Registry
) -> Iterator[Problem]:
    """A target's group is one that can be: a misspelt one would never be judged, and nobody would know."""
    columns = {
        row["dimension"]: [column for column in (row["first_column"], row["second_column"]) if column]
        for row in dimensions.rows
    }
    groups = {
        "touchpoint": (touchpoints.file, {row["touchpoint"] for row in touchpoints.rows}),
        "segment": (segments.file, {row["segment"] for row in segments.rows}),
        "survey": (surveys.file, {row["survey_id"] for row in surveys.rows}),
    }
    for row in targets.rows:
        of = columns.get(row["dimension"], [])
        parts = row["dimension_value"].split(BETWEEN) if len(of) > 1 else [row["dimension_value"]]
        if len(of) > 1 and len(parts) != len(of):
            yield targets.problem(
                row, f"dimension_value is not two groups with {BETWEEN.strip()} between: {' / '.join(of)}"
            )
            continue
        for column, part in zip(of, parts, strict=False):
            file, known = groups.get(column, ("", None))
            if column == WHOLE and part != WHOLE:
                yield targets.problem(row, f"dimension_value of the dimension all is all, not {part}")
            elif known is not None and part != UNKNOWN and part not in known:
                yield targets.problem(row, f"{column} {part} is not in {file}; add it there first")
