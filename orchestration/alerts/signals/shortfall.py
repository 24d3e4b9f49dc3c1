"""Worse than the group's own usual level, by adding up what every day's answers fall short of it (a cumulative sum).

A day adds, for each answer, how far it lies below usual less half of the fall that matters, and the sum never goes
below zero: at the usual level it keeps returning there, after the fall it climbs by half of it an answer. The sum that
opens an episode follows from how often that may happen by chance (statistics.shortfall_limit), so that small and large
groups, steady and uneven ones, are told equally seldom for nothing.

A rolling window waits until the fall fills it. No rule over the same answers can do much better than this one (Lorden
1971); docs/alerts/rules.md has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.alerts.rules.known import Metric
from orchestration.alerts.rules.model import Change
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Panel, Signals
from orchestration.alerts.signals.change import signs
from orchestration.alerts.statistics import lagged, rolling_sum, shortfall_limit, zeroed

MEASURES = ("n", "positive_count", "negative_count", "value_sum", "value_sum_of_squares")
# What may be said: the newest published window. Frames without it (simulations) are said by their own days.
SHOWN = ("shown_value", "shown_n")
COLUMNS = (*MEASURES, *SHOWN)
# The usual level ends so long before the day that is judged: a fall does not soon become usual.
GAP = 28
SHOWN_DAYS = 28
# Answers, and days, that a usual level must have.
USUAL_N = 60
USUAL_DAYS = 56
# The sum is kept below so many times the limit of `confirmed`, so that the end of a long fall is noticed too.
CAP = 1.25
# It is over when so much of the limit of `watch` is left.
CLEAR_SHARE = 0.25
YEAR = 365.0
# With more of the days hidden nothing is known.
HIDDEN_SHARE = 0.2


@dataclass(frozen=True)
class Usual:
    """By day and group: level, variance of an answer, answers a day; NaN where too little is known."""

    level: np.ndarray
    variance: np.ndarray
    rate: np.ndarray


def scores(metric: Metric, panel: Panel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By day and group the answers, the sum of their scores, and of the scores' squares, in the metric's unit."""
    columns = {name: zeroed(matrix) for name, matrix in panel.columns.items() if name in MEASURES}
    n, positive, negative = columns["n"], columns["positive_count"], columns["negative_count"]
    if metric.formula == "net_share":
        return n, 100 * (positive - negative), 1e4 * (positive + negative)
    if metric.formula == "share":
        return n, 100 * positive, 1e4 * positive
    return n, columns["value_sum"], columns["value_sum_of_squares"]


def usual(n: np.ndarray, total: np.ndarray, squares: np.ndarray, days: int) -> Usual:
    """Of the `days` that end GAP days before each day; two answers at the middle keep a variance from being zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        count, scored, squared = (lagged(rolling_sum(each, days), GAP) for each in (n, total, squares))
        level = scored / count
        variance = np.maximum(squared / count - level * level, 0.0)
        # Of few different answers the spread seen is an underestimate; one answer in the count of a deviation apart.
        variance = variance * count / (count - 1)
        covered = np.minimum(np.arange(len(n)) + 1 - GAP, days).astype(float)[:, None]
        is_known = (count >= USUAL_N) & (covered >= USUAL_DAYS)
        return Usual(
            np.where(is_known, level, np.nan),
            np.where(is_known, variance, np.nan),
            np.where(is_known, count / np.maximum(covered, 1), np.nan),
        )


def accumulated(steps: np.ndarray, cap: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cumulative sum, between 0 and the cap, and the day on which it last left 0."""
    sums, running = np.empty(steps.shape), np.zeros(steps.shape[1])
    for place in range(len(steps)):  # in place: there is a row for each day of each rule
        running = np.add(running, steps[place], out=sums[place])
        np.maximum(running, 0.0, out=running)
        np.minimum(running, cap[place], out=running)
    since = np.full(steps.shape, days[0], dtype=np.int32)
    since[1:] = np.where(sums[:-1] <= 0, days[1:, None], days[0])
    return sums, np.maximum.accumulate(since, axis=0, out=since)


def signals(rule: Change, metric: Metric, dimension: str, panel: Panel) -> Signals:
    """Value and n are those of a published window of 28 days; the limit is half-way between usual and the fall."""
    seen = panel.once(("shortfall", metric.name, rule.baseline_days), lambda: _seen(metric, panel, rule.baseline_days))
    level, n, value = seen.level, seen.n, seen.value
    allowance = rule.fall / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        deviation = np.sqrt(level.rate * (level.variance + allowance * allowance))
        watch, confirmed = (
            shortfall_limit(allowance * level.rate, deviation, YEAR / false)
            for false in (rule.false_watch, rule.false_confirmed)
        )
        sides = [_side(sign, seen, allowance, watch, confirmed, panel.days) for sign in signs(rule, metric)]
        codes = np.maximum.reduce([side[0] for side in sides])
        since, sign = sides[0][1], np.full(n.shape, signs(rule, metric)[0])
        if len(sides) == 2:
            is_rise = sides[1][0] > sides[0][0]
            since, sign = np.where(is_rise, sides[1][1], since), np.where(is_rise, -1.0, 1.0)
        codes[~(seen.is_shown & (seen.recent_n >= rule.n_min))] = UNKNOWN
        limit = level.level - sign * allowance
        badness = sign * (level.level - value)
    said = panel.columns.get("shown_value", value), panel.columns.get("shown_n", seen.recent_n)
    groups = panel.named(metric.name, dimension)
    return Signals(rule, panel.days, groups, codes, said[0], limit, said[1], badness, since)


@dataclass(frozen=True)
class _Seen:
    """What does not depend on the fall that is looked for."""

    n: np.ndarray
    total: np.ndarray
    level: Usual
    recent_n: np.ndarray
    value: np.ndarray
    is_shown: np.ndarray


def _seen(metric: Metric, panel: Panel, baseline_days: int) -> _Seen:
    n, total, squares = scores(metric, panel)
    level = usual(n, total, squares, baseline_days)
    recent_n, recent = rolling_sum(n, SHOWN_DAYS), rolling_sum(total, SHOWN_DAYS)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(recent_n > 0, recent / recent_n, np.nan)
    rows = np.minimum(np.arange(len(n)) + 1, SHOWN_DAYS)[:, None]
    is_often_hidden = rolling_sum(panel.is_hidden, SHOWN_DAYS) > HIDDEN_SHARE * rows
    is_shown = ~np.isnan(level.level) & ~is_often_hidden & ~panel.is_hidden
    return _Seen(n, total, level, recent_n, value, is_shown)


def _side(
    sign: float, seen: _Seen, allowance: float, watch: np.ndarray, confirmed: np.ndarray, days: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    steps = zeroed(sign * (seen.level.level * seen.n - seen.total) - allowance * seen.n)
    cap = np.where(np.isfinite(confirmed), CAP * confirmed, 0.0)
    sums, since = accumulated(steps, cap, days)
    codes = np.full(steps.shape, BETWEEN, dtype=np.uint8)
    codes[sums <= CLEAR_SHARE * watch] = CLEAR
    codes[sums > watch] = BEYOND
    codes[sums > confirmed] = SURE
    return codes, since
