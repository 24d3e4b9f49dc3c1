"""What was reported when, from the published file: states of marts.metric_history, and the publishes that showed them.

Does not belong here: why a state ended (the mart says so) and how it is put into words (cli/restated.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError
from orchestration.publish import record

CHANGES = ("late", "edited", "replaced", "deleted", "erased", "redefined", "rejoined")


@dataclass(frozen=True)
class State:
    """What was known of a number, from when to when. `changes`: answers that ended it, by what became of them."""

    value: float | None
    n: int | None
    is_suppressed: bool
    is_withheld: bool
    definition_version: str
    known_from: datetime
    known_to: datetime | None
    ended_because: str | None
    changes: Mapping[str, int]

    @property
    def is_shown(self) -> bool:
        return not (self.is_suppressed or self.is_withheld)


@dataclass(frozen=True)
class Cell:
    """A metric's number of one period and group, and every state it has been in, oldest first."""

    metric: str
    period_type: str
    start: date
    end: date
    group: str
    states: Sequence[State]

    def at(self, instant: datetime) -> State | None:
        """The state that held then; None before the first and after the last."""
        held = (s for s in self.states if s.known_from <= instant and (s.known_to is None or instant < s.known_to))
        return next(held, None)


@dataclass(frozen=True)
class Restatement:
    """A number as reported and as known now (None: not then, or not any more), and all that came between."""

    cell: Cell
    reported_at: datetime
    reported: State | None
    now: State | None
    changes: Mapping[str, int]
    reasons: Sequence[str]

    @property
    def is_restated(self) -> bool:
        if not (self.reported and self.now and self.reported.is_shown and self.now.is_shown):
            return False
        return (self.reported.value, self.reported.n) != (self.now.value, self.now.n)


@dataclass(frozen=True)
class Period:
    """A week, month or quarter by a day that it surely contains; a quarter by its first."""

    period_type: str
    day: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """`2026-08` is a month, `2026-W35` an ISO week, `2026-Q3` a quarter.

        Raises:
            UserError: it is none of them.
        """
        found = re.fullmatch(r"(\d{4})-(?:(\d\d)|W(\d\d)|Q([1-4]))", text.strip().upper())
        try:
            if found and found[2]:
                return cls("month", date(int(found[1]), int(found[2]), 1))
            if found and found[3]:
                return cls("week", date.fromisocalendar(int(found[1]), int(found[3]), 4))
            if found:
                return cls("quarter", date(int(found[1]), int(found[4]) * 3 - 2, 1))
        except ValueError:
            pass
        raise UserError(f"--period {text} is no period: say 2026-08, 2026-W35 or 2026-Q3.")


def reported_on(past: Sequence[record.Publish], day: date) -> datetime:
    """The as-of instant of what was published at the end of a day (UTC).

    Raises:
        UserError: nothing was, or it is not known what.
    """
    instants = sorted(publish.as_of for publish in past if publish.as_of)
    if not instants:
        raise UserError("The published file does not say yet when it was published with what: `voc run` does it.")
    if day < instants[0].date():
        raise UserError(f"Nothing was published by {day}: what is known begins on {instants[0]:%Y-%m-%d}.")
    return max(instant for instant in instants if instant <= datetime.combine(day, time.max, UTC))


def restatement(cell: Cell, past: Sequence[record.Publish], reported_at: datetime | None = None) -> Restatement:
    """The number as it was reported then, or for the first time, and what made it what is known now."""
    if reported_at is None:
        shown = [each.as_of for each in past if each.as_of and cell.at(each.as_of)]
        reported_at = min(shown, default=cell.states[0].known_from)
    reported = cell.at(reported_at)
    ended = [state for state in cell.states if state.known_to and state.known_to > reported_at]
    changes: Counter[str] = Counter()
    for state in ended:
        changes.update(state.changes)
    reasons = dict.fromkeys(state.ended_because for state in ended if state.ended_because)
    now = cell.states[-1] if cell.states[-1].known_to is None else None
    return Restatement(cell, reported_at, reported, now, changes, list(reasons))


def read(published: Path, dimension: str, metric: str | None = None, period: Period | None = None) -> list[Cell]:
    """Numbers of a dimension, newest period first: those of a period, else those that have been in several states.

    Raises:
        UserError: nothing is published, or it has no such metric, dimension or period; says what it has.
    """
    with _open(published) as connection:
        _require_known(connection, dimension, metric, period)
        rows = connection.execute(
            f"""
            select metric, period_type, period_start, period_end, dimension_value,
                value, n, is_suppressed, is_withheld, definition_version, known_from, known_to, ended_because,
                {", ".join(f"{name}_count" for name in CHANGES)}
            from marts.metric_history
            where dimension = $dimension and ($metric is null or metric = $metric)
                and ($type is null or (period_type = $type and $day between period_start and period_end))
            qualify $type is not null
                or count(*) over (partition by metric, period_type, period_start, dimension_value) > 1
            order by metric, period_start desc, period_type, dimension_value, known_from
            """,
            {
                "dimension": dimension,
                "metric": metric,
                "type": period and period.period_type,
                "day": period and period.day,
            },
        ).fetchall()
    return [
        Cell(metric, kind, start, end, group, [_state(*row[5:]) for row in members])
        for (metric, kind, start, end, group), members in groupby(rows, key=lambda row: row[:5])
    ]


def _state(
    value: float | None, n: int | None, is_suppressed: bool, is_withheld: bool, version: str,
    known_from: datetime, known_to: datetime | None, because: str | None, *counts: int | None,
) -> State:  # fmt: skip
    changes = {name: count for name, count in zip(CHANGES, counts, strict=True) if count}
    ended = known_to and known_to.replace(tzinfo=UTC)
    return State(value, n, is_suppressed, is_withheld, version, known_from.replace(tzinfo=UTC), ended, because, changes)


def _open(published: Path) -> Any:
    import duckdb  # imported late: most commands never need it

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    connection = duckdb.connect(str(published), read_only=True)
    if not connection.execute("select 1 from duckdb_tables() where table_name = 'metric_history'").fetchall():
        connection.close()
        raise UserError(f"{published} was published before there was a history of metrics. `voc run` publishes one.")
    return connection


def _require_known(connection: Any, dimension: str, metric: str | None, period: Period | None) -> None:
    def one_of(what: str, given: str, query: str, *parameters: object) -> None:
        known = [str(row[0]) for row in connection.execute(query, parameters).fetchall()]
        if given not in known:
            raise UserError(f"There is no {what} {given} in metric_history; there is {', '.join(known) or 'nothing'}.")

    if metric:
        one_of("metric", metric, "select distinct metric from marts.metric_history order by 1")
    one_of("dimension", dimension, "select distinct dimension from marts.metric_history order by 1")
    if period:
        held = connection.execute(
            "select distinct period_start, period_end from marts.metric_history where period_type = ? order by 1",
            [period.period_type],
        ).fetchall()
        if not any(start <= period.day <= end for start, end in held):
            there = f"from {held[0][0]} to {held[-1][1]}" if held else "none"
            raise UserError(f"There is no complete {period.period_type} of {period.day}; complete ones: {there}.")
