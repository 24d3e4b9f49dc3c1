"""What the mart gate asks of `voc_metrics`: that its numbers add up, stay on their scale and keep small groups hidden.

Belongs here: promises that hold for any data. Does not belong here: whether a formula is right (dbt_project's tests) or
a value is good (targets).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from expectations.model import Rule

REBUILD = "Metrics and facts disagree: rebuild with `voc run --full-refresh`"
RULES = (
    Rule(
        "unreconciled_counts",
        "metric rows where positive + neutral + negative is not n",
        "Compare the metric's observations (macros/metrics/observations) with fct_answers for that period",
        maximum=0,
    ),
    Rule(
        "values_without_answers",
        "metric rows with a value but no answer",
        "n = 0 must give NULL: fix the metric's formula",
        maximum=0,
    ),
    Rule(
        "values_out_of_range",
        "metric values outside the metric's own scale",
        "Check the scale of the question, and of the metric, in the registry seeds",
        maximum=0,
    ),
    Rule("disordered_intervals", "metric rows whose interval is upside down", "Fix the interval's macro", maximum=0),
    Rule(
        "hidden_numbers",
        "hidden groups that show a number",
        "A small group could be read off it: every number of a hidden row must be NULL (unless_hidden)",
        maximum=0,
    ),
    Rule(
        "groups_not_adding_up",
        "months of CSAT whose segments do not add up to the whole",
        REBUILD,
        maximum=0,
    ),
    Rule(
        "answers_unaccounted",
        "CSAT answers missing from or surplus in the monthly metric, valid or excluded",
        REBUILD,
        maximum=0,
    ),
)
HIDDEN = ("value", "n", "respondents_count", "value_sum", "interval_low", "change", "previous_value", "excluded_count")


def measure(connection: Any, schema: str, tables: Collection[str]) -> dict[str, float]:
    """Counts by rule for the metric mart of `schema`, which also holds `tables`."""
    measured = _rows(connection, schema)
    if "dim_metrics" in tables:
        measured |= _against_definitions(connection, schema)
    if "fct_answers" in tables:
        measured["answers_unaccounted"] = _unaccounted_answers(connection, schema)
    return measured


def _rows(connection: Any, schema: str) -> dict[str, float]:
    shows = " or ".join(f"{column} is not null" for column in HIDDEN)
    counts = connection.execute(
        f"""
        select
            count(case when n = 0 and value is not null then 1 end),
            count(case when interval_low > interval_high then 1 end),
            count(case when is_suppressed and ({shows}) then 1 end),
            (
                select count(*)
                from (
                    select period_start
                    from {schema}.voc_metrics
                    where metric = 'csat' and period_type = 'month' and dimension in ('all', 'segment')
                    group by period_start
                    having not bool_or(is_suppressed)
                        and sum(case when dimension = 'all' then n else -n end) <> 0
                        and bool_or(dimension = 'segment')
                )
            )
        from {schema}.voc_metrics
        """
    ).fetchone()
    names = ("values_without_answers", "disordered_intervals", "hidden_numbers", "groups_not_adding_up")
    return dict(zip(names, counts, strict=True))


def _against_definitions(connection: Any, schema: str) -> dict[str, float]:
    counts = connection.execute(
        f"""
        select
            count(case when formula = 'net_share' and positive_count + neutral_count + negative_count <> n then 1 end),
            count(case when value < scale_min or value > scale_max then 1 end)
        from {schema}.voc_metrics join {schema}.dim_metrics using (metric)
        """
    ).fetchone()
    return dict(zip(("unreconciled_counts", "values_out_of_range"), counts, strict=True))


def _unaccounted_answers(connection: Any, schema: str) -> float:
    # CSAT keeps every answer of a customer, so the monthly rows must add up to the facts. NPS keeps the latest.
    (count,) = connection.execute(
        f"""
        with published as (
            select period_start, period_end, n, excluded_count
            from {schema}.voc_metrics
            where metric = 'csat' and period_type = 'month' and dimension = 'all' and not is_suppressed
        ),
        answered as (
            select
                period_start,
                count(case when exclusion_reason is null then 1 end) as valid,
                count(case when exclusion_reason is not null then 1 end) as excluded
            from published
            join {schema}.fct_answers on submitted_on between period_start and period_end
            where metric = 'csat' and is_headline
            group by period_start
        )
        select coalesce(sum(abs(n - coalesce(valid, 0)) + abs(excluded_count - coalesce(excluded, 0))), 0)
        from published left join answered using (period_start)
        """
    ).fetchone()
    return float(count)
