"""What a round reads of the marts beside the series of rules (alerts/past.py): what messages say. All of it is bounded.

Reads the warehouse, since the restricted marts are in no published file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from orchestration.alerts.wording.subjects import Comment, of
from orchestration.lib.metric_series import Definition, Point

SIGNAL_DAYS = 60  # As restricted.customer_context.
COMMENTS = 40  # Read of a group; three are shown.
POINTS = 40


def definitions(connection: Any) -> dict[str, Definition]:
    rows = connection.execute(
        "select metric, title, unit, decimals, is_high_good, settle_days from marts.dim_metrics"
    ).fetchall()
    return {row[0]: Definition(*row) for row in rows}


def points(connection: Any, metric: str, period_type: str, dimension: str, group: str, through: Any) -> list[Point]:
    """The last shown periods of one group up to a day, oldest first."""
    rows = connection.execute(
        """
        select dimension_value, period_start, period_end, n, value, interval_low, interval_high, change,
            is_change_significant, target, threshold_status, is_complete, is_suppressed, shown_dimension_value
        from marts.voc_metrics
        where metric = ? and period_type = ? and dimension = ? and dimension_value = ? and period_end <= ?
            and is_complete and not is_suppressed
        order by period_end desc
        limit ?
        """,
        [metric, period_type, dimension, group, through, POINTS],
    ).fetchall()
    return [Point(*row) for row in reversed(rows)]


def are_comments_hidden(connection: Any, point: Point, metric: str, period_type: str, dimension: str) -> bool:
    row = connection.execute(
        "select is_comment_suppressed from marts.voc_metrics where metric = ? and period_type = ? and dimension = ? "
        "and dimension_value = ? and period_start = ?",
        [metric, period_type, dimension, point.group, point.start],
    ).fetchone()
    return row is None or bool(row[0])


def comments(connection: Any, metric: str, columns: Mapping[str, str], start: Any, end: Any) -> list[Comment]:
    """What customers of a group wrote beside an answer of the metric, the unhappiest and newest first.

    Args:
        columns: by column of fct_answers the group's value; empty for all.
    """
    held = "".join(f" and coalesce(answers.{column}, 'unknown') = ?" for column in columns)
    rows = connection.execute(
        f"""
        select texts.answer_text as text, answers.submitted_on as said_on, texts.language, answers.country,
            answers.score, answers.category = 'negative' as is_low, answers.touchpoint,
            contacts.full_name, contacts.email
        from marts.fct_answers as answers
        inner join restricted.answer_texts as texts using (response_key)
        left join restricted.customer_contacts as contacts on answers.customer_key = contacts.customer_key
        where answers.metric = (select observations from marts.dim_metrics where metric = ?)
            and answers.exclusion_reason is null and answers.submitted_on between ? and ?{held}
        order by answers.normalised_score, answers.submitted_at desc, answers.answer_key
        limit ?
        """,
        [metric, start, end, *columns.values(), COMMENTS],
    ).df()
    found = []
    for row in rows.to_dict("records"):
        names = tuple(name for name in (row["full_name"], row["email"]) if isinstance(name, str))
        touchpoint = row["touchpoint"] if isinstance(row["touchpoint"], str) else ""
        found.append(of(Comment, {**row, "source": touchpoint.replace("_", " ").capitalize(), "names": names}))
    return found


def signals(connection: Any, as_of: datetime) -> pd.DataFrame:
    """Rows of restricted.personal_signals of the last weeks."""
    since = (as_of - timedelta(days=SIGNAL_DAYS)).replace(tzinfo=None)
    return connection.execute(
        "select * from restricted.personal_signals where happened_at >= ? order by happened_at, signal_key", [since]
    ).df()


def context(connection: Any, customers: Collection[str]) -> dict[str, dict[str, Any]]:
    """Rows of restricted.customer_context by customer."""
    return _by(connection, "select * from restricted.customer_context where list_contains(?, customer_key)", customers)


def cases(connection: Any, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """Rows of marts.cases by case."""
    return _by(connection, "select * from marts.cases where list_contains(?, case_key)", keys)


def loads(connection: Any, tools: Collection[str]) -> pd.DataFrame:
    """Rows that every load of a resource brought: source, resource, loaded_at, rows."""
    parts = [
        f"""
        select '{tool}' as source, resource, max(finished_at) as loaded_at,
            sum(new_rows + changed_rows + deleted_rows) as rows
        from raw_{tool}.row_ledger
        where _dlt_load_id in (select load_id from raw_{tool}._dlt_loads where status = 0)
        group by resource, _dlt_load_id
        """
        for tool in sorted(tools)
    ]
    if not parts:
        return pd.DataFrame(columns=["source", "resource", "loaded_at", "rows"])
    return connection.execute(" union all ".join(parts)).df()


def _by(connection: Any, query: str, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    if not keys:
        return {}
    result = connection.execute(query, [sorted(keys)])
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {row[names[0]]: row for row in rows}
