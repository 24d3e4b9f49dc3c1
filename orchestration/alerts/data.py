"""Rules over the data themselves: tools that are late, checks that failed, loads of another size.

The same fold as for metrics, over one day: the newest state of a tool or check. Does not belong here: reading them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from orchestration.alerts.episodes import Batch, run
from orchestration.alerts.evaluation import Evaluation
from orchestration.alerts.owners import Assignment
from orchestration.alerts.rules.model import CheckFailed, Rule, SourceLate, Told, Volume
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Group, Signals
from orchestration.alerts.states import States, day_number
from orchestration.alerts.statistics import NORMAL_MAD

# Loads that say what is normal.
LOADS = 28


@dataclass(frozen=True)
class DataFrames:
    """What data rules look at; any may be empty.

    Args:
        freshness: source, data_through_at (UTC); one row a source and resource.
        checks: check, is_ok; one row a check of the last run, whatever it says of several tables.
        loads: source, resource, loaded_at, rows; one row a load.
    """

    freshness: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["source", "data_through_at"]))
    checks: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["check", "is_ok"]))
    loads: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["source", "resource", "loaded_at", "rows"])
    )


def evaluate_data(
    rules: Sequence[Rule],
    frames: DataFrames,
    states: States | None = None,
    *,
    as_of: datetime,
    acknowledged: pd.DataFrame | None = None,
    assignments: Sequence[Assignment] = (),
) -> Evaluation:
    """Evaluate the data rules that are switched on, as things stand at `as_of` (UTC).

    The same day may be looked at again, after each run: what was mended is resolved, what broke opens. What was
    resolved opens again on another day.
    """
    states = states or States()
    names = {rule.name for rule in rules}
    yesterday = as_of.date() - timedelta(days=1)
    through = {name: min(day, yesterday) if name in names else day for name, day in states.through.items()}
    states = replace(states, through=through)
    found = [_signals(rule, frames, as_of) for rule in rules if isinstance(rule, Told) and rule.is_enabled]
    batch = Batch(tuple(each for each in found if each is not None and each.groups))
    if not batch.signals:
        return Evaluation(states)
    result = run(batch, states, acknowledged, assignments)
    return Evaluation(result.states, result.episodes, result.events)


def _signals(rule: Told, frames: DataFrames, as_of: datetime) -> Signals | None:
    match rule:
        case SourceLate():
            return _late(rule, frames.freshness, as_of)
        case CheckFailed():
            return _failed(rule, frames.checks, as_of)
        case Volume():
            return _volume(rule, frames.loads, as_of)
    return None


def _late(rule: SourceLate, freshness: pd.DataFrame, as_of: datetime) -> Signals:
    through = pd.to_datetime(freshness["data_through_at"], utc=True).groupby(freshness["source"]).max()
    through = through[[rule.sources is None or name in rule.sources for name in through.index]]
    hours = ((pd.Timestamp(as_of) - through).dt.total_seconds() / 3600).to_numpy(dtype=float)
    codes = np.where(hours > rule.late_hours, SURE, CLEAR)
    codes = np.where(np.isnan(hours), UNKNOWN, codes)
    return _one_day(rule, as_of, list(through.index), codes, hours, rule.late_hours, hours - rule.late_hours)


def _failed(rule: CheckFailed, checks: pd.DataFrame, as_of: datetime) -> Signals:
    is_ok = checks["is_ok"].astype(bool).groupby(checks["check"]).all()
    is_ok = is_ok[[rule.checks is None or name in rule.checks for name in is_ok.index]]
    failed = (~is_ok).to_numpy(dtype=float)
    return _one_day(rule, as_of, list(is_ok.index), np.where(failed > 0, SURE, CLEAR), failed, 0.0, failed)


def _volume(rule: Volume, loads: pd.DataFrame, as_of: datetime) -> Signals:
    """Counts vary by their square root, so that is what is compared."""
    names, codes, values, limits, badness = [], [], [], [], []
    for (source, resource), rows in loads.sort_values("loaded_at").groupby(["source", "resource"], sort=True):
        if rule.sources is not None and source not in rule.sources:
            continue
        roots = np.sqrt(rows["rows"].to_numpy(dtype=float))
        before, last = roots[:-1][-LOADS:], roots[-1]
        names.append(f"{source}.{resource}")
        values.append(last**2)
        if len(before) < rule.loads_min:
            codes.append(UNKNOWN)
            limits.append(np.nan)
            badness.append(np.nan)
            continue
        usual = float(np.median(before))
        # A Poisson count's root has a standard deviation of a half.
        scale = max(NORMAL_MAD * float(np.median(np.abs(before - usual))), 0.5)
        z = (last - usual) / scale
        bad = {"low": -z, "high": z, "both": abs(z)}[rule.direction]
        steps = [(rule.z_confirmed, SURE), (rule.z_watch, BEYOND)]
        code = next((code for at, code in steps if bad >= at), CLEAR if bad <= rule.z_clear else BETWEEN)
        codes.append(code)
        side = -1.0 if (rule.direction == "low" or (rule.direction == "both" and z < 0)) else 1.0
        limits.append(max(usual + side * rule.z_watch * scale, 0.0) ** 2)
        badness.append(bad)
    return _one_day(rule, as_of, names, np.array(codes), np.array(values), np.array(limits), np.array(badness))


def _one_day(
    rule: Told,
    as_of: datetime,
    names: Sequence[str],
    codes: np.ndarray,
    value: np.ndarray,
    limit: float | np.ndarray,
    badness: np.ndarray,
) -> Signals:
    def row(values: float | np.ndarray) -> np.ndarray:
        return np.broadcast_to(np.asarray(values, dtype=float), (len(names),))[None, :].copy()

    groups = tuple(Group(None, None, str(name)) for name in names)
    day = np.array([day_number(as_of.date())])
    matrix = np.asarray(codes, dtype=np.uint8)[None, :]
    return Signals(rule, day, groups, matrix, row(value), row(limit), np.full((1, len(names)), np.nan), row(badness))
