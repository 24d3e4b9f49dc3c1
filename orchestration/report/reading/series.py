"""Every number of voc_metrics, by metric and series: what is shown as columns, what is hidden as stretches.

    {"month|touchpoint|support": {"p": [411, 1, 1], "v": [152, ...], "h": [[3, 5]], ...}}

`p` counts periods of the type (the first, then steps); `h` are stretches of hidden ones. A column that is the same
throughout is one value, one without any is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from orchestration.language import numbers
from orchestration.report.reading.database import has, scaled

REASONS = (
    "undeclared_scale", "test", "duplicate", "partial", "not_applicable", "dismissed", "skipped", "out_of_range",
    "erased", "pending", "not_scored", "anonymous",
)  # fmt: skip
BASELINES = {"weeks_4": "b4", "weeks_13": "b13"}
STATUS = {"ok": 1, "watch": 2, "confirmed": 3, "too_few": 4}
# Of a row, as bits.
SIGNIFICANT, COMPARED, COMPLETE, SETTLED, QUOTABLE, YEAR_SIGNIFICANT, YEAR_COMPARED = (1 << bit for bit in range(7))
# Numbers in the metric's unit, which are rounded to its decimals.
ROUNDED = {
    "v": "value", "lo": "interval_low", "hi": "interval_high",
    "pv": "previous_value", "c": "change", "cl": "change_low", "ch": "change_high",
    "yv": "last_year_value", "yc": "last_year_change",
}  # fmt: skip
FIRST = 5  # columns that say which series and period a row is of
Periods = Mapping[str, Mapping[Any, int]]


def periods(connection: Any) -> dict[str, list[tuple[Any, Any]]]:
    """First and last day of every period by type, oldest first."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    for kind, start, end in connection.execute(
        "select distinct period_type, period_start, period_end from marts.voc_metrics order by 1, 2, 3"
    ).fetchall():
        found.setdefault(kind, []).append((start, end))
    return found


def read(connection: Any, definition: Mapping[str, Any], places: Periods) -> dict[str, dict[str, Any]]:
    """The series of one metric.

    Args:
        definition: row of dim_metrics.
        places: by period type the place of each (start, end).
    """
    found: dict[str, dict[str, Any]] = {}
    names, rows = _shown(connection, definition)
    for series, members in groupby(rows, key=_series):
        place = places[series[0]]
        columns = dict(zip(names, zip(*members, strict=True), strict=True))
        at = [place[period] for period in zip(columns["start"], columns["end"], strict=True)]
        found["|".join(series)] = _packed({name: columns[name] for name in names[FIRST:]}, at, definition)
    for series, members in groupby(_hidden(connection, definition), key=_series):
        place = places[series[0]]
        found.setdefault("|".join(series), {})["h"] = _stretches([place[row[3], row[4]] for row in members])
    return dict(sorted(found.items()))


def decimals(definition: Mapping[str, Any]) -> int:
    """How exactly its numbers travel: seconds are shown as hours and minutes, so they need more than they show."""
    return int(definition["decimals"]) + (3 if definition["unit"] == "seconds" else 0)


def _series(row: Sequence[Any]) -> tuple[str, str, str]:
    return row[0], row[1], row[2]


def _packed(columns: dict[str, Sequence[Any]], at: Sequence[int], definition: Mapping[str, Any]) -> dict[str, Any]:
    exact, statuses = columns.pop("exact"), columns.pop("statuses")
    packed: dict[str, Any] = {
        "p": [at[0], *(second - first for first, second in pairwise(at))],
        "st": _constant([STATUS.get(status, 0) for status in statuses]),
    }
    for name, values in columns.items():
        if (shown := _constant(values)) is not None and not (shown == 0 and name.startswith("x_")):
            packed[name] = shown
    if alike := _told_apart(columns, exact, definition):
        packed["apart"] = alike
    return packed


def _constant(values: Sequence[Any]) -> Any:
    first = values[0]
    return first if all(value == first for value in values) else list(values)


def _stretches(places: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return found


def _told_apart(series: Mapping[str, Any], exact: Sequence[Any], definition: Mapping[str, Any]) -> dict[int, str]:
    """Values that would print like the level they are compared with, and are not equal to it."""
    unit, digits = definition["unit"], int(definition["decimals"])
    found = {}
    for level in ("threshold", "target"):
        for place, (value, limit) in enumerate(zip(exact, series[level], strict=True)):
            if value is None or limit is None or value == limit:
                continue
            if numbers.measured(value, unit, digits) == numbers.measured(limit, unit, digits):
                found[place] = numbers.apart(value, limit, unit, digits)[0]
    return found


def _shown(connection: Any, definition: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names and rows of what is shown: series and period first, then the columns as the page has them."""
    digits = decimals(definition)
    flags = {
        SIGNIFICANT: "coalesce(is_change_significant, false)",
        COMPARED: "(is_change_significant is not null)",
        COMPLETE: "is_complete",
        SETTLED: "is_settled",
        QUOTABLE: "(not coalesce(is_comment_suppressed, true))",
        YEAR_SIGNIFICANT: "coalesce(is_last_year_change_significant, false)",
        YEAR_COMPARED: "(is_last_year_change_significant is not null)",
    }
    columns = {
        "exact": "value",
        "statuses": "threshold_status",
        **{short: scaled(column, digits) for short, column in ROUNDED.items()},
        **{"n": "n", "r": "respondents_count", "pn": "previous_n", "yn": "last_year_n"},
        **{"target": "target", "threshold": "threshold"},
        "f": " + ".join(f"{bit} * cast({test} as integer)" for bit, test in flags.items()),
        **{f"x_{reason}": f"excluded_{reason}" for reason in REASONS},
    }
    joins = ""
    for name, short in BASELINES.items() if has(connection, "metric_baselines") else ():
        joins += f"""
        left join (
            select voc_metric_key, baseline_value as {short}_value, change as {short}_change,
                is_change_significant as {short}_significant
            from marts.metric_baselines where metric = $metric and baseline = '{name}'
        ) as {short} using (voc_metric_key)"""
        columns[f"{short}v"] = scaled(f"{short}_value", digits)
        columns[f"{short}c"] = scaled(f"{short}_change", digits)
        columns[f"{short}s"] = f"cast({short}_significant as integer)"
    result = connection.execute(
        f"""
        select period_type, dimension, dimension_value, period_start as start, period_end as "end",
            {", ".join(f'{expression} as "{name}"' for name, expression in columns.items())}
        from marts.voc_metrics{joins}
        where metric = $metric and not is_suppressed
        order by period_type, dimension, dimension_value, period_start, period_end
        """,
        {"metric": definition["metric"]},
    )
    return [column[0] for column in result.description], result.fetchall()


def _hidden(connection: Any, definition: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        """
        select period_type, dimension, dimension_value, period_start, period_end
        from marts.voc_metrics where metric = ? and is_suppressed
        order by 1, 2, 3, 4, 5
        """,
        [definition["metric"]],
    ).fetchall()
