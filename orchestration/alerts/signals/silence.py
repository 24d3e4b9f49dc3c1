"""Too few answers at the group's own usual rate: something is broken, whatever the score of those that came."""

from __future__ import annotations

import numpy as np

from orchestration.alerts.rules.known import Metric
from orchestration.alerts.rules.model import Silence
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Group, Panel, Signals, carried
from orchestration.alerts.statistics import critical_count, lagged, rolling_sum, zeroed

COLUMNS = ("n", "is_day_suppressed")
WEEK = 7
CLEAR_SHARE = 0.5


def signals(rule: Silence, metric: Metric, dimension: str, panel: Panel) -> Signals:
    """A day without a row had no answer; a hidden one is unknown, and so is the window that holds it."""
    n = panel.once("silence n", lambda: zeroed(panel.columns["n"]))
    came = rolling_sum(n, rule.days)
    before = lagged(rolling_sum(n, rule.usual_days), rule.days)
    covered = np.minimum(np.arange(len(n)) + 1 - rule.days, rule.usual_days).astype(float)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(covered >= 28, before / np.maximum(covered, 1), np.nan)
        expected = rate * rule.days
        dispersion = panel.once(("dispersion", rule.days, rule.usual_days), lambda: _dispersion(n, rule))
        watch, sure = (
            critical_count(expected / dispersion, chance) * dispersion
            for chance in (rule.chance_watch, rule.chance_confirmed)
        )
        codes = np.full(n.shape, BETWEEN, dtype=np.uint8)
        codes[came >= CLEAR_SHARE * expected] = CLEAR
        codes[came <= watch] = BEYOND
        codes[came <= sure] = SURE
        unsaid = carried(panel.columns.get("is_day_suppressed", panel.is_hidden) > 0, panel.is_there)
        hidden = rolling_sum(unsaid | panel.is_hidden, rule.days) > 0
        codes[np.isnan(expected) | hidden | panel.is_hidden | ~(rate * 28 >= rule.n_min)] = UNKNOWN
    groups = tuple(Group(metric.name, dimension, name) for name in panel.groups)
    return Signals(rule, panel.days, groups, codes, came, np.maximum(watch, 0.0), came, expected - came)


def _dispersion(n: np.ndarray, rule: Silence) -> np.ndarray:
    """How many times more unevenly the weeks before run than Poisson's law says; at least 1."""
    count = rule.usual_days // WEEK
    weeks = rolling_sum(n, WEEK)
    total = rolling_sum(n, WEEK * count)
    # Every seventh of the rolling weeks is a week of its own: their squares are added up along it.
    days, groups = n.shape
    along = np.vstack([weeks * weeks, np.zeros((-days % WEEK, groups))]).reshape(-1, WEEK, groups)
    squares = rolling_sum(along, count).reshape(-1, groups)[:days]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
        found = (squares - count * mean * mean) / (count - 1) / mean
    found[: WEEK * count - 1] = np.nan
    return np.fmax(lagged(found, rule.days), 1.0)
