"""A fold with names: states in, episodes and events as frames with the ledger's columns and ids out.

Does not belong here: how the fold decides (folding.py), which events are told (telling.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from orchestration.alerts.folding import KINDS, NOBODY, Columns, Folded, fold
from orchestration.alerts.owners import Assignment, attributes_of, owner_of
from orchestration.alerts.series import Group, Signals
from orchestration.alerts.states import DAYS, FIELDS, FLAGS, NEVER, States, day_number, day_of, key_of
from orchestration.alerts.telling import net, settle

EPISODES = (
    "episode_id",
    "series_key",
    "rule",
    "family",
    "metric",
    "period_type",
    "dimension",
    "dimension_value",
    "status",
    "tier",
    "severity",
    "opened_on",
    "confirmed_on",
    "resolved_on",
    "limit_value",
    "opened_value",
    "last_value",
    "worst_value",
    "last_n",
    "level",
    "owner",
    "backup",
    "inhibited_by",
    "is_backfilled",
    "since",
    "is_pushed",
)
EVENTS = (
    "event_id",
    "episode_id",
    "series_key",
    "rule",
    "kind",
    "happened_on",
    "value",
    "limit_value",
    "n",
    "is_told",
    "is_pushed",
    "is_backfilled",
)


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


@dataclass(frozen=True)
class _Named:
    """The series of a batch, side by side."""

    keys: tuple[str, ...]
    groups: tuple[Group, ...]
    rules: tuple[Any, ...]


def empty_episodes() -> pd.DataFrame:
    return pd.DataFrame(columns=list(EPISODES))


def empty_events() -> pd.DataFrame:
    return pd.DataFrame(columns=list(EVENTS))


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
    owners = _Owners(assignments, dimensions or {})
    return Found(
        _kept(named, state, states, last),
        _episodes(named, folded, state, is_new_rule, was_open_on, owners),
        _events(named, events, is_new_rule) if events else empty_events(),
    )


def _named(batch: Batch) -> _Named:
    keys, groups, rules = [], [], []
    for signals in batch.signals:
        for group in signals.groups:
            keys.append(key_of(signals.rule.name, group.metric, group.dimension, group.value))
            groups.append(group)
            rules.append(signals.rule)
    return _Named(tuple(keys), tuple(groups), tuple(rules))


def _restored(named: _Named, states: States) -> tuple[Columns, np.ndarray]:
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


def _hear(named: _Named, state: Columns, acknowledged: pd.DataFrame | None) -> None:
    """What people said of the episodes that are open."""
    if acknowledged is None or acknowledged.empty:
        return
    said = acknowledged.set_index("episode_id")
    for place in np.flatnonzero(state.is_open):
        episode = _episode_id(named.keys[place], int(state.opened_on[place]))
        if episode not in said.index:
            continue
        row = said.loc[episode]
        for column in ("acknowledged_on", "snoozed_until"):
            if not pd.isna(row[column]):
                state.arrays[column][place] = day_number(pd.Timestamp(row[column]).date())


def _kept(named: _Named, state: Columns, states: States, last: int) -> States:
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


@lru_cache(maxsize=1 << 16)
def _episode_id(series_key: str, opened_on: int) -> str:
    return key_of(series_key, day_of(opened_on))


def _episodes(
    named: _Named,
    folded: Folded,
    state: Columns,
    is_new_rule: np.ndarray,
    was_open_on: np.ndarray,
    owners: _Owners,
) -> pd.DataFrame:
    """Those that ended in this fold, and all that are open."""
    open_now = np.flatnonzero(state.is_open)
    blocks = [{"series": open_now, **state.taken(open_now)}]
    if folded.ended:
        ended = dict(folded.ended)
        ended["is_backfilled"] = ended["is_backfilled"] | (
            is_new_rule[ended["series"]] & (ended["opened_on"] != was_open_on[ended["series"]])
        )
        blocks.append(ended)
    both = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    rows = [_episode(named, state, both, row, owners) for row in range(len(both["series"]))]
    return pd.DataFrame(rows, columns=list(EPISODES)) if rows else empty_episodes()


def _episode(named: _Named, state: Columns, both: dict[str, np.ndarray], row: int, owners: _Owners) -> tuple[Any, ...]:
    place = both["series"][row]
    rule, group, key = named.rules[place], named.groups[place], named.keys[place]
    is_over = both["resolved_on"][row] != NEVER
    parent = both["parent"][row] if both["is_inhibited"][row] else NOBODY
    inhibited_by = None if parent == NOBODY else _episode_id(named.keys[parent], int(state.opened_on[parent]))
    owner, backup = owners.of(rule, group)
    status = "resolved" if is_over else "open"
    if not is_over and both["snoozed_until"][row] != NEVER:
        status = "snoozed"
    elif not is_over and both["acknowledged_on"][row] != NEVER:
        status = "acknowledged"
    return (
        _episode_id(key, int(both["opened_on"][row])),
        key,
        rule.name,
        rule.family,
        group.metric,
        getattr(rule, "period", None),
        group.dimension,
        group.value,
        status,
        "confirmed" if both["is_sure"][row] else "watch",
        str(rule.severity),
        *(day_of(both[name][row]) for name in ("opened_on", "confirmed_on", "resolved_on")),
        *(float(both[name][row]) for name in ("limit_value", "opened_value", "last_value", "worst_value")),
        None if np.isnan(both["last_n"][row]) else int(both["last_n"][row]),
        int(both["level"][row]),
        owner,
        backup,
        inhibited_by,
        bool(both["is_backfilled"][row]),
        day_of(both["since"][row]),
        bool(both["is_pushed"][row]),
    )


def _events(named: _Named, events: dict[str, np.ndarray], is_new_rule: np.ndarray) -> pd.DataFrame:
    days = {number: day_of(number) for number in set(events["day"].tolist())}
    rows = []
    for place, kind, day, opened_on, value, limit, n, is_told, is_pushed in zip(
        *(events[name].tolist() for name in ("series", "kind", "day", "opened_on", "value", "limit", "n")),
        *(events[name].tolist() for name in ("is_told", "is_pushed")),
        strict=True,
    ):
        key = named.keys[place]
        episode = _episode_id(key, opened_on)
        rows.append(
            (
                key_of(episode, KINDS[kind], days[day]),
                episode,
                key,
                named.rules[place].name,
                KINDS[kind],
                days[day],
                value,
                limit,
                None if n != n else int(n),
                is_told,
                is_pushed,
                bool(is_new_rule[place]),
            )
        )
    return pd.DataFrame(rows, columns=list(EVENTS))


class _Owners:
    """The owner of a rule's group: named by the rule, else by the registry."""

    def __init__(self, assignments: Sequence[Assignment], dimensions: Mapping[str, Sequence[str]]) -> None:
        self.assignments, self.dimensions = assignments, dimensions
        self.known: dict[tuple[str | None, str], tuple[str | None, str | None]] = {}

    def of(self, rule: Any, group: Group) -> tuple[str | None, str | None]:
        if rule.owner is not None:
            return rule.owner, None
        place = (group.dimension, group.value)
        if place not in self.known:
            columns = self.dimensions.get(group.dimension or "all", ("all",))
            self.known[place] = owner_of(self.assignments, attributes_of(columns, group.value))
        return self.known[place]


__all__ = ["EPISODES", "EVENTS", "FLAGS", "Batch", "Found", "empty_episodes", "empty_events", "run"]
