"""Rules over series, to episodes and events: pure and deterministic. The clock is the newest complete day of the data.

Does not belong here: reading the marts, writing the ledger, wording. Personal rules: personal.py; data rules: data.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

import pandas as pd

from orchestration.alerts.episodes import Batch, empty_episodes, empty_events, run
from orchestration.alerts.owners import Assignment
from orchestration.alerts.rules.known import Known
from orchestration.alerts.rules.model import Aggregate, Anomaly, Change, Rule, Silence, Threshold
from orchestration.alerts.series import Panel, Signals, beside, chosen, panels
from orchestration.alerts.signals import anomaly, change, shortfall, silence, threshold
from orchestration.alerts.states import States

# Cells (days by series) that are folded at once: more is faster until the memory counts.
CELLS = 6_000_000


@dataclass(frozen=True)
class Frames:
    """What is looked at.

    Args:
        metrics: columns of voc_metrics (`COLUMNS` of the signals and the group's).
        daily: the same for period type `day`, with every day of the shown groups: rules that add up days, weekday
            anomalies and silence read it. `is_suppressed` says of each row whether its group is hidden at that time;
            what is hidden is never looked at. May be voc_metrics' own days.
    """

    metrics: pd.DataFrame
    daily: pd.DataFrame


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation gives.

    Args:
        states: to keep. episodes: those that began, ended or are open, one row each in its present state (columns of
            the ledger's table, and `since`, `is_pushed`, `backup`). events: what happened, in order, with `is_told`
            (carries a message now) and `is_pushed` (else the digest lists it).
    """

    states: States
    episodes: pd.DataFrame = field(default_factory=empty_episodes)
    events: pd.DataFrame = field(default_factory=empty_events)


def evaluate(
    rules: Iterable[Rule],
    frames: Frames,
    known: Known,
    states: States | None = None,
    *,
    acknowledged: pd.DataFrame | None = None,
    assignments: Sequence[Assignment] = (),
    is_daily_told: bool = False,
) -> Evaluation:
    """Evaluate the aggregate rules that are switched on; others are passed over.

    Args:
        states: of the last evaluation; None: the first look. A rule that is new in it gets its past folded silently.
        acknowledged: what people said of open episodes: episode_id, acknowledged_on, snoozed_until (dates or NaT).
        assignments: of the registry, for the owner of rules that name none.
        is_daily_told: `is_told` as if there had been an evaluation every day, for replays; else the net result of this
            one.
    """
    states = states or States()
    chosen_rules = [rule for rule in rules if isinstance(rule, Aggregate) and rule.is_enabled]
    batches = _batches(chosen_rules, frames, known, states.through)
    episodes, events = [], []
    for batch in batches:
        found = run(batch, states, acknowledged, assignments, known.dimensions, is_daily_told)
        states = found.states
        episodes.append(found.episodes)
        events.append(found.events)
    return Evaluation(states, _all(episodes, empty_episodes()), _all(events, empty_events()))


def signals_of(rule: Aggregate, found: Mapping[tuple[str, str], Panel], known: Known) -> Signals | None:
    """What the rule sees over all its dimensions; None where none of them has a row."""
    parts = []
    for dimension in rule.by:
        panel = found.get((rule.metric, dimension))
        if panel is not None:
            panel = chosen(panel, rule.values)
        if panel is not None and panel.groups:
            parts.append(_signals(rule, known, dimension, panel))
    return beside(parts, known.dimensions) if parts else None


def _signals(rule: Aggregate, known: Known, dimension: str, panel: Panel) -> Signals:
    metric = known.metrics[rule.metric]
    match rule:
        case Threshold():
            return threshold.signals(rule, metric, dimension, panel)
        case Change() if rule.against == "usual":
            return shortfall.signals(rule, metric, dimension, panel)
        case Change():
            return change.signals(rule, metric, dimension, panel)
        case Anomaly():
            return anomaly.signals(rule, metric, dimension, panel)
        case Silence():
            return silence.signals(rule, metric, dimension, panel)
    raise TypeError(f"no signals for {type(rule).__name__}")


def is_daily(rule: Aggregate) -> bool:
    """Whether it adds up days instead of reading periods."""
    return isinstance(rule, Anomaly | Silence) or (isinstance(rule, Change) and rule.against == "usual")


def columns_of(rule: Aggregate) -> tuple[str, ...]:
    """The columns that it reads."""
    match rule:
        case Threshold():
            return threshold.COLUMNS
        case Change() if rule.against == "usual":
            return shortfall.COLUMNS
        case Change():
            return change.COLUMNS
        case Anomaly():
            return anomaly.COLUMNS
        case _:
            return silence.COLUMNS


def history_days(rule: Aggregate) -> int | None:
    """Days before a day that say what it sees; None where all of them do (a sum that runs on)."""
    match rule:
        case Anomaly():
            return 7 * (rule.weeks + 2) + 28
        case Silence():
            return rule.usual_days + rule.days + 28
        case Change() if rule.against == "usual":
            return None
        case _:
            return 0


def _needed_from(rules: Sequence[Aggregate], through: Mapping[str, date]) -> date | None:
    """The first day that is needed to go on from where the states end; None for all days."""
    before = [history_days(rule) for rule in rules]
    known = [through[rule.name] for rule in rules if rule.name in through]
    longest = max((each for each in before if each is not None), default=0)
    return None if None in before or len(known) < len(rules) else min(known) - timedelta(days=longest)


def _batches(rules: Sequence[Aggregate], frames: Frames, known: Known, through: Mapping[str, date]) -> Iterator[Batch]:
    """Signals of rules that share their days, so many that the memory stays bounded."""

    def source(rule: Aggregate) -> tuple[bool, str, bool]:
        return (is_daily(rule), rule.period, history_days(rule) is None)

    for (daily, period, _), members in groupby(sorted(rules, key=lambda rule: (source(rule), rule.metric)), key=source):
        together = list(members)
        frame = frames.daily if daily else frames.metrics
        is_wanted = frame["metric"].isin({rule.metric for rule in together}) & frame["dimension"].isin(
            {dimension for rule in together for dimension in rule.by}
        )
        if not daily:
            is_wanted &= frame["period_type"] == period
        if (first := _needed_from(together, through)) is not None:
            is_wanted &= pd.to_datetime(frame["period_end"]) >= pd.Timestamp(first)
        columns = sorted({column for rule in together for column in columns_of(rule)})
        found = panels(frame if is_wanted.all() else frame.loc[is_wanted], columns, every_day=daily)
        waiting: list[Signals] = []
        cells = 0
        for rule in together:
            seen = signals_of(rule, found, known)
            if seen is None:
                continue
            if waiting and cells + seen.codes.size > CELLS:
                yield Batch(tuple(waiting))
                waiting, cells = [], 0
            waiting.append(seen)
            cells += seen.codes.size
        if waiting:
            yield Batch(tuple(waiting))


def _all(parts: Sequence[pd.DataFrame], empty: pd.DataFrame) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    if not filled:
        return empty
    return pd.concat(filled, ignore_index=True)
