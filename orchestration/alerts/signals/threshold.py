"""A level that a metric must not pass: beyond it by value is a watch, by the whole interval is sure."""

from __future__ import annotations

import numpy as np

from orchestration.alerts.rules.known import Metric
from orchestration.alerts.rules.model import Threshold
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Panel, Signals

COLUMNS = ("value", "n", "interval_low", "interval_high", "threshold")
# Of the limit, where a metric has no scale to take a share of.
CLEAR_SHARE = 1 / 20


def signals(rule: Threshold, metric: Metric, dimension: str, panel: Panel) -> Signals:
    """The metric's intervals are the marts'; a total is no sample, so that beyond is sure."""
    value, n = panel.columns["value"], panel.columns["n"]
    is_low_bad = rule.below is not None or (rule.above is None and bool(metric.is_high_good))
    fixed = rule.below if rule.below is not None else rule.above
    limit = panel.columns["threshold"] if rule.is_from_registry else np.full(value.shape, fixed, dtype=float)
    sign = 1.0 if is_low_bad else -1.0
    # From here on low is bad.
    badness = sign * (limit - value)
    if rule.clear is not None:
        room = np.abs(rule.clear - limit)
    else:
        room = np.abs(limit) * CLEAR_SHARE if rule.clear_by is None else np.full(value.shape, rule.clear_by)
    best = panel.columns["interval_high" if is_low_bad else "interval_low"]
    with np.errstate(invalid="ignore"):
        codes = np.full(value.shape, BETWEEN, dtype=np.uint8)
        codes[badness <= -room] = CLEAR
        codes[badness > 0] = BEYOND
        is_sure = sign * (limit - best) > 0
        codes[(badness > 0) & (is_sure | (metric.formula == "total"))] = SURE
        codes[~(n >= rule.n_min) | np.isnan(badness)] = UNKNOWN
    groups = panel.named(metric.name, dimension)
    return Signals(rule, panel.days, groups, codes, value, limit, n, badness)
