"""A day unlike the same weekdays before it: a robust z, with a floor for series that hardly vary."""

from __future__ import annotations

import numpy as np

from orchestration.alerts.rules.known import Metric
from orchestration.alerts.rules.model import Anomaly
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Panel, Signals
from orchestration.alerts.statistics import NORMAL_MAD, in_blocks, lagged, rolling_sum, zeroed

COLUMNS = ("value", "n", "is_day_suppressed")
WEEK = 7
# Of the weekday's median: no day is odd that differs less than chance and rounding do.
FLOOR_SHARE = 0.02


def signals(rule: Anomaly, metric: Metric, dimension: str, panel: Panel) -> Signals:
    """`of: n` takes a day without a row for none; `of: value` needs n_min answers that day.

    A day whose number is hidden counts for what is usual, and is not judged: it could not be said.
    """
    n = panel.once("anomaly n", lambda: np.where(panel.is_hidden, np.nan, zeroed(panel.columns["n"])))
    seen = n if rule.of == "n" else panel.columns["value"]
    usual, scale, z = panel.once(("anomaly", rule.of, rule.weeks), lambda: _distance(rule, metric, seen))
    with np.errstate(invalid="ignore"):
        bad = z if rule.direction == "high" else -z if rule.direction == "low" else np.abs(z)
        codes = np.full(z.shape, BETWEEN, dtype=np.uint8)
        codes[bad <= rule.z_clear] = CLEAR
        codes[bad >= rule.z_watch] = BEYOND
        codes[bad >= rule.z_confirmed] = SURE
        enough = (
            n
            if rule.of == "value"
            else panel.once("28 days before", lambda: lagged(rolling_sum(zeroed(n), 28), 1, 0.0))
        )
        codes[np.isnan(z) | ~(enough >= rule.n_min)] = UNKNOWN
        if "is_day_suppressed" in panel.columns:
            codes[panel.columns["is_day_suppressed"] > 0] = UNKNOWN
        side = -1.0 if rule.direction == "low" else 1.0 if rule.direction == "high" else np.sign(z)
        limit = usual + side * rule.z_watch * scale
        badness = np.abs(seen - usual) if rule.direction == "both" else side * (seen - usual)
    return Signals(rule, panel.days, panel.named(metric.name, dimension), codes, seen, limit, n, badness)


def _distance(rule: Anomaly, metric: Metric, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is usual, what counts as one, and how many of them the day lies above it: the same for all limits."""
    usual, spread = weekdays(seen, rule.weeks)
    with np.errstate(invalid="ignore", divide="ignore"):
        floor = np.maximum(np.sqrt(np.maximum(usual, 1.0)) if rule.of == "n" else FLOOR_SHARE * np.abs(usual), 1e-9)
        if rule.of == "value":
            floor = np.maximum(floor, 10.0**-metric.decimals)
        scale = np.maximum(NORMAL_MAD * spread, floor)
        return usual, scale, (seen - usual) / scale


def weekdays(seen: np.ndarray, weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """By day and group the median of the same weekday in the weeks before, and how far days usually lie from it.

    The distance is the median of the absolute ones of each weekday, averaged over the last seven days, so that an even
    weekday does not make its own smallest deviation an anomaly.
    """
    days, groups = seen.shape
    usual, spread = np.full(seen.shape, np.nan), np.full(seen.shape, np.nan)
    if days <= WEEK * weeks:
        return usual, spread
    padded = np.vstack([seen, np.full((-days % WEEK, groups), np.nan)]).reshape(-1, WEEK, groups)
    windows = np.lib.stride_tricks.sliding_window_view(padded, weeks, axis=0)[:-1]
    # An unknown day is left out; with half of them unknown nothing is usual.
    middle = in_blocks(_median, windows, rows=4)
    deviation = in_blocks(lambda seen, usual: _median(np.abs(seen - usual[..., None])), windows, middle, rows=4)
    flat = (-1, groups)
    usual[WEEK * weeks :] = middle.reshape(flat)[: days - WEEK * weeks]
    spread[WEEK * weeks :] = deviation.reshape(flat)[: days - WEEK * weeks]
    known = ~np.isnan(spread)
    total, count = rolling_sum(zeroed(spread), WEEK), rolling_sum(known, WEEK)
    with np.errstate(invalid="ignore", divide="ignore"):
        return usual, np.where(known, total / count, np.nan)


def _median(windows: np.ndarray) -> np.ndarray:
    """Over the last axis, of what is known; NaN where less than half is."""
    ordered = np.sort(windows, axis=-1)  # NaN goes last
    count = windows.shape[-1] - np.isnan(ordered).sum(axis=-1)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    high = np.minimum(high, np.maximum(count - 1, 0))
    middle = (
        np.take_along_axis(ordered, low[..., None], -1)[..., 0]
        + np.take_along_axis(ordered, high[..., None], -1)[..., 0]
    ) / 2
    return np.where(2 * count >= windows.shape[-1], middle, np.nan)
