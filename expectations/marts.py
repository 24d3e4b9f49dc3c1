"""The mart gate: what must hold for every public mart before anybody outside may see it.

Belongs here: promises to readers that span marts (no personal data, nothing collapsed since the last publish). Does not
belong here: what is asked of metrics and themes (metrics.py, themes.py), tests of one model (dbt_project/, they run
with the build).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from expectations import metrics, themes
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
    *metrics.RULES,
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
        measured.update(metrics.measure(connection, schema, columns))
    if table == themes.TABLE:
        measured.update(themes.measure(connection, schema))
    return measured
