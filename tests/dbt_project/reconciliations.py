"""Checks that numbers agree with each other: each gives what disagrees, and nothing when all is well.

Does not belong here: against what they are run (test_reconciliation.py), and whether a value is the right one
(test_truth.py).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import duckdb

from tests.dbt_project import raw_recount

KEYS = "observations, dimension, period_type, period_start"
ADDITIVE = ["n", "positive_count", "neutral_count", "negative_count", "value_sum", "value_sum_of_squares"]
# The coarser period, made of the finer one; rolling windows overlap.
MADE_OF = [("week", "day"), ("month", "day"), ("quarter", "day"), ("quarter", "month")]


def sides_and_scales(db: duckdb.DuckDBPyConnection) -> list[Any]:
    """Net shares whose three sides are not n, and values and intervals that are off their scale."""
    return db.execute(
        """
        with net as (select observations from marts.dim_metrics where formula = 'net_share')
        select 'sides', observations, period_type, period_start, dimension_value
        from intermediate.int_metric_counts
        where observations in (from net) and n <> positive_count + neutral_count + negative_count
        union all
        select 'sides', metric, period_type, period_start, dimension_value
        from marts.voc_metrics inner join marts.dim_metrics using (metric)
        where formula = 'net_share' and n <> positive_count + neutral_count + negative_count
        union all
        select 'scale', metric, period_type, period_start, dimension_value
        from marts.voc_metrics inner join marts.dim_metrics using (metric)
        -- Ends of intervals are computed, and may miss an end of the scale by the last of their sixteen digits.
        where least(value, interval_low) < scale_min - 1e-9 or greatest(value, interval_high) > scale_max + 1e-9
            or interval_low > value + 1e-9 or interval_high < value - 1e-9
        """
    ).fetchall()


def groups(db: duckdb.DuckDBPyConnection) -> list[Any]:
    """Dimensions whose groups do not add up to all, and pairs that do not add up to either part of them.

    A customer of a relational survey counts in each group that they answered in: there, groups may only be more.
    """
    pairs = """
        select dimension, 'all' as whole, 'all' as whole_value from intermediate.int_metric_counts
        where dimension <> 'all'
        union
        select dimension, first_column, 'value_1' from registry.dimension_sets where second_column is not null
        union
        select dimension, second_column, 'value_2' from registry.dimension_sets where second_column is not null
    """
    sums = ", ".join(f"sum({name}) as {name}" for name in _measures(db))
    return db.execute(
        f"""
        with pairs as ({pairs}),
        parts as (
            select parts.observations, parts.period_type, parts.period_start, pairs.dimension, pairs.whole,
                case whole_value when 'all' then 'all' when 'value_1' then value_1 else value_2 end as dimension_value,
                {sums}
            from intermediate.int_metric_counts as parts
            inner join pairs on parts.dimension = pairs.dimension
            group by all
        ),
        published as (
            select distinct observations, period_type, dimension, whole from parts
        )
        select published.dimension, whole.dimension, whole.observations, whole.period_type, whole.period_start,
            whole.dimension_value
        from published
        inner join intermediate.int_metric_counts as whole
            on published.observations = whole.observations and published.period_type = whole.period_type
                and published.whole = whole.dimension
        left join parts
            on parts.observations = whole.observations and parts.period_type = whole.period_type
                and parts.period_start = whole.period_start and parts.whole = whole.dimension
                and parts.dimension = published.dimension and parts.dimension_value = whole.dimension_value
        where parts.n is null or {_unequal(db, "parts", "whole")}
        """
    ).fetchall()


def periods(db: duckdb.DuckDBPyConnection) -> list[Any]:
    """Periods that their days or months do not add up to, of what adds up over time: events that are all counted."""
    return [
        (fine, *row)
        for coarse, fine in MADE_OF
        for row in db.execute(
            f"""
            with parts as (
                select coarse.counts_key, {", ".join(f"sum(fine.{name}) as {name}" for name in _measures(db))}
                from intermediate.int_metric_counts as coarse
                inner join intermediate.int_metric_counts as fine
                    on coarse.observations = fine.observations and coarse.dimension = fine.dimension
                        and coarse.dimension_value = fine.dimension_value and fine.period_type = '{fine}'
                        and fine.period_start between coarse.period_start and coarse.period_end
                where coarse.period_type = '{coarse}'
                group by all
            )
            select whole.period_type, whole.observations, whole.period_start, whole.dimension, whole.dimension_value
            from intermediate.int_metric_counts as whole
            left join parts using (counts_key)
            where whole.period_type = '{coarse}' and whole.counting = 'all'
                and whole.observations in (select observations from intermediate.int_metric_days)
                and whole.dimension in (
                    select dimension from intermediate.int_metric_counts where period_type = '{fine}'
                )
                and (parts.n is null or {_unequal(db, "parts", "whole")})
            """
        ).fetchall()
    ]


def published(db: duckdb.DuckDBPyConnection) -> list[Any]:
    """Cells of voc_metrics that say something else than was counted, or anything although they are hidden.

    Hidden ones need not have been counted: nobody may be in them.
    """
    names = ["respondents_count", *_measures(db)]
    shown = " or ".join(f"m.{name} is not null" for name in ["value", *names])
    unequal = " or ".join(f"m.{name} is distinct from c.{name}" for name in names)
    return db.execute(
        f"""
        with c as (
            select c.*, d.metric from intermediate.int_metric_counts as c
            inner join marts.dim_metrics as d using (observations)
        )
        select coalesce(m.metric, c.metric), period_type, period_start, dimension, dimension_value
        from marts.voc_metrics as m
        full join c using (metric, period_type, period_start, dimension, dimension_value)
        where m.metric is null or (c.metric is null and not m.is_suppressed) or (m.is_suppressed and ({shown}))
            or (not m.is_suppressed and ({unequal} or m.excluded_count <> {" + ".join(_excluded(db, "c."))}))
        """
    ).fetchall()


def exclusions(db: duckdb.DuckDBPyConnection) -> list[Any]:
    """Months in which n, what is excluded and customers' earlier answers are not all answers of the facts."""
    return db.execute(
        f"""
        with answers as (
            select metric as observations, survey_kind, date_trunc('month', submitted_on) as period_start, survey_id,
                exclusion_reason is null as is_valid, coalesce(customer_key, response_key) as respondent
            from marts.fct_answers
            where is_headline and metric <> 'cli'
        ),
        -- By survey and of all of them: a customer's newest answer is the newest of those.
        facts as (
            select observations, period_start, if(grouping(survey_id) = 0, 'survey', 'all') as dimension,
                coalesce(survey_id, 'all') as dimension_value, count(*) as answers_count,
                count(*) filter (is_valid and survey_kind = 'relational')
                - count(distinct respondent) filter (is_valid and survey_kind = 'relational') as earlier_count
            from answers
            group by grouping sets ((observations, period_start, survey_id), (observations, period_start))
        ),
        counts as (
            select *, {" + ".join(_excluded(db))} as excluded_count
            from intermediate.int_metric_counts
            where period_type = 'month' and dimension in ('all', 'survey')
                and observations in (select observations from facts)
        )
        select coalesce(counts.observations, facts.observations), period_start, dimension, dimension_value
        from facts full join counts using (observations, period_start, dimension, dimension_value)
        where answers_count is distinct from n + excluded_count + earlier_count
        """
    ).fetchall()


def raw(db: duckdb.DuckDBPyConnection) -> list[Any]:
    """Answers and months that the facts, the counts and the published numbers have otherwise than the raw records."""
    answers = raw_recount.judged_answers(db)
    told = Counter((a.source, a.survey, a.question, a.metric, a.month, a.score, a.reason) for a in answers)
    held = Counter(
        db.execute(
            "select source, survey_id, question_ref, metric, cast(date_trunc('month', submitted_at) as date), "
            "cast(score as double), exclusion_reason from marts.fct_answers"
        ).fetchall()
    )
    differences: list[Any] = [("fact", *each) for each in (told - held) + (held - told)]
    cells = {
        (metric, start): row
        for metric, start, *row in db.execute(
            "select observations, period_start, n, positive_count, neutral_count, negative_count, "
            "cast(value_sum as double) from intermediate.int_metric_counts "
            "where period_type = 'month' and dimension = 'all' and observations in "
            "(select metric from marts.fct_answers where metric <> 'cli')"
        ).fetchall()
    }
    recounted = {cell: counted for cell, counted in raw_recount.months(answers).items() if cell[0] != "cli"}
    for cell in cells.keys() | recounted.keys():
        if cell not in recounted or cells.get(cell) != list(vars(recounted[cell]).values()):
            differences.append(("counts", *cell, cells.get(cell), recounted.get(cell)))
    for metric, start, n, value_sum in db.execute(
        "select observations, period_start, n, cast(value_sum as double) from marts.voc_metrics "
        "inner join marts.dim_metrics using (metric) "
        "where period_type = 'month' and dimension = 'all' and n is not null"
    ).fetchall():
        if (told_cell := recounted.get((metric, start))) and (told_cell.n, told_cell.value_sum) != (n, value_sum):
            differences.append(("mart", metric, start))
    return differences


def _excluded(db: duckdb.DuckDBPyConnection, alias: str = "") -> list[str]:
    names = [row[0] for row in db.execute("describe intermediate.int_metric_counts").fetchall()]
    return [f"{alias}{name}" for name in names if name.startswith("excluded_")]


def _measures(db: duckdb.DuckDBPyConnection) -> list[str]:
    published = {row[0] for row in db.execute("describe marts.voc_metrics").fetchall()}
    return [name for name in [*ADDITIVE, *_excluded(db)] if name in published]


def _unequal(db: duckdb.DuckDBPyConnection, parts: str, whole: str) -> str:
    """Whatever is counted once per answer is equal; a customer's newest answer may be one in several parts."""
    excluded = set(_excluded(db))
    exact = [f"{parts}.{name} <> {whole}.{name}" for name in _measures(db)]
    of_excluded = [f"{parts}.{name} <> {whole}.{name}" for name in _measures(db) if name in excluded]
    return (
        f"case when {whole}.counting = 'all' then {' or '.join(exact)} "
        f"else {parts}.n < {whole}.n or {' or '.join(of_excluded)} end"
    )
