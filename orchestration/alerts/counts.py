"""Daily counts of many groups as matrices, and the frames the marts would make of them.

For replays and simulations only: real evaluations read the marts. The formulas are those of dbt_project/macros/metrics
(a test compares). Does not belong here: making counts up (simulation.py, replay.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from orchestration.alerts.evaluation import Frames
from orchestration.alerts.rules.known import Metric
from orchestration.alerts.states import day_number

Z95 = 1.959963984540054
HIDDEN_BELOW = 5
# Student's t at 97.5 % up to 20 degrees of freedom; beyond them an expansion, as in macros/metrics/students_t.sql.
T95 = (
    *(12.706204736175, 4.302652729749, 3.182446305284, 2.776445105198, 2.570581835636, 2.446911851145, 2.364624251593),
    *(2.306004135204, 2.262157162798, 2.228138851986, 2.200985160092, 2.178812829667, 2.160368656463, 2.144786687918),
    *(2.131449545560, 2.119905299221, 2.109815577833, 2.100922040241, 2.093024054408, 2.085963447266),
)
EXPANSION = (1.959963984540054, 2.372271230298562, 2.822498615739612, 2.555849679507722, 1.589534053393823)


@dataclass(frozen=True)
class Counts:
    """Answers by day (rows, from `first`, none left out) and group (columns)."""

    first: date
    groups: tuple[str, ...]
    n: np.ndarray
    positive: np.ndarray
    negative: np.ndarray
    value_sum: np.ndarray
    value_sum_of_squares: np.ndarray
    is_hidden: np.ndarray

    @classmethod
    def of_three(cls, first: date, groups: Sequence[str], n: Any, positive: Any, negative: Any) -> Counts:
        """Of answers that are positive, negative or neither; nothing is hidden."""
        zero = np.zeros(n.shape)
        return cls(first, tuple(groups), n, positive, negative, zero, zero, np.zeros(n.shape, bool))

    @property
    def days(self) -> np.ndarray:
        return day_number(self.first) + np.arange(len(self.n))

    def at(self, rows: np.ndarray) -> Counts:
        """With other days in the place of each."""
        return replace(self, **{name: getattr(self, name)[rows] for name in MEASURES}, is_hidden=self.is_hidden[rows])


MEASURES = ("n", "positive", "negative", "value_sum", "value_sum_of_squares")


def frames(counts: Counts, metric: Metric, dimension: str, period: str, threshold: Any = None) -> Frames:
    """The frames of one metric and dimension: its days, and the windows of one period type with their comparisons.

    `threshold`: one number, or one a group.
    """
    ends, starts = _windows(counts.days, period)
    origin = counts.days[0]
    sums = {name: _between(getattr(counts, name), starts - origin, ends - origin) for name in MEASURES}
    value, low, high, error = measured(metric, *(sums[name] for name in MEASURES))
    earlier = _earlier(ends, starts)
    previous = {name: _at(matrix, earlier) for name, matrix in (("value", value), ("error", error), ("n", sums["n"]))}
    change = value - previous["value"]
    change_error = np.sqrt(error**2 + previous["error"] ** 2)
    p = _two_sided(change, change_error)
    wide = {
        "value": value,
        "n": sums["n"],
        "interval_low": low,
        "interval_high": high,
        "threshold": np.full(value.shape, np.nan if threshold is None else threshold),
        "previous_value": previous["value"],
        "previous_n": previous["n"],
        "change": change,
        "change_low": change - Z95 * change_error,
        "change_high": change + Z95 * change_error,
        "change_q_value": benjamini_hochberg(p),
        **{f"last_year_{name}": np.full(value.shape, np.nan) for name in LAST_YEAR},
    }
    hidden = counts.is_hidden[ends - origin] | (sums["n"] < HIDDEN_BELOW)
    metrics = _long(counts, metric.name, dimension, period, ends, wide, hidden)
    days = {
        "n": counts.n,
        "positive_count": counts.positive,
        "negative_count": counts.negative,
        "value_sum": counts.value_sum,
        "value_sum_of_squares": counts.value_sum_of_squares,
        "value": measured(metric, *(getattr(counts, name) for name in MEASURES))[0],
    }
    return Frames(metrics, _long(counts, metric.name, dimension, "day", counts.days, days, counts.is_hidden))


LAST_YEAR = ("value", "n", "change", "change_low", "change_high", "change_q_value")


def measured(
    metric: Metric, n: Any, positive: Any, negative: Any, value_sum: Any, squares: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Value, ends of the 95 % interval, standard error: adjusted Wald, Wilson or Student's t by the formula."""
    with np.errstate(divide="ignore", invalid="ignore"):
        known = np.where(n > 0, n, np.nan)
        if metric.formula == "net_share":
            m, net = known + 3, positive - negative
            deviation = np.sqrt(np.maximum(positive + negative + 1.5 - net**2 / m, 0))
            centre, half = 100 * net / m, 100 * Z95 * deviation / m
            low, high = np.maximum(centre - half, -100), np.minimum(centre + half, 100)
            return 100 * net / known, low, high, 100 * deviation / m
        if metric.formula == "share":
            m, x = known + Z95**2, positive + Z95**2 / 2
            half = 100 * Z95 * np.sqrt(positive * (known - positive) / known + Z95**2 / 4) / m
            centre = 100 * x / m
            error = 100 * np.sqrt(x * (1 - x / m)) / m
            return 100 * positive / known, np.maximum(centre - half, 0), np.minimum(centre + half, 100), error
        value = value_sum / known
        spread = np.maximum(squares - value_sum**2 / known, 0) / (known - 1)
        error = np.where(known > 1, np.sqrt(spread / known), np.nan)
        half = t95(known - 1) * error
        least = -np.inf if metric.scale_min is None else metric.scale_min
        most = np.inf if metric.scale_max is None else metric.scale_max
        return value, np.maximum(value - half, least), np.minimum(value + half, most), error


def t95(degrees: np.ndarray) -> np.ndarray:
    """Student's t quantile at 97.5 %."""
    x = np.maximum(np.nan_to_num(degrees, nan=1.0), 1.0)
    beyond = np.zeros(x.shape)
    for coefficient in reversed(EXPANSION):
        beyond = beyond / x + coefficient
    return np.where(x <= len(T95), np.array(T95)[np.minimum(x, len(T95)).astype(int) - 1], beyond)


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """q-values over the groups (columns) of each row; NaN is no comparison."""
    order = np.argsort(p, axis=1)  # NaN goes last
    ranked = np.take_along_axis(p, order, 1)
    count = (~np.isnan(p)).sum(axis=1, keepdims=True)
    steps = ranked * count / np.arange(1, p.shape[1] + 1)
    steps = np.fmin.accumulate(steps[:, ::-1], axis=1)[:, ::-1]
    q = np.empty(p.shape)
    np.put_along_axis(q, order, np.where(np.isnan(ranked), np.nan, np.minimum(steps, 1.0)), 1)
    return q


def _two_sided(change: np.ndarray, error: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(change) / error
    return np.vectorize(math.erfc, otypes=[float])(z / math.sqrt(2)) if z.size else z


def _windows(days: np.ndarray, period: str) -> tuple[np.ndarray, np.ndarray]:
    """Ends and starts: every day's window of rolling periods, else whole calendar periods (weeks begin on Monday)."""
    if period == "day" or period.startswith("rolling_"):
        length = 1 if period == "day" else int(period.removeprefix("rolling_"))
        return days[length - 1 :], days[length - 1 :] - length + 1
    stamps = pd.to_datetime(days.astype("datetime64[D]")).to_period({"week": "W", "month": "M", "quarter": "Q"}[period])
    ends = np.flatnonzero(np.append(stamps[1:] != stamps[:-1], False))
    starts = ends[:-1] + 1
    return days[ends[1:]], days[starts]


def _between(daily: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Sums over windows, given by rows."""
    total = np.vstack([np.zeros((1, daily.shape[1])), np.cumsum(daily, axis=0, dtype=float)])
    return total[ends + 1] - total[starts]


def _earlier(ends: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The place of the window that ends the day before each begins; -1 without."""
    place = np.searchsorted(ends, starts - 1)
    place = np.minimum(place, len(ends) - 1)
    return np.where(ends[place] == starts - 1, place, -1)


def _at(matrix: np.ndarray, places: np.ndarray) -> np.ndarray:
    return np.where((places >= 0)[:, None], matrix[places], np.nan)


def _long(
    counts: Counts, metric: str, dimension: str, period: str, ends: np.ndarray, wide: Any, hidden: np.ndarray
) -> pd.DataFrame:
    rows, groups = len(ends), len(counts.groups)
    columns = {
        "metric": np.full(rows * groups, metric, dtype=object),
        "period_type": np.full(rows * groups, period, dtype=object),
        "period_end": np.repeat(ends.astype("datetime64[D]").astype("datetime64[s]"), groups),
        "dimension": np.full(rows * groups, dimension, dtype=object),
        "dimension_value": np.tile(np.array(counts.groups, dtype=object), rows),
        **{name: matrix.astype(float).ravel() for name, matrix in wide.items()},
        "is_complete": np.ones(rows * groups, bool),
        "is_suppressed": hidden.ravel(),
    }
    return pd.DataFrame(columns)


__all__ = ["MEASURES", "Counts", "benjamini_hochberg", "frames", "measured", "t95"]
