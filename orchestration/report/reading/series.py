"""Every number of voc_metrics, by metric and series: what is shown as columns, what is hidden as stretches.

    {"month|touchpoint|support": {"p": [411, 1, 1], "v": [152, ...], "h": [[3, 5]], ...}}

`p` counts periods of the type (the first, then steps); `h` are stretches of hidden ones. A column that is the same
throughout is one value, one without any is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
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
    result = connection.execute(_query(connection, decimals(definition)), [definition["metric"]])
    names = [column[0] for column in result.description]
    found = {}
    for row in result.fetchall():
        series = dict(zip(names, row, strict=True))
        key = f"{series.pop('period_type')}|{series.pop('dimension')}|{series.pop('dimension_value')}"
        found[key] = _packed(series, definition, places[key.partition("|")[0]])
    return found


def decimals(definition: Mapping[str, Any]) -> int:
    """How exactly its numbers travel: seconds are shown as hours and minutes, so they need more than they show."""
    return int(definition["decimals"]) + (3 if definition["unit"] == "seconds" else 0)


def _packed(series: dict[str, Any], definition: Mapping[str, Any], place: Mapping[Any, int]) -> dict[str, Any]:
    starts, ends, hidden = series.pop("starts"), series.pop("ends"), series.pop("hidden")
    exact, statuses = series.pop("exact"), series.pop("statuses")
    at = [place[start, end] for start, end in zip(starts or [], ends or [], strict=True)]
    packed: dict[str, Any] = {}
    if at:
        packed["p"] = [at[0], *(second - first for first, second in pairwise(at))]
        packed["st"] = _constant([STATUS.get(status, 0) for status in statuses])
        for name, values in series.items():
            if (shown := _constant(values)) is not None and not (shown == 0 and name.startswith("x_")):
                packed[name] = shown
        if alike := _told_apart(series, exact, definition):
            packed["apart"] = alike
    if hidden:
        packed["h"] = _stretches(sorted(place[each["start"], each["end"]] for each in hidden))
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


def _query(connection: Any, digits: int) -> str:
    """One row per series, its shown periods as lists."""
    shown = {
        "starts": "period_start", "ends": "period_end", "exact": "value", "statuses": "threshold_status",
        **{short: scaled(column, digits) for short, column in {
            "v": "value", "lo": "interval_low", "hi": "interval_high",
            "pv": "previous_value", "c": "change", "cl": "change_low", "ch": "change_high",
            "yv": "last_year_value", "yc": "last_year_change",
        }.items()},
        "n": "n", "r": "respondents_count", "pn": "previous_n", "yn": "last_year_n",
        "target": "target", "threshold": "threshold",
        "f": " + ".join(f"{bit} * cast({test} as integer)" for bit, test in {
            SIGNIFICANT: "coalesce(is_change_significant, false)",
            COMPARED: "(is_change_significant is not null)",
            COMPLETE: "is_complete",
            SETTLED: "is_settled",
            QUOTABLE: "(not coalesce(is_comment_suppressed, true))",
            YEAR_SIGNIFICANT: "coalesce(is_last_year_change_significant, false)",
            YEAR_COMPARED: "(is_last_year_change_significant is not null)",
        }.items()),
        **{f"x_{reason}": f"excluded_{reason}" for reason in REASONS},
    }  # fmt: skip
    joins = ""
    if has(connection, "metric_baselines"):
        for name, short in BASELINES.items():
            joins += f"""
        left join (
            select voc_metric_key, baseline_value as {short}_value, change as {short}_change,
                is_change_significant as {short}_significant
            from marts.metric_baselines where baseline = '{name}'
        ) as {short} using (voc_metric_key)"""
            shown[f"{short}v"] = scaled(f"{short}_value", digits)
            shown[f"{short}c"] = scaled(f"{short}_change", digits)
            shown[f"{short}s"] = f"cast({short}_significant as integer)"
    lists = ",\n            ".join(
        f"list({expression} order by period_start, period_end) filter (where not is_suppressed) as \"{name}\""
        for name, expression in shown.items()
    )
    return f"""
        select
            period_type, dimension, dimension_value,
            {lists},
            list({{'start': period_start, 'end': period_end}}) filter (where is_suppressed) as hidden
        from marts.voc_metrics as cells{joins}
        where metric = ?
        group by all
        order by all
    """
