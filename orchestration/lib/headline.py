"""The headline numbers of a published file: the latest complete month beside the one before, with n and interval.

Values come from voc_metrics as they are; here they are only compared and put into words. A change inside normal
variation is called steady: both intervals have to speak for a change before one is reported.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

METRICS = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}


@dataclass(frozen=True)
class Value:
    """One metric in one month. `value` is NULL (None) when nobody answered."""

    metric: str
    month: date
    n: int
    value: float | None
    low: float | None
    high: float | None


def read(published: Path) -> list[tuple[Value, Value | None]]:
    """For each headline metric its latest complete month, and the month before if there is one."""
    import duckdb

    with duckdb.connect(str(published), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        rows = connection.execute(
            """
            select metric, cast(period_start as date), n, value, interval_low, interval_high
            from marts.voc_metrics
            where metric in ('nps', 'csat', 'ces') and period_type = 'month' and dimension = 'all' and n > 0
                and cast(period_start as date) + interval 1 month
                    <= (select cast(max(data_through) as timestamp) + interval 1 second from _published)
            order by metric, period_start desc
            """
        ).fetchall()
    values = [Value(m, start, n, _number(v), _number(low), _number(high)) for m, start, n, v, low, high in rows]
    return [pair for metric in METRICS if (pair := latest(metric, values))]


def undeclared(published: Path) -> tuple[int, int]:
    """Questions that the registry does not declare, and their answers, which count in no metric."""
    import duckdb

    with duckdb.connect(str(published), read_only=True) as connection:
        row = connection.execute(
            "select count(distinct question_key), count(*) from marts.fct_answers "
            "where exclusion_reason = 'undeclared_scale' and score is not null"
        ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def latest(metric: str, values: Sequence[Value]) -> tuple[Value, Value | None] | None:
    """The newest month of one metric and, only if it is the calendar month before, the one it is compared with."""
    own = [value for value in values if value.metric == metric]
    if not own:
        return None
    now = own[0]
    before = own[1] if len(own) > 1 and _next_month(own[1].month) == now.month else None
    return now, before


def sentence(now: Value, before: Value | None) -> str:
    """`NPS  32.4  (n 410, 25.1 to 39.7)  up 8.2 from August`."""
    interval = f", {_show(now, now.low)} to {_show(now, now.high)}" if now.low is not None else ""
    value = f"{METRICS[now.metric]:<5} {_show(now, now.value):>6}"
    return f"{value}  (n {now.n:,}{interval})  {comparison(now, before)}"


def comparison(now: Value, before: Value | None) -> str:
    """How the month compares with the one before, in words."""
    if before is None or now.value is None or before.value is None:
        return "no month before to compare with"
    difference = now.value - before.value
    then = f"{before.month:%B} ({_show(before, before.value)}, n {before.n:,})"
    if not is_significant(now, before):
        return f"steady against {then}"
    return f"{'up' if difference > 0 else 'down'} {_show(now, abs(difference))} from {then}"


def is_significant(now: Value, before: Value) -> bool:
    """Is the difference larger than both 95 % intervals together explain?"""
    bounds = (now.low, now.high, before.low, before.high)
    if now.value is None or before.value is None or any(bound is None for bound in bounds):
        return False
    now_half = (float(now.high or 0) - float(now.low or 0)) / 2
    before_half = (float(before.high or 0) - float(before.low or 0)) / 2
    return abs(now.value - before.value) > math.hypot(now_half, before_half)


def _show(value: Value, number: float | None) -> str:
    if number is None:
        return "-"
    if value.metric == "csat":
        return f"{number:.1f} %"
    return f"{number:.2f}" if value.metric == "ces" else f"{number:.1f}"


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
