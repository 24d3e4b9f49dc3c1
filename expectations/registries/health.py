"""What the registries of the customer health score must be: a version says everything, once, for its days.

How the cuts are used is in dbt_project/macros/metrics/health; PARAMETERS repeats which there are (a test compares).
"""

from __future__ import annotations

from collections.abc import Iterator

from expectations.registries.table import Problem, Registry
from expectations.registries.versions import by_version

# Per input and parameter the lowest and highest value that means something.
MANY = 1_000_000
PARAMETERS: dict[str, dict[str, tuple[int, int]]] = {
    "usage": {"full_days": (1, 28), "trend_share": (0, 100), "trend_from_days": (1, 84)},
    "feedback": {"window_days": (1, MANY), "step_days": (1, MANY)},
    "support": {
        "window_days": (1, MANY),
        "slow_reply_hours": (1, MANY),
        "slow_solve_days": (1, MANY),
        "open_points": (0, 100),
        "reopened_points": (0, 100),
        "slow_points": (0, 100),
    },
    "commercial": {
        "window_days": (1, MANY),
        "notice_score": (0, 100),
        "lost_points": (0, 100),
        "failed_points": (0, 100),
        "unpaid_points": (0, 100),
        "order_days": (1, MANY),
    },
}


def weights_are_complete(registry: Registry) -> Iterator[Problem]:
    """Every version names every input: one that is forgotten would silently make the others heavier."""
    for version, rows in by_version(registry.rows):
        for row in rows:
            if row["weight"] < 0:
                yield registry.problem(row, f"weight {row['weight']} is below zero; 0 leaves an input out")
        missing = [name for name in PARAMETERS if name not in {row["input"] for row in rows}]
        if missing:
            yield registry.problem(
                rows[0], f"version {version} has no line for {', '.join(missing)}; weight 0 leaves an input out"
            )
        if not any(row["weight"] > 0 for row in rows):
            yield registry.problem(rows[0], f"version {version} gives no input any weight")


def cuts_are_complete(registry: Registry) -> Iterator[Problem]:
    """Every version has every cut of every input, each within what it can be."""
    for version, rows in by_version(registry.rows):
        given = {(row["input"], row["parameter"]) for row in rows}
        for row in rows:
            limits = PARAMETERS[row["input"]].get(row["parameter"])
            if limits is None:
                yield registry.problem(row, f"{row['input']} has no parameter {row['parameter']}")
            elif not limits[0] <= row["value"] <= limits[1]:
                yield registry.problem(
                    row, f"{row['parameter']} {row['value']} of {row['input']} is not from {limits[0]} to {limits[1]}"
                )
        for name, parameters in PARAMETERS.items():
            missing = [parameter for parameter in parameters if (name, parameter) not in given]
            if missing:
                yield registry.problem(rows[0], f"version {version} of {name} has no {', '.join(missing)}")
