"""What there is to choose from: metrics, periods, groups and their titles. Numbers are elsewhere (series.py)."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.language import dates, title
from orchestration.report.reading.database import day_number, rows

PERIOD_TYPES = ("day", "week", "month", "quarter", "rolling_28", "rolling_91")
DIMENSIONS = (
    "all", "touchpoint", "segment", "country", "language", "plan", "product", "survey", "touchpoint_segment",
)  # fmt: skip
# What most people ask for first; the others follow by name.
FIRST = (
    "nps", "csat", "csat_mean", "ocs", "ocs_mean", "ces", "ces_share", "ces_1", "cli", "support_rating",
    "close_the_loop_rate", "response_rate", "first_reply_median", "churn_rate", "retention_rate", "mrr", "chs",
)  # fmt: skip
REGISTRIES = {"segment": "segments.csv", "owner": "owners.csv"}


def definitions(connection: Any) -> list[dict[str, Any]]:
    """Rows of dim_metrics that have numbers: what customers say first, then what they do."""
    found = rows(
        connection,
        """
        select d.* from marts.dim_metrics as d
        where exists (select 1 from marts.voc_metrics as v where v.metric = d.metric)
        order by list_position(['direct', 'indirect', 'deferred'], feedback_class),
            list_position(?, d.metric) nulls last, d.metric
        """,
        [list(FIRST)],
    )
    return [{**row, "title": title(row["title"])} for row in found]


def labelled(periods: Mapping[str, Sequence[tuple[Any, Any]]]) -> dict[str, dict[str, list[Any]]]:
    """By type of period: first and last days, and what the period is called, as a digest calls it."""
    return {
        kind: {
            "start": [day_number(start) for start, _ in periods[kind]],
            "end": [day_number(end) for _, end in periods[kind]],
            "label": [dates.period(kind, start, end) for start, end in periods[kind]],
        }
        for kind in PERIOD_TYPES
        if kind in periods
    }


def touchpoints(connection: Any) -> list[dict[str, Any]]:
    """In the order of the journey."""
    found = rows(connection, "select * from marts.dim_touchpoints order by sort_order, touchpoint")
    return [{**row, "title": title(row["title"])} for row in found]


def titles(connection: Any, seeds: Path) -> dict[str, dict[str, str]]:
    """What groups are called, by dimension; whoever is not here is called by the name that the data have."""
    found = {"touchpoint": {row["touchpoint"]: row["title"] for row in touchpoints(connection)}}
    for dimension, file in REGISTRIES.items():
        found[dimension] = {row[dimension]: title(row["title"]) for row in _registry(seeds / file)}
    return found


def _registry(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
