"""The headline numbers of a published file: the latest complete month beside the one before, with n and interval.

Everything comes from voc_metrics as it is, here it is only put into words. A change inside normal variation is called
steady.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

METRICS = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}
STATUS = {"watch": "beyond its threshold", "confirmed": "surely beyond its threshold"}


@dataclass(frozen=True)
class Value:
    """One metric in one month. `is_changed` (more than chance) is None without a month before to compare with."""

    metric: str
    month: date
    n: int
    value: float
    low: float | None = None
    high: float | None = None
    previous_value: float | None = None
    previous_n: int | None = None
    is_changed: bool | None = None
    status: str | None = None


def read(published: Path) -> list[Value]:
    """Each headline metric's latest complete month; metrics that nobody answered or that are hidden are left out."""
    import duckdb

    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(
            f"""
            select
                metric, period_start, n, value, interval_low, interval_high, previous_value, previous_n,
                is_change_significant, threshold_status
            from marts.voc_metrics
            where metric in {tuple(METRICS)} and period_type = 'month' and dimension = 'all' and is_complete and n > 0
            order by period_start
            """
        ).fetchall()
    newest = {row[0]: Value(*row) for row in rows}
    return [newest[metric] for metric in METRICS if metric in newest]


def undeclared(published: Path) -> tuple[int, int]:
    """Questions that the registry does not declare, and their answers, which count in no metric."""
    import duckdb

    with duckdb.connect(str(published), read_only=True) as connection:
        row = connection.execute(
            "select count(distinct question_key), count(*) from marts.fct_answers "
            "where exclusion_reason = 'undeclared_scale' and score is not null"
        ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def sentence(now: Value) -> str:
    """`NPS  32.4  (n 410, 25.1 to 39.7)  up 8.2 from August (24.2, n 398)`."""
    interval = f", {_show(now, now.low)} to {_show(now, now.high)}" if now.low is not None else ""
    value = f"{METRICS[now.metric]:<5} {_show(now, now.value):>6}"
    status = f"; {STATUS[now.status]}" if now.status in STATUS else ""
    return f"{value}  (n {now.n:,}{interval})  {comparison(now)}{status}"


def comparison(now: Value) -> str:
    """How the month compares with the one before, in words."""
    if now.previous_value is None or now.previous_n is None:
        return "no month before to compare with"
    before = now.month - timedelta(days=1)
    then = f"{before:%B} ({_show(now, now.previous_value)}, n {now.previous_n:,})"
    if not now.is_changed:
        return f"steady against {then}"
    difference = now.value - now.previous_value
    return f"{'up' if difference > 0 else 'down'} {_show(now, abs(difference))} from {then}"


def _show(value: Value, number: float | None) -> str:
    if number is None:
        return "-"
    if value.metric == "csat":
        return f"{number:.1f} %"
    return f"{number:.2f}" if value.metric == "ces" else f"{number:.1f}"
