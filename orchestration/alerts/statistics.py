"""Chance, as alerts need it: how much evidence a limit must ask for, so that it cries wolf only so often.

Pure functions over arrays. Intervals and q-values come from the marts; what is here has no column there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np

# A mean excess over a limit that is crossed in steps, in standard deviations of a step (Siegmund 1985).
OVERSHOOT = 1.166
LEAST_LIMIT = 0.5
LEAST_LOG, MOST_LOG, LOG_STEP = -12.0, 25.0, 0.001
# Expected counts up to here are looked up exactly; beyond them the normal approximation is good to a count.
EXACT = 200.0
STEP = 0.25
# A median absolute deviation of a normal sample, as a standard deviation.
NORMAL_MAD = 1.4826


def shortfall_limit(allowance: Any, deviation: Any, days_between_false: float) -> Any:
    """The sum of shortfalls at which chance alone would open one episode in `days_between_false` days.

    A day's shortfall has mean -`allowance` and standard deviation `deviation` while nothing changed. Siegmund's
    approximation of the time until a cumulative sum crosses h: (exp(b) - 1 - b) / (2 k^2), b = 2 k (h + 1.166),
    k = allowance / deviation.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        k = np.asarray(allowance / deviation, dtype=float)
        wanted = np.log(2 * days_between_false * k * k)
        is_known = np.isfinite(wanted)
        place = (np.where(is_known, np.clip(wanted, LEAST_LOG, MOST_LOG), LEAST_LOG) - LEAST_LOG) / LOG_STEP
        limit = np.maximum(LEAST_LIMIT, np.take(_roots(), place.astype(np.intp)) / (2 * k) - OVERSHOOT) * deviation
    return np.where(is_known, limit, np.inf)


@lru_cache(maxsize=1)
def _roots() -> np.ndarray:
    """For steps of log w the b with exp(b) - 1 - b = w: so fine that the nearest below errs by a thousandth of b."""
    wanted = np.exp(np.arange(LEAST_LOG, MOST_LOG + LOG_STEP, LOG_STEP) + LOG_STEP / 2)
    b = np.log1p(wanted) + np.sqrt(2 * wanted) / (1 + wanted) + 0.5
    for _ in range(60):  # Newton; convex, and the start is above the root
        b = b - (np.expm1(b) - b - wanted) / np.expm1(b)
    return b


@lru_cache(maxsize=64)
def _critical_counts(chance: float) -> np.ndarray:
    """For expected counts 0, STEP, 2 STEP ... the largest count that is no more probable than `chance`, or -1."""
    found = []
    for place in range(int(EXACT / STEP) + 1):
        expected = place * STEP
        log_term, total, count = -expected, 0.0, -1
        while True:
            total += math.exp(log_term)
            if total > chance:
                break
            count += 1
            log_term += math.log(expected) - math.log(count + 1) if expected else -math.inf
        found.append(count)
    return np.array(found, dtype=float)


def critical_count(expected: Any, chance: float) -> Any:
    """The largest count that Poisson's law gives at most `chance` at this expected one; -1 where even 0 is usual."""
    known = zeroed(expected)
    place = np.minimum(known, EXACT) / STEP
    exact = np.take(_critical_counts(chance), place.astype(np.intp))
    if not (known > EXACT).any():
        return exact
    z = NormalDist().inv_cdf(chance)
    return np.where(known <= EXACT, exact, np.floor(known + z * np.sqrt(known) + (z * z - 1) / 6 - 0.5))


def in_blocks(compute: Callable[..., Any], *matrices: Any, rows: int) -> Any:
    """What a function of each row gives, by blocks of rows: what is large in between stays in the processor's cache."""
    starts = range(0, len(matrices[0]), rows)
    return np.concatenate([compute(*(matrix[start : start + rows] for matrix in matrices)) for start in starts])


def rolling_sum(daily: Any, days: int) -> Any:
    """Over the last `days` rows of a matrix of days and groups, fewer at its beginning."""
    return over_days(np.cumsum(daily, axis=0, dtype=float), days)


def over_days(total: Any, days: int) -> Any:
    """The rolling sum of what `total` adds up from the first row on: for several windows over the same rows."""
    out = total.copy()
    out[days:] -= total[:-days]
    return out


def lagged(matrix: Any, days: int, fill: float = np.nan) -> Any:
    """As it stood `days` rows before."""
    out = np.full(matrix.shape, fill, dtype=float)
    if days < len(matrix):
        out[days:] = matrix[: len(matrix) - days] if days else matrix
    return out


def zeroed(matrix: Any) -> Any:
    """0 where nothing is known; several times as fast as nan_to_num."""
    return np.where(np.isnan(matrix), 0.0, matrix)
