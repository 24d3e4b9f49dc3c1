"""Too few answers at the group's own usual rate: something is broken, whatever the score of those that came."""

from __future__ import annotations

import numpy as np

from orchestration.alerts.rules.known import Metric
from orchestration.alerts.rules.model import Silence
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Panel, Signals, carried
from orchestration.alerts.statistics import critical_count, lagged, over_days, rolling_sum, zeroed

COLUMNS = ("n", "is_day_suppressed")
WEEK = 7
CLEAR_SHARE = 0.5


def signals(rule: Silence, metric: Metric, dimension: str, panel: Panel) -> Signals:
    """A day without a row had no answer; a hidden one is unknown, and so is the window that holds it."""
    total, hidden_before = panel.once("silence", lambda: _added(panel))
    came = over_days(total, rule.days)
    before = lagged(over_days(total, rule.usual_days), rule.days)
    covered = np.minimum(np.arange(len(total)) + 1 - rule.days, rule.usual_days).astype(float)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(covered >= 28, before / np.maximum(covered, 1), np.nan)
        expected = rate * rule.days
        unevenness = panel.once(("dispersion", rule.usual_days), lambda: _dispersion(total, rule.usual_days))
        dispersion = np.fmax(lagged(unevenness, rule.days), 1.0)
        even = expected / dispersion
        watch = critical_count(even, rule.chance_watch) * dispersion
        sure = critical_count(even, rule.chance_confirmed) * dispersion
        codes = np.full(total.shape, BETWEEN, dtype=np.uint8)
        codes[came >= CLEAR_SHARE * expected] = CLEAR
        codes[came <= watch] = BEYOND
        codes[came <= sure] = SURE
        hidden = over_days(hidden_before, rule.days) > 0
        codes[np.isnan(expected) | hidden | panel.is_hidden | ~(rate * 28 >= rule.n_min)] = UNKNOWN
    groups = panel.named(metric.name, dimension)
    return Signals(rule, panel.days, groups, codes, came, np.maximum(watch, 0.0), came, expected - came)


def _added(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """From the first day on: answers, and days on which something was hidden."""
    unsaid = carried(panel.columns.get("is_day_suppressed", panel.is_hidden) > 0, panel.is_there)
    hidden = np.cumsum(unsaid | panel.is_hidden, axis=0, dtype=float)
    return np.cumsum(zeroed(panel.columns["n"]), axis=0, dtype=float), hidden


def _dispersion(added: np.ndarray, usual_days: int) -> np.ndarray:
    """How many times more unevenly the weeks up to each day run than Poisson's law says; NaN before there are enough.

    `added`: answers from the first day on.
    """
    count = usual_days // WEEK
    weeks = over_days(added, WEEK)
    total = over_days(added, WEEK * count)
    # Every seventh of the rolling weeks is a week of its own: their squares are added up along it.
    days, groups = added.shape
    along = np.vstack([weeks * weeks, np.zeros((-days % WEEK, groups))]).reshape(-1, WEEK, groups)
    squares = rolling_sum(along, count).reshape(-1, groups)[:days]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
        found = (squares - count * mean * mean) / (count - 1) / mean
    found[: WEEK * count - 1] = np.nan
    return found
