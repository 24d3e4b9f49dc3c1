"""Episodes and events as frames: the ledger's columns, ids, owners. Does not belong here: deciding (folding.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from orchestration.alerts.columns import NOBODY, Columns
from orchestration.alerts.columns import named as of_kinds
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
    blocks = [{"series": open_now, **of_kinds(state.taken(open_now))}]
    if folded.ended:
        ended = dict(folded.ended)
        ended["is_backfilled"] = ended["is_backfilled"] | (
            is_new_rule[ended["series"]] & (ended["opened_on"] != was_open_on[ended["series"]])
        )
        blocks.append(ended)
    both = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    places, numbers = both["series"].tolist(), both["opened_on"].tolist()
    if not places:
        return empty_episodes()
    rules, groups = [named.rules[place] for place in places], [named.groups[place] for place in places]
    owned = [owners.of(rule, group) for rule, group in zip(rules, groups, strict=True)]
    columns = {
        "episode_id": [episode_id(named.keys[place], day) for place, day in zip(places, numbers, strict=True)],
        "series_key": [named.keys[place] for place in places],
        "rule": [rule.name for rule in rules],
        "family": [rule.family for rule in rules],
        "metric": [group.metric for group in groups],
        "period_type": [getattr(rule, "period", None) for rule in rules],
        "dimension": [group.dimension for group in groups],
        "dimension_value": [group.value for group in groups],
        "status": _status(both),
        "tier": np.where(both["is_sure"], "confirmed", "watch"),
        "severity": [str(rule.severity) for rule in rules],
        **{name: _dates(both[name]) for name in ("opened_on", "confirmed_on", "resolved_on")},
        **{name: both[name] for name in ("limit_value", "opened_value", "last_value", "worst_value")},
        "last_n": _whole(both["last_n"]),
        "level": both["level"],
        "owner": [owner for owner, _ in owned],
        "backup": [backup for _, backup in owned],
        "inhibited_by": _speakers(named, state, both),
        "is_backfilled": both["is_backfilled"],
        "since": _dates(both["since"]),
        "is_pushed": both["is_pushed"],
    }
    return pd.DataFrame(columns, columns=list(EPISODES))


def events_frame(named: Named, events: dict[str, np.ndarray], is_new_rule: np.ndarray) -> pd.DataFrame:
    places, days = events["series"].tolist(), _dates(events["day"])
    kinds = [KINDS[kind] for kind in events["kind"].tolist()]
    keys = [named.keys[place] for place in places]
    episodes = [episode_id(key, day) for key, day in zip(keys, events["opened_on"].tolist(), strict=True)]
    columns = {
        "event_id": [key_of(*parts) for parts in zip(episodes, kinds, days, strict=True)],
        "episode_id": episodes,
        "series_key": keys,
        "rule": [named.rules[place].name for place in places],
        "kind": kinds,
        "happened_on": days,
        "value": events["value"],
        "limit_value": events["limit"],
        "n": _whole(events["n"]),
        "is_told": events["is_told"],
        "is_pushed": events["is_pushed"],
        "is_backfilled": is_new_rule[events["series"]],
    }
    return pd.DataFrame(columns, columns=list(EVENTS))


def _status(episodes: Mapping[str, np.ndarray]) -> np.ndarray:
    said = [
        ("resolved", episodes["resolved_on"]),
        ("snoozed", episodes["snoozed_until"]),
        ("acknowledged", episodes["acknowledged_on"]),
    ]
    return np.select([days != NEVER for _, days in said], [status for status, _ in said], "open")


def _speakers(named: Named, state: Columns, episodes: Mapping[str, np.ndarray]) -> list[str | None]:
    """The episode that speaks for each; none for most."""
    parents = np.where(episodes["is_inhibited"], episodes["parent"], NOBODY)
    found: list[str | None] = [None] * len(parents)
    for row in np.flatnonzero(parents != NOBODY):
        parent = parents[row]
        found[row] = episode_id(named.keys[parent], int(state.opened_on[parent]))
    return found


def _dates(numbers: np.ndarray) -> np.ndarray:
    """Few days are many rows': each is made once."""
    days, places = np.unique(numbers, return_inverse=True)
    return np.array([day_of(day) for day in days.tolist()], dtype=object)[places]


def _whole(numbers: np.ndarray) -> list[int | None]:
    return [None if number != number else int(number) for number in numbers.tolist()]


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
