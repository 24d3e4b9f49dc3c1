"""A metric's periods from the published file, as they stand in voc_metrics; nothing is computed here.

Does not belong here: how they are shown (cli/metric.py), and definitions (dbt_project/macros/metrics).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.lib.errors import UserError

PERIODS = {"d": "day", "w": "week", "m": "month", "q": "quarter"}
_LAST = re.compile(r"(\d+)([dwmq])")


@dataclass(frozen=True)
class Point:
    """One period of one group. `value` and the interval (95 %) are None where nobody answered or too few did."""

    group: str
    start: date
    n: int
    value: float | None
    low: float | None
    high: float | None
    is_suppressed: bool


@dataclass(frozen=True)
class Window:
    """The last `count` periods of a type, as in 13w or 6m."""

    count: int
    period_type: str

    @classmethod
    def parse(cls, text: str) -> Window:
        """`13w` is 13 weeks, `6m` six months.

        Raises:
            UserError: it is neither.
        """
        found = _LAST.fullmatch(text.strip().lower())
        if not found or not int(found[1]):
            raise UserError(f"--last {text} is not understood: say a number and d, w, m or q, for example 13w or 6m.")
        return cls(int(found[1]), PERIODS[found[2]])


def known(published: Path) -> list[tuple[str, str, str]]:
    """Every metric, period type and dimension that the file has."""
    with _open(published) as connection:
        rows = connection.execute(
            "select distinct metric, period_type, dimension from marts.voc_metrics order by all"
        ).fetchall()
    return [(metric, period, dimension) for metric, period, dimension in rows]


def read(published: Path, metric: str, dimension: str, window: Window) -> list[Point]:
    """The last periods of a metric by group and time, including the current one, which may still be open.

    Raises:
        UserError: nothing is published, or the file has no such metric, dimension or period; says what it has.
    """
    choices = known(published)
    _require("metric", metric, {choice[0] for choice in choices})
    _require("dimension", dimension, {choice[2] for choice in choices if choice[0] == metric})
    _require("period", window.period_type, {choice[1] for choice in choices if choice[0] == metric})
    with _open(published) as connection:
        rows = connection.execute(
            """
            select dimension_value, cast(period_start as date), n, value, interval_low, interval_high, is_suppressed
            from marts.voc_metrics
            where metric = ? and dimension = ? and period_type = ?
                and period_start in (
                    select distinct period_start from marts.voc_metrics
                    where metric = ? and dimension = 'all' and period_type = ?
                    order by period_start desc
                    limit ?
                )
            order by dimension_value, period_start
            """,
            [metric, dimension, window.period_type, metric, window.period_type, window.count],
        ).fetchall()
    return [_point(*row) for row in rows]


def _point(group: str, start: date, n: int, value: object, low: object, high: object, is_suppressed: bool) -> Point:
    if is_suppressed:
        return Point(group, start, n, None, None, None, is_suppressed=True)
    return Point(group, start, n, _number(value), _number(low), _number(high), is_suppressed=False)


def _open(published: Path):  # type: ignore[no-untyped-def]  # duckdb is imported late
    import duckdb

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    return duckdb.connect(str(published), read_only=True)


def _require(what: str, given: str, choices: set[str]) -> None:
    if given not in choices:
        raise UserError(
            f"There is no {what} {given} in voc_metrics; there is {', '.join(sorted(choices)) or 'nothing'}."
        )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
