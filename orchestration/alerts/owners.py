"""Who is told: the owner of a customer or group by the registry owner_assignments, the most special line first.

The marts find the owner of a case by the same order (dbt_project). Does not belong here: addresses (registry owners).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PRECEDENCE = ("customer", "account", "segment", "touchpoint", "all")


@dataclass(frozen=True)
class Assignment:
    """A line of owner_assignments.csv."""

    dimension: str
    dimension_value: str
    owner: str
    backup: str | None = None


def owner_of(assignments: Iterable[Assignment], attributes: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    """Owner and backup for attributes such as {"segment": "smb", "touchpoint": "support"}; (None, None) without a line.

    The line of `all` holds for everything.
    """
    lines = {(each.dimension, each.dimension_value): each for each in assignments}
    for dimension in PRECEDENCE:
        value = "all" if dimension == "all" else attributes.get(dimension)
        if value is not None and (dimension, value) in lines:
            found = lines[dimension, value]
            return found.owner, found.backup
    return None, None


def attributes_of(columns: Iterable[str], dimension_value: str) -> dict[str, str | None]:
    """The attributes of a group: of a pair `support / smb` both parts."""
    names = list(columns)
    parts = dimension_value.split(" / ", len(names) - 1)
    return dict(zip(names, parts, strict=False)) if len(parts) == len(names) else {}
