"""Worse than the equal period before it, or a year before: by the marts' own comparison and q-value."""

from __future__ import annotations

import numpy as np

from orchestration.alerts.rules.known import Metric
from orchestration.alerts.rules.model import Change
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Panel, Signals

COLUMNS = (
    "value",
    "n",
    *(f"{earlier}{part}" for earlier in ("", "last_year_") for part in ("change", "change_low", "change_high")),
    "change_q_value",
    "last_year_change_q_value",
    "previous_value",
    "last_year_value",
    "previous_n",
    "last_year_n",
)
LEVEL = 0.05
# Over when half of the change is left.
CLEAR_SHARE = 0.5


def signs(rule: Change, metric: Metric) -> tuple[float, ...]:
    """1 where a fall is looked for, -1 where a rise is."""
    if rule.direction == "both" or metric.is_high_good is None:
        return (1.0, -1.0)
    return (1.0 if metric.is_high_good == (rule.direction == "worse") else -1.0,)


def signals(rule: Change, metric: Metric, dimension: str, panel: Panel) -> Signals:
    """Beyond: changed by `fall` and more than chance over the dimension's groups. Sure: the change's interval too."""
    prefix = "last_year_" if rule.against == "last_year" else ""
    change, q = panel.columns[f"{prefix}change"], panel.columns[f"{prefix}change_q_value"]
    earlier = panel.columns["last_year_value" if prefix else "previous_value"]
    earlier_n = panel.columns["last_year_n" if prefix else "previous_n"]
    sides = []
    with np.errstate(invalid="ignore"):
        for sign in signs(rule, metric):
            worst, best = -sign * change, sign * panel.columns[f"{prefix}change_{'high' if sign > 0 else 'low'}"]
            side = np.full(change.shape, BETWEEN, dtype=np.uint8)
            side[worst < CLEAR_SHARE * rule.fall] = CLEAR
            is_beyond = (worst >= rule.fall) & (q <= LEVEL)
            side[is_beyond] = BEYOND
            side[is_beyond & (-best >= rule.fall)] = SURE
            sides.append((side, worst, earlier - sign * rule.fall))
        codes = np.maximum.reduce([side for side, _, _ in sides])
        first = sides[0] if len(sides) == 1 else None
        worst = first[1] if first else np.abs(change)
        limit = first[2] if first else earlier - np.sign(-change) * rule.fall
        is_known = (panel.columns["n"] >= rule.n_min) & (earlier_n >= rule.n_min) & ~np.isnan(change) & ~np.isnan(q)
        codes[~is_known] = UNKNOWN
    groups = panel.named(metric.name, dimension)
    return Signals(rule, panel.days, groups, codes, panel.columns["value"], limit, panel.columns["n"], worst)
