"""The mart gate: what must hold for every public mart before anybody outside may see it.

Belongs here: promises to readers that span marts (no personal data, metrics that add up, nothing collapsed since the
last publish). Does not belong here: tests of one model (dbt_project/, they run with the build).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from expectations.catalogue import columns_of
from expectations.model import Measurements, Rule

SUITE = "marts"
# Names of text columns that can only hold personal data or free text. Hashed keys and counts have other names or types.
PERSONAL_NAME = (
    r"(^|_)(e_?mail|phone|first_name|last_name|full_name|display_name|user_agent|ip_address|"
    r"comment|comments|body|answer_text|message_text|review_text)($|_text$|_address$)"
)
MOST_LOST_ROWS = 0.5
FEWEST_ROWS_FOR_LOSS = 20  # A table of ten rows may well halve.
METRIC_RANGES = {"nps": (-100, 100), "csat": (0, 100), "ces": (1, 7)}

RULES = (
    Rule(
        "absent", "expected tables that do not exist", "Build it: `voc run`; its model's error is in the log", maximum=0
    ),
    Rule(
        "personal_columns",
        "text columns named like personal data or free text",
        "Move the column to the restricted schema, or rename it if it is neither",
        maximum=0,
    ),
    Rule(
        "lost_rows_share",
        "of the rows published last time are gone",
        "If that is right (a source was removed), publish anyway: `voc publish --accept-loss`",
        maximum=MOST_LOST_ROWS,
    ),
    Rule(
        "repeated_customers",
        "customers with more than one row",
        "Fix the mart's grain: one row per customer",
        maximum=0,
    ),
    Rule(
        "unreconciled_counts",
        "metric rows where positive + neutral + negative is not n",
        "Compare the metric's macro with fct_answers for that period",
        maximum=0,
    ),
    Rule(
        "values_without_answers",
        "metric rows with a value but no answer",
        "n = 0 must give NULL: fix the metric's macro",
        maximum=0,
    ),
    Rule(
        "values_out_of_range",
        "metric values outside the metric's own scale",
        "Check the scale of the question in the registry seeds",
        maximum=0,
    ),
    Rule("disordered_intervals", "metric rows whose interval is upside down", "Fix the interval's macro", maximum=0),
    Rule(
        "answers_unaccounted",
        "valid CSAT answers missing from or surplus in the monthly metric",
        "Metrics and facts disagree: rebuild with `voc run --full-refresh`",
        maximum=0,
    ),
)


def measure(connection: Any, schema: str, tables: Sequence[str], previous_rows: Mapping[str, int]) -> Measurements:
    """Measure the public `tables` of `schema`. `previous_rows`: row counts of the last published copy (empty: none)."""
    columns = columns_of(connection, schema)
    rows = {
        table: _row(connection, schema, table, columns, previous_rows.get(table))
        for table in sorted({*tables, *columns})
    }
    return Measurements(SUITE, RULES, rows)


def _row(
    connection: Any, schema: str, table: str, columns: Mapping[str, Mapping[str, str]], previous: int | None
) -> dict[str, float | None]:
    if table not in columns:
        return {"absent": 1}
    count = connection.execute(f"select count(*) from {schema}.{table}").fetchone()[0]
    measured: dict[str, float | None] = {
        "absent": 0,
        "personal_columns": connection.execute(
            "select count(*) from duckdb_columns() where schema_name = ? and table_name = ? "
            "and database_name = current_database() and data_type = 'VARCHAR' and regexp_matches(column_name, ?)",
            [schema, table, PERSONAL_NAME],
        ).fetchone()[0],
    }
    if previous is not None and previous >= FEWEST_ROWS_FOR_LOSS:
        measured["lost_rows_share"] = max(0, previous - count) / previous
    if table.startswith("customer_") and not table.endswith("_months") and "customer_key" in columns[table]:
        distinct = connection.execute(f"select count(distinct customer_key) from {schema}.{table}").fetchone()[0]
        measured["repeated_customers"] = count - distinct
    if table == "voc_metrics":
        measured.update(_metric_rows(connection, schema))
        if "fct_answers" in columns:
            measured["answers_unaccounted"] = _unaccounted_answers(connection, schema)
    return measured


def _metric_rows(connection: Any, schema: str) -> dict[str, float]:
    out_of_range = " or ".join(
        f"(metric = '{metric}' and (value < {low} or value > {high}))" for metric, (low, high) in METRIC_RANGES.items()
    )
    counts = connection.execute(
        f"""
        select
            count(case when positive_count + neutral_count + negative_count <> n then 1 end),
            count(case when n = 0 and value is not null then 1 end),
            count(case when {out_of_range} then 1 end),
            count(case when interval_low > interval_high then 1 end)
        from {schema}.voc_metrics
        """
    ).fetchone()
    names = ("unreconciled_counts", "values_without_answers", "values_out_of_range", "disordered_intervals")
    return dict(zip(names, counts, strict=True))


def _unaccounted_answers(connection: Any, schema: str) -> float:
    # CSAT keeps every answer of a customer, so the monthly rows must add up to the facts. NPS keeps the latest.
    published, valid = connection.execute(
        f"""
        select
            (select coalesce(sum(n), 0) from {schema}.voc_metrics
             where metric = 'csat' and period_type = 'month' and dimension = 'all'),
            (select count(*) from {schema}.fct_answers where metric = 'csat' and exclusion_reason is null)
        """
    ).fetchone()
    return abs(int(published) - int(valid))
