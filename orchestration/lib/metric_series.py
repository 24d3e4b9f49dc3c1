"""A metric's periods from the published file, as they stand in voc_metrics; nothing is computed here.

Does not belong here: how they are shown (cli/metric.py, plots/metric.py), and definitions (dbt_project/macros/metrics).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError

PERIODS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "r28": "rolling_28", "r91": "rolling_91"}
_LAST = re.compile(r"(\d+)(r28|r91|[dwmq])")


@dataclass(frozen=True)
class Definition:
    """What a metric is: its title, the unit and decimals it is shown in, and which way is good (None: neither).

    `settle_days`: how long after a period late data are expected.
    """

    metric: str
    title: str
    unit: str
    decimals: int
    is_high_good: bool | None
    settle_days: int = 0


@dataclass(frozen=True)
class Point:
    """One period of one group.

    `value` and the interval (95 %) are None where nothing counts. In a hidden group `n` is None as well, and `shown`
    is the smallest group around it that is published. `is_changed`: whether the change against the period before is
    more than chance, adjusted for the number of groups; None where nothing can be compared. `status`: ok, watch or
    confirmed against the threshold, too_few, or None without one.
    """

    group: str
    start: date
    end: date
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    change: float | None = None
    is_changed: bool | None = None
    target: float | None = None
    status: str | None = None
    is_complete: bool = True
    is_suppressed: bool = False
    shown: str | None = None


@dataclass(frozen=True)
class Window:
    """The last `count` periods of a type, as in 13w, 6m or 28r28."""

    count: int
    period_type: str

    @classmethod
    def parse(cls, text: str) -> Window:
        """`13w` is 13 weeks, `6m` six months, `14r28` the last 14 windows of 28 days.

        Raises:
            UserError: it is neither.
        """
        found = _LAST.fullmatch(text.strip().lower())
        if not found or not int(found[1]):
            raise UserError(
                f"--last {text} is not understood: say a number and d, w, m, q, r28 or r91, "
                "for example 13w, 6m or 14r28."
            )
        return cls(int(found[1]), PERIODS[found[2]])

    def __str__(self) -> str:
        days = self.period_type.removeprefix("rolling_")
        name = f"window of {days} days" if days.isdigit() else self.period_type
        return f"last {self.count} {name.replace('window', 'windows') if days.isdigit() else name + 's'}"


def known(published: Path) -> list[tuple[str, str, str, str]]:
    """Every metric that the file has, its title, and its period types and dimensions, each separated by commas."""
    with _open(published) as connection:
        return connection.execute(
            """
            select metric, any_value(title), string_agg(distinct period_type, ', ' order by period_type),
                string_agg(distinct dimension, ', ' order by dimension)
            from marts.voc_metrics left join marts.dim_metrics using (metric)
            group by metric
            order by metric
            """
        ).fetchall()


def definition(published: Path, metric: str) -> Definition:
    """What the metric is.

    Raises:
        UserError: the file has no such metric; says which it has.
    """
    known = definitions(published)
    _require("metric", metric, set(known))
    return known[metric]


def definitions(published: Path) -> dict[str, Definition]:
    """Every metric that the file knows, by name."""
    with _open(published) as connection:
        rows = connection.execute(
            "select metric, title, unit, decimals, is_high_good, settle_days from marts.dim_metrics order by metric"
        ).fetchall()
    return {row[0]: Definition(*row) for row in rows}


def read(published: Path, metric: str, dimension: str, window: Window) -> list[Point]:
    """The last periods of a metric by group and time, including the current one, which may still be open.

    Raises:
        UserError: nothing is published, or the file has no such metric, dimension or period; says what it has.
    """
    with _open(published) as connection:
        choices = connection.execute("select distinct metric, dimension, period_type from marts.voc_metrics").fetchall()
        _require("metric", metric, {choice[0] for choice in choices})
        _require("dimension", dimension, {choice[1] for choice in choices if choice[0] == metric})
        periods = {choice[2] for choice in choices if choice[:2] == (metric, dimension)}
        _require("period", window.period_type, periods)
        rows = connection.execute(
            """
            select dimension_value, period_start, period_end, n, value, interval_low, interval_high, change,
                is_change_significant, target, threshold_status, is_complete, is_suppressed, shown_dimension_value
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
    return [Point(*row) for row in rows]


def _open(published: Path) -> Any:
    import duckdb  # imported late: most commands never need it

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    return duckdb.connect(str(published), read_only=True)


def _require(what: str, given: str, choices: set[str]) -> None:
    if given not in choices:
        raise UserError(
            f"There is no {what} {given} in voc_metrics; there is {', '.join(sorted(choices)) or 'nothing'}."
        )
