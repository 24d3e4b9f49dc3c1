"""A hand-made published file with every reason for which a survey tool shows another number than voc_metrics.

Does not belong here: what follows from it (test_reconcile.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

SCHEMA = """
    create schema marts;
    create table marts.dim_metrics as
    select * from (values
        ('nps', 'Net Promoter Score', 'nps', 'net_share', 'points', 1, true, 4),
        ('cli', 'Customer Loyalty Index', 'cli', 'mean', 'score', 1, true, 4)
    ) as rows (metric, title, observations, formula, unit, decimals, is_high_good, settle_days);
    create table marts.fct_answers (
        answer_key text, response_key text, question_key text, customer_key text, source text, survey_id text,
        question_ref text, metric text, survey_kind text, score decimal(28, 6), category text, exclusion_reason text,
        is_headline boolean, is_nonstandard_scale boolean, submitted_at timestamp, submitted_on date
    );
    create table marts.voc_metrics (
        metric text, period_type text, period_start date, period_end date, dimension text, dimension_value text,
        is_complete boolean, is_suppressed boolean, value double, n bigint, positive_count bigint,
        neutral_count bigint, negative_count bigint, value_sum decimal(28, 6), excluded_count bigint,
        excluded_test bigint, excluded_duplicate bigint, excluded_partial bigint, excluded_skipped bigint,
        excluded_out_of_range bigint
    );
"""
EXCLUDED = ("test", "duplicate", "partial", "skipped", "out_of_range")


@dataclass(frozen=True)
class Answers:
    """`count` answers alike, each of another customer unless one is named."""

    score: int | None
    count: int = 1
    reason: str | None = None
    metric: str = "nps"
    at: str = "2026-03-10 12:00"
    on: str | None = None
    is_headline: bool = True
    is_nonstandard: bool = False
    survey: str = "FNPS0001"
    customer: str | None = None


@dataclass(frozen=True)
class Cell:
    """What voc_metrics says of a month; `hidden` has no numbers."""

    start: date
    end: date
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    value_sum: int = 0
    excluded: tuple[int, ...] = (0, 0, 0, 0, 0)
    is_suppressed: bool = False
    is_complete: bool = True
    dimension: str = "all"
    group: str = "all"


def publish(file: Path, answers: Sequence[Answers], cells: Sequence[Cell]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(file)) as db:
        db.execute(SCHEMA)
        rows = [row for number, each in enumerate(answers) for row in _answer_rows(number, each)]
        db.executemany(f"insert into marts.fct_answers values ({', '.join('?' * 16)})", rows)
        db.executemany(f"insert into marts.voc_metrics values ({', '.join('?' * 20)})", [_cell(each) for each in cells])
    return file


def _answer_rows(number: int, given: Answers) -> list[list[Any]]:
    counts = given.reason is None and given.metric == "nps" and given.score is not None
    category = ("positive" if given.score >= 9 else "neutral" if given.score >= 7 else "negative") if counts else None
    on = given.on or datetime.fromisoformat(given.at).date()
    return [
        [
            f"{number:03}-{each:04}", f"r{number}-{each}", f"q-{given.survey}", given.customer or f"c{number}-{each}",
            "typeform", given.survey, "nps", given.metric, "relational", given.score, category, given.reason,
            given.is_headline, given.is_nonstandard, given.at, on,
        ]
        for each in range(given.count)
    ]  # fmt: skip


def _cell(cell: Cell) -> list[Any]:
    place = ["nps", "month", cell.start, cell.end, cell.dimension, cell.group, cell.is_complete, cell.is_suppressed]
    if cell.is_suppressed:
        return [*place, *[None] * 12]
    n = cell.positive + cell.neutral + cell.negative
    value = 100 * (cell.positive - cell.negative) / n if n else None
    counts = [n, cell.positive, cell.neutral, cell.negative, cell.value_sum, sum(cell.excluded)]
    return [*place, value, *counts, *cell.excluded]
