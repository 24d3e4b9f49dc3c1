"""What rules may name: metrics, dimensions and their values, tools, owners; read from the registries (dbt seeds).

A registry that is not there yet (owners of a company that has none) knows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from expectations.registries.table import Registry, Row
from expectations.registries.table import read as read_registries

PERIODS = ("day", "week", "month", "quarter", "rolling_28", "rolling_91")
# The group of records that do not say.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Metric:
    """A metric of the registry: its formula, which way is good (None: neither), the ends of its scale."""

    name: str
    title: str
    formula: str
    is_high_good: bool | None
    scale_min: float | None
    scale_max: float | None
    decimals: int
    observations: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Known:
    """What there is.

    Args:
        metrics: by name.
        dimensions: by name the columns (one, or two of a pair).
        periods: by dimension the period types it is counted for.
        values: by column the groups that a registry lists; a column that is not here may hold anything.
        sources: tools of the registry surveys; empty when unknown.
        owners: names of the registry owners; empty when there is none.
        with_threshold: (metric, dimension) with a threshold in metric_targets.
    """

    metrics: Mapping[str, Metric]
    dimensions: Mapping[str, tuple[str, ...]]
    periods: Mapping[str, tuple[str, ...]]
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    surveys: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    with_threshold: frozenset[tuple[str, str]] = frozenset()


def known(seeds: Path) -> Known:
    """Read the registries of a folder of seeds; their own faults are told by `expectations.registries.check`."""
    registries = {registry.name: registry for registry in read_registries(seeds, seeds / "_seeds.yml")}
    sets = _rows(registries, "dimension_sets")
    dimensions = {
        row["dimension"]: tuple(column for column in (row["first_column"], row["second_column"]) if column)
        for row in sets
    }
    values = {
        "touchpoint": _column(registries, "touchpoints", "touchpoint") | {UNKNOWN},
        "segment": _column(registries, "segments", "segment") | {UNKNOWN},
        "all": frozenset({"all"}),
    }
    return Known(
        metrics={row["metric"]: _metric(row) for row in _rows(registries, "metrics")},
        dimensions=dimensions,
        periods={row["dimension"]: tuple(period for period in PERIODS if row[period]) for row in sets},
        values=values,
        surveys=_column(registries, "surveys", "survey_id"),
        questions=_column(registries, "question_versions", "question_ref"),
        owners=_column(registries, "owners", "owner"),
        with_threshold=frozenset(
            (row["metric"], row["dimension"])
            for row in _rows(registries, "metric_targets")
            if row["threshold"] is not None
        ),
    )


def _metric(row: Row) -> Metric:
    low, high = (None if row[end] is None else float(row[end]) for end in ("scale_min", "scale_max"))
    return Metric(
        row["metric"],
        row["title"],
        row["formula"],
        row["is_high_good"],
        low,
        high,
        row["decimals"],
        row["observations"],
        row["unit"],
    )


def _rows(registries: Mapping[str, Registry], name: str) -> list[Row]:
    return registries[name].rows if name in registries else []


def _column(registries: Mapping[str, Registry], name: str, column: str) -> frozenset[str]:
    return frozenset(row[column] for row in _rows(registries, name))
