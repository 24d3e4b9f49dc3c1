"""A fold with names: states in, episodes and events as frames with the ledger's columns and ids out.

Does not belong here: how the fold decides (folding.py), which events are told (telling.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from orchestration.alerts.episode_frames import (
    EPISODES,
    EVENTS,
    Named,
    Owners,
    empty_episodes,
    empty_events,
    episode_id,
    episodes_frame,
    events_frame,
)
from orchestration.alerts.folding import Columns, fold
from orchestration.alerts.owners import Assignment
from orchestration.alerts.series import Signals
from orchestration.alerts.states import DAYS, FIELDS, FLAGS, NEVER, States, day_number, day_of, key_of
from orchestration.alerts.telling import net, settle


@dataclass(frozen=True)
class Batch:
    """Signals that share their days."""

    signals: tuple[Signals, ...]


@dataclass(frozen=True)
class Found:
    """States to keep, episodes and events of one batch."""

    states: States
    episodes: pd.DataFrame
    events: pd.DataFrame


def run(
    batch: Batch,
    states: States,
    acknowledged: pd.DataFrame | None = None,
    assignments: Sequence[Assignment] = (),
    dimensions: Mapping[str, Sequence[str]] | None = None,
    is_daily_told: bool = False,
) -> Found:
    """Fold the days that the states have not seen."""
    named = _named(batch)
    state, after = _restored(named, states)
    _hear(named, state, acknowledged)
    is_new_rule = after == NEVER
    was_told, was_open_on, was_pushed = state.is_told.copy(), state.opened_on.copy(), state.is_pushed.copy()
    was_told &= state.is_open
    was_open = state.is_open.copy()
    folded = fold(batch.signals, state, after)
    events = dict(folded.events)
    if events and not is_daily_told:
        is_told = net(events, state, was_told, was_open_on)
        is_same = was_open & (state.opened_on == was_open_on)
        settle(events, is_told, state, was_told & is_same, was_pushed & is_same)
        events["is_told"] = is_told
    began = state.is_open & (~was_open | (state.opened_on != was_open_on))
    state.is_backfilled[began] = is_new_rule[began]
    last = int(batch.signals[0].days[-1])
    owners = Owners(assignments, dimensions or {})
    return Found(
        _kept(named, state, states, last),
        episodes_frame(named, folded, state, is_new_rule, was_open_on, owners),
        events_frame(named, events, is_new_rule) if events else empty_events(),
    )


def _named(batch: Batch) -> Named:
    keys, groups, rules = [], [], []
    for signals in batch.signals:
        for group in signals.groups:
            keys.append(key_of(signals.rule.name, group.metric, group.dimension, group.value))
            groups.append(group)
            rules.append(signals.rule)
    return Named(tuple(keys), tuple(groups), tuple(rules))


def _restored(named: Named, states: States) -> tuple[Columns, np.ndarray]:
    state = Columns.at_rest(len(named.keys))
    if states.series:
        place_of = {key: place for place, key in enumerate(named.keys)}
        for key, fields in states.series.items():
            place = place_of.get(key)
            if place is not None:
                for name, value in fields.items():
                    if name in state.arrays:
                        state.arrays[name][place] = value
    through = {name: day_number(day) for name, day in states.through.items()}
    after = np.array([through.get(rule.name, NEVER) for rule in named.rules], dtype=np.int64)
    return state, after


def _hear(named: Named, state: Columns, acknowledged: pd.DataFrame | None) -> None:
    """What people said of the episodes that are open."""
    if acknowledged is None or acknowledged.empty:
        return
    said = acknowledged.set_index("episode_id")
    for place in np.flatnonzero(state.is_open):
        episode = episode_id(named.keys[place], int(state.opened_on[place]))
        if episode not in said.index:
            continue
        row = said.loc[episode]
        for column in ("acknowledged_on", "snoozed_until"):
            if not pd.isna(row[column]):
                state.arrays[column][place] = day_number(pd.Timestamp(row[column]).date())


def _kept(named: Named, state: Columns, states: States, last: int) -> States:
    cooldown = np.array([rule.cooldown_days for rule in named.rules])
    is_cooling = (state.resolved_on != NEVER) & (last - state.resolved_on <= cooldown)
    active = np.flatnonzero(state.is_open | is_cooling | (state.pending_since != NEVER))
    series, rules = dict(states.series), dict(states.rules)
    rested = set(states.rested)
    for place in np.flatnonzero([key in states.series for key in named.keys]) if series else ():
        key = named.keys[place]
        series.pop(key, None)
        rules.pop(key, None)
        rested.add(key)
    for place in active:
        key = named.keys[place]
        fields = _fields(state, int(place))
        if not state.is_open[place]:
            # Of what is over only the cooldown counts, of what waits only since when.
            names = {"pending_since", *(("resolved_on",) if is_cooling[place] else ())}
            fields = {name: value for name, value in fields.items() if name in names}
        series[key] = fields
        rules[key] = named.rules[place].name
        rested.discard(key)
    through = {**states.through, **{rule.name: day_of(last) for rule in set(named.rules)}}
    kept = {name: day for name, day in through.items() if day is not None}
    of_rested = {key: named.rules[place].name for place, key in enumerate(named.keys) if key in rested}
    return States(kept, series, {**rules, **of_rested}, frozenset(rested))


def _fields(state: Columns, place: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in FIELDS:
        if name not in state.arrays:
            continue
        value = state.arrays[name][place].item()
        is_unset = (
            value == NEVER if name in DAYS else value is False or value != value or (name == "level" and value == 0)
        )
        if not is_unset:
            found[name] = value
    return found


__all__ = ["EPISODES", "EVENTS", "FLAGS", "Batch", "Found", "empty_episodes", "empty_events", "run"]
