"""Series as matrices: days down, groups across. What every family of signals reads and gives.

Does not belong here: what is worth telling (signals), what becomes of it (folding.py).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from orchestration.alerts.rules.model import Told

T = TypeVar("T")
# What a series says on a day. Unknown changes nothing: too few, hidden, not complete.
UNKNOWN, CLEAR, BETWEEN, BEYOND, SURE = range(5)


@dataclass(frozen=True)
class Group:
    """Whose series it is."""

    metric: str | None
    dimension: str | None
    value: str


@dataclass(frozen=True)
class Panel:
    """Columns of a frame for one metric and dimension.

    Args:
        days: numbers since 1970-01-01, rising.
        columns: by name a matrix; NaN where there is no row, or none that may be seen.
        is_there: whether there is a row. is_hidden: whether the group is suppressed there.
        memory: what several rules ask of the panel, computed once.
    """

    days: np.ndarray
    groups: tuple[str, ...]
    columns: Mapping[str, np.ndarray]
    is_there: np.ndarray
    is_hidden: np.ndarray
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False)

    def named(self, metric: str, dimension: str) -> tuple[Group, ...]:
        """Whose series its columns are."""
        return self.once(("groups", metric, dimension), lambda: tuple(Group(metric, dimension, g) for g in self.groups))

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value under a key that names the function and its parameters."""
        if key not in self.memory:
            self.memory[key] = compute()
        found: T = self.memory[key]
        return found


@dataclass(frozen=True)
class Signals:
    """What one rule sees.

    Args:
        codes: of UNKNOWN to SURE, by day and group.
        value, limit, n: what to say of it. badness: how far on the bad side, in the unit of `worsen_by`.
        since: by day and group the day (number) it began, or None.
        parents: rows of indices of groups that speak for a group; -1 for none.
    """

    rule: Told
    days: np.ndarray
    groups: tuple[Group, ...]
    codes: np.ndarray
    value: np.ndarray
    limit: np.ndarray
    n: np.ndarray
    badness: np.ndarray
    since: np.ndarray | None = None
    parents: np.ndarray | None = None


def day_numbers(days: Any) -> np.ndarray:
    """Of dates or instants."""
    return pd.to_datetime(pd.Series(days)).to_numpy().astype("datetime64[D]").astype(np.int64)


def panels(frame: pd.DataFrame, columns: Sequence[str], *, every_day: bool) -> dict[tuple[str, str], Panel]:
    """By metric and dimension; all share their days: those that occur, or every day between the first and the last.

    Args:
        frame: columns of voc_metrics of one period type; rows that are not complete are left out.
        columns: those of them that the frame has.
    """
    is_complete = frame["is_complete"].to_numpy(dtype=bool)
    if not is_complete.all():
        frame = frame.loc[is_complete]
    if frame.empty:
        return {}
    stamps = day_numbers(frame["period_end"])
    days = np.arange(stamps.min(), stamps.max() + 1) if every_day else np.unique(stamps)
    row_of = stamps - days[0] if every_day else np.searchsorted(days, stamps)
    columns = [column for column in columns if column in frame.columns]
    values = {column: frame[column].to_numpy(dtype=float, na_value=np.nan) for column in columns}
    hidden = frame["is_suppressed"].to_numpy(dtype=bool)
    # Rows are sorted by small numbers instead of names: factorising millions of strings takes longer than the rest.
    name_of, names = pd.factorize(frame["dimension_value"], sort=True)
    found = {}
    for metric, dimension, places in _pairs(frame):
        present = np.flatnonzero(np.bincount(name_of[places], minlength=len(names)))
        column_of = np.searchsorted(present, name_of[places])
        groups = tuple(names[present])
        shape = (len(days), len(groups))
        at = row_of[places] * len(groups) + column_of
        is_there, is_hidden = np.zeros(shape, bool), np.zeros(shape, bool)
        np.put(is_there, at, True)
        np.put(is_hidden, at, hidden[places])
        hides = is_hidden
        if every_day:  # A day without a row has no answer; whether its group may be seen is what it was last.
            is_hidden = carried(is_hidden, is_there)
        matrices = {}
        for column in columns:
            matrix = np.full(shape, np.nan)
            np.put(matrix, at, values[column][places])
            matrix[hides] = np.nan
            matrices[column] = matrix
        found[(metric, dimension)] = Panel(days, groups, matrices, is_there, is_hidden)
    return found


def _pairs(frame: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    """Metric, dimension and the places of their rows, in order."""
    metric_of, metrics = pd.factorize(frame["metric"], sort=True)
    dimension_of, dimensions = pd.factorize(frame["dimension"], sort=True)
    pair_of = metric_of * len(dimensions) + dimension_of
    counts = np.bincount(pair_of)
    order = np.argsort(pair_of.astype(np.min_scalar_type(len(counts))), kind="stable")
    pairs = np.flatnonzero(counts)
    for pair, places in zip(pairs.tolist(), np.split(order, np.cumsum(counts[pairs])[:-1]), strict=True):
        yield str(metrics[pair // len(dimensions)]), str(dimensions[pair % len(dimensions)]), places


def carried(values: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    """Each day's value, or that of the last day on which it was known; the first days' own where it never was."""
    places = np.where(is_known, np.arange(len(values))[:, None], 0)
    latest = np.maximum.accumulate(places, axis=0)
    return np.take_along_axis(values, latest, axis=0)


def chosen(panel: Panel, values: Sequence[str] | None) -> Panel:
    """Only these groups."""
    if values is None:
        return panel
    keep = [place for place, group in enumerate(panel.groups) if group in set(values)]
    return Panel(
        panel.days,
        tuple(panel.groups[place] for place in keep),
        {name: matrix[:, keep] for name, matrix in panel.columns.items()},
        panel.is_there[:, keep],
        panel.is_hidden[:, keep],
    )


def beside(parts: Sequence[Signals], dimensions: Mapping[str, Sequence[str]]) -> Signals:
    """The signals of one rule over several dimensions as one, with parents: all of a dimension, parts of a pair."""
    first = parts[0]
    if len(parts) == 1:
        return replace(first, parents=_parents(first.groups, dimensions))
    groups = tuple(group for part in parts for group in part.groups)
    stacked = {
        name: np.hstack([getattr(part, name) for part in parts]) for name in ("codes", "value", "limit", "n", "badness")
    }
    has_since = all(part.since is not None for part in parts)
    since = np.hstack([part.since for part in parts if part.since is not None]) if has_since else None
    return Signals(first.rule, first.days, groups, **stacked, since=since, parents=_parents(groups, dimensions))


def _parents(groups: Sequence[Group], dimensions: Mapping[str, Sequence[str]]) -> np.ndarray | None:
    place = {(group.metric, group.dimension, group.value): index for index, group in enumerate(groups)}
    names = {tuple(columns): name for name, columns in dimensions.items()}
    rows = np.full((3, len(groups)), -1)
    for index, group in enumerate(groups):
        if group.dimension is None or group.dimension == "all":
            continue
        rows[0, index] = place.get((group.metric, "all", "all"), -1)
        columns = tuple(dimensions.get(group.dimension, ()))
        parts = group.value.split(" / ")
        if len(columns) == 2 and len(parts) == 2:
            for row, (column, part) in enumerate(zip(columns, parts, strict=True), start=1):
                rows[row, index] = place.get((group.metric, names.get((column,)), part), -1)
    return rows if (rows >= 0).any() else None
