"""Too few answers at the group's own usual rate: something is broken, whatever the score of those that came."""

from __future__ import annotations

import numpy as np

from orchestration.alerts.rules.known import Metric
from orchestration.alerts.rules.model import Silence
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Group, Panel, Signals
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
        hidden = rolling_sum(panel.columns.get("is_day_suppressed", panel.is_hidden) > 0, rule.days) > 0
        codes[np.isnan(expected) | hidden | panel.is_hidden | ~(rate * 28 >= rule.n_min)] = UNKNOWN
    groups = tuple(Group(metric.name, dimension, name) for name in panel.groups)
    return Signals(rule, panel.days, groups, codes, came, np.maximum(watch, 0.0), came, expected - came)


def _dispersion(n: np.ndarray, rule: Silence) -> np.ndarray:
    """How many times more unevenly the weeks before run than Poisson's law says; at least 1."""
    weeks = rolling_sum(n, WEEK)
    earlier = [lagged(weeks, rule.days + WEEK * place) for place in range(rule.usual_days // WEEK)]
    total, squares, count = np.zeros(n.shape), np.zeros(n.shape), np.zeros(n.shape)
    for each in earlier:
        total += zeroed(each)
        squares += zeroed(each) ** 2
        count += ~np.isnan(each)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
        variance = (squares - count * mean * mean) / (count - 1)
        found = variance / mean
    return np.where(np.isfinite(found), np.maximum(found, 1.0), 1.0)
