"""What a rule would have told in the past, what it would tell by chance, and how soon it would see a fall.

Chance: the same days in another order (weekdays stay weekdays), so that every level, weekday and unevenness is the
company's own and nothing that happened is left. Pure and seeded. Does not belong here: reading (past.py), words (cli).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from orchestration.alerts.counts import Counts
from orchestration.alerts.counts import frames as frames_of
from orchestration.alerts.evaluation import Frames, evaluate, is_daily, signals_of
from orchestration.alerts.rules.known import Known, Metric
from orchestration.alerts.rules.model import Aggregate, Threshold
from orchestration.alerts.series import UNKNOWN, panels
from orchestration.alerts.signals import anomaly, change, shortfall, threshold
from orchestration.alerts.simulation import Seen, seen
from orchestration.alerts.states import day_of
from orchestration.alerts.statistics import zeroed

# Days that are needed before a rule knows what is usual.
SETTLING = 28 + 56
AFTER_FALL = 60
WEEK = 7
LEAST_POINTS = 10  # fewer are no line


@dataclass(frozen=True)
class Chance:
    """Messages on shuffled days, a group and year; `groups` and `days` they were counted over, in `runs` shuffles."""

    watch: float
    confirmed: float
    groups: int
    days: int
    runs: int


@dataclass(frozen=True)
class Trace:
    """A group's value and limit by day, where both are known: for the plot."""

    group: str
    days: tuple[object, ...]
    values: tuple[float, ...]
    limits: tuple[float, ...]


def told(rule: Aggregate, frames: Frames, known: Known) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Episodes and events of the whole past, as if it had been looked at every day; events with their group."""
    found = evaluate([replace(rule, is_enabled=True)], frames, known, is_daily_told=True)
    if found.events.empty:
        return found.episodes, found.events.assign(dimension=None, dimension_value=None)
    groups = found.episodes.set_index("series_key")[["dimension", "dimension_value"]]
    groups = groups[~groups.index.duplicated()]
    return found.episodes, found.events.join(groups, on="series_key")


def traces(rule: Aggregate, frames: Frames, known: Known) -> list[Trace]:
    """Of every group that the rule knows on some day."""
    frame = frames.daily if is_daily(rule) else frames.metrics[frames.metrics["period_type"] == rule.period]
    columns = [column for column in _MEASURED if column in frame.columns]
    seen_by = signals_of(rule, panels(frame, columns, every_day=is_daily(rule)), known)
    if seen_by is None:
        return []
    found = []
    for place, group in enumerate(seen_by.groups):
        rows = np.flatnonzero((seen_by.codes[:, place] != UNKNOWN) & ~np.isnan(seen_by.value[:, place]))
        if len(rows) >= LEAST_POINTS:
            days = tuple(day_of(int(day)) for day in seen_by.days[rows])
            values, limits = seen_by.value[rows, place], seen_by.limit[rows, place]
            found.append(Trace(group.value, days, tuple(values.tolist()), tuple(limits.tolist())))
    return found


_MEASURED = tuple(dict.fromkeys([*threshold.COLUMNS, *change.COLUMNS, *shortfall.COLUMNS, *anomaly.COLUMNS]))


def counts_of(daily: pd.DataFrame, rule: Aggregate, dimension: str) -> Counts | None:
    """The days of the rule's groups as matrices; None where there is none that is shown."""
    rows = daily[(daily["metric"] == rule.metric) & (daily["dimension"] == dimension)]
    if rule.values is not None:
        rows = rows[rows["dimension_value"].isin(rule.values)]
    shown = set(rows.loc[~rows["is_suppressed"].astype(bool), "dimension_value"])
    rows = rows[rows["dimension_value"].isin(shown)]
    if rows.empty:
        return None
    # Shuffled days are nobody's days: what was hidden as of a day takes part, and nothing of it is shown.
    open_rows = rows.assign(is_suppressed=False)
    panel = panels(open_rows, list(shortfall.MEASURES), every_day=True)[(rule.metric, dimension)]
    first = day_of(int(panel.days[0]))
    n, positive, negative, total, squares = (zeroed(panel.columns[name]) for name in shortfall.MEASURES)
    if first is None:
        return None
    return Counts(first, panel.groups, n, positive, negative, total, squares, np.zeros(n.shape, bool))


def shuffled(counts: Counts, rng: np.random.Generator) -> Counts:
    """The days of each weekday in another order, the same for all groups."""
    rows = np.arange(len(counts.n))
    for weekday in range(WEEK):
        rows[weekday::WEEK] = rng.permutation(rows[weekday::WEEK])
    return counts.at(rows)


def with_fall(counts: Counts, metric: Metric, first: int, points: float, rng: np.random.Generator) -> Counts:
    """From row `first` on every group is worse by `points` of the metric's unit, on average."""
    later = (np.arange(len(counts.n)) >= first)[:, None]
    sign = 1.0 if metric.is_high_good is not False else -1.0
    if metric.formula == "mean":
        shift = sign * points * counts.n * later
        squares = (
            counts.value_sum_of_squares - 2 * sign * points * counts.value_sum * later + points**2 * counts.n * later
        )
        return replace(counts, value_sum=counts.value_sum - shift, value_sum_of_squares=squares)
    share = points / (200 if metric.formula == "net_share" else 100)
    good, bad = (counts.positive, counts.negative) if sign > 0 else (counts.negative, counts.positive)
    usual = np.maximum(good.sum(axis=0) / np.maximum(counts.n.sum(axis=0), 1), 1e-9)
    lost = rng.binomial(good.astype(int), np.minimum(share / usual, 1.0) * later)
    good, bad = good - lost, bad + lost
    return replace(counts, positive=good if sign > 0 else bad, negative=bad if sign > 0 else good)


def by_chance(
    rule: Aggregate, counts: Sequence[tuple[str, Counts]], known: Known, limits: pd.DataFrame, runs: int, seed: int = 1
) -> Chance:
    """Messages on shuffled days, from the time on when the rule knows what is usual."""
    rng = np.random.default_rng(seed)
    watch = confirmed = 0
    group_days, groups, days = 0, 0, 0
    for dimension, each in counts:
        days = max(len(each.n) - SETTLING, 0)
        first = pd.Timestamp(each.first) + pd.Timedelta(days=SETTLING)
        groups += len(each.groups)
        for _ in range(runs):
            events = _judged(rule, shuffled(each, rng), dimension, known, limits)[1]
            kinds = events.loc[pd.to_datetime(events["happened_on"]) >= first, "kind"].value_counts()
            watch, confirmed = watch + int(kinds.get("opened", 0)), confirmed + int(kinds.get("confirmed", 0))
            group_days += days * len(each.groups)
    per = 365 / group_days if group_days else float("nan")
    return Chance(watch * per, confirmed * per, groups, days, runs)


def planted(
    rule: Aggregate,
    counts: Sequence[tuple[str, Counts]],
    known: Known,
    limits: pd.DataFrame,
    points: float,
    runs: int,
    seed: int = 2,
) -> Seen | None:
    """Days to detection of a fall in the last 60 days of shuffled history; None where the history is too short."""
    rng = np.random.default_rng(seed)
    metric = known.metrics[rule.metric]
    found = []
    for dimension, each in counts:
        first = len(each.n) - AFTER_FALL
        if first < SETTLING:
            continue
        for _ in range(runs):
            worse = with_fall(shuffled(each, rng), metric, first, points, rng)
            episodes, events = _judged(rule, worse, dimension, known, limits)
            found.append(seen(episodes, events, each.groups, int(each.days[first])))
    return Seen.of(found)


def _judged(
    rule: Aggregate, counts: Counts, dimension: str, known: Known, limits: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    limit: object = None
    if isinstance(rule, Threshold) and rule.is_from_registry:
        mine = limits[limits["dimension"] == dimension].dropna(subset="threshold")
        last = mine.sort_values("period_end").groupby("dimension_value")["threshold"].last()
        limit = last.reindex(list(counts.groups)).to_numpy(dtype=float)
    made = frames_of(counts, known.metrics[rule.metric], dimension, rule.period, limit)
    found = evaluate([replace(rule, is_enabled=True, by=(dimension,))], made, known, is_daily_told=True)
    return found.episodes, found.events
