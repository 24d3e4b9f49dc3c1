"""Episodes and events as frames: the ledger's columns, ids, owners. Does not belong here: deciding (folding.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from orchestration.alerts.columns import NOBODY, Columns
from orchestration.alerts.folding import KINDS, Folded
from orchestration.alerts.owners import Assignment, attributes_of, owner_of
from orchestration.alerts.series import Group
from orchestration.alerts.states import NEVER, day_of, key_of

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
class Named:
    """The series of a batch, side by side."""

    keys: tuple[str, ...]
    groups: tuple[Group, ...]
    rules: tuple[Any, ...]


def empty_episodes() -> pd.DataFrame:
    return pd.DataFrame(columns=list(EPISODES))


def empty_events() -> pd.DataFrame:
    return pd.DataFrame(columns=list(EVENTS))


@lru_cache(maxsize=1 << 16)
def episode_id(series_key: str, opened_on: int) -> str:
    return key_of(series_key, day_of(opened_on))


def episodes_frame(
    named: Named,
    folded: Folded,
    state: Columns,
    is_new_rule: np.ndarray,
    was_open_on: np.ndarray,
    owners: Owners,
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


def _episode(named: Named, state: Columns, both: dict[str, np.ndarray], row: int, owners: Owners) -> tuple[Any, ...]:
    place = both["series"][row]
    rule, group, key = named.rules[place], named.groups[place], named.keys[place]
    is_over = both["resolved_on"][row] != NEVER
    parent = both["parent"][row] if both["is_inhibited"][row] else NOBODY
    inhibited_by = None if parent == NOBODY else episode_id(named.keys[parent], int(state.opened_on[parent]))
    owner, backup = owners.of(rule, group)
    status = "resolved" if is_over else "open"
    if not is_over and both["snoozed_until"][row] != NEVER:
        status = "snoozed"
    elif not is_over and both["acknowledged_on"][row] != NEVER:
        status = "acknowledged"
    return (
        episode_id(key, int(both["opened_on"][row])),
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


def events_frame(named: Named, events: dict[str, np.ndarray], is_new_rule: np.ndarray) -> pd.DataFrame:
    days = {number: day_of(number) for number in set(events["day"].tolist())}
    rows = []
    for place, kind, day, opened_on, value, limit, n, is_told, is_pushed in zip(
        *(events[name].tolist() for name in ("series", "kind", "day", "opened_on", "value", "limit", "n")),
        *(events[name].tolist() for name in ("is_told", "is_pushed")),
        strict=True,
    ):
        key = named.keys[place]
        episode = episode_id(key, opened_on)
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


class Owners:
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
