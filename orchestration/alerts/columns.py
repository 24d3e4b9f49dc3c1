"""The arrays of the fold: the state of every series, the rules' settings, a day's signals, and what is written down.

Does not belong here: what a day does to them (folding.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from orchestration.alerts.series import Signals
from orchestration.alerts.states import DAYS, FLAGS, NEVER, NUMBERS

NOBODY = -1
# The row of the fold's days on which it last opened, was known, was worst; NOT_HERE: on none of them.
ROWS = ("opened_at", "known_at", "worst_at")
NOT_HERE = -1
KINDS_OF = {"flags": FLAGS, "whole": (*DAYS, "level", "parent", *ROWS), "numbers": NUMBERS}


@dataclass
class Columns:
    """Arrays by name, one entry a series: the rows of one matrix a kind, so that all are taken at once."""

    matrices: dict[str, np.ndarray]
    arrays: dict[str, np.ndarray]

    def __getattr__(self, name: str) -> np.ndarray:
        return self.__dict__["arrays"][name]

    @classmethod
    def at_rest(cls, count: int) -> Columns:
        matrices = {
            "flags": np.zeros((len(KINDS_OF["flags"]), count), bool),
            "whole": np.full((len(KINDS_OF["whole"]), count), NEVER, np.int64),
            "numbers": np.full((len(KINDS_OF["numbers"]), count), np.nan),
        }
        made = cls(matrices, named(matrices))
        made.level[:] = 0
        made.parent[:] = NOBODY
        for name in ROWS:
            made.arrays[name][:] = NOT_HERE
        return made

    def taken(self, places: np.ndarray) -> dict[str, np.ndarray]:
        """Of these series, a matrix a kind."""
        return {kind: matrix[:, places] for kind, matrix in self.matrices.items()}


def named(matrices: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The rows of matrices by kind, by their names."""
    return {name: row for kind, names in KINDS_OF.items() for name, row in zip(names, matrices[kind], strict=True)}


@dataclass(frozen=True)
class Settings:
    """Of rules, one entry a series; and whether any of these waits before it opens, or may be told again."""

    cooldown: np.ndarray
    after: np.ndarray
    worsen_by: np.ndarray
    remind: np.ndarray
    is_watch_pushed: np.ndarray
    is_any_waiting: bool
    is_any_reminded: bool

    @classmethod
    def of(cls, signals: Sequence[Signals], state: Columns) -> Settings:
        sizes = [len(each.groups) for each in signals]

        def column(value: Any) -> np.ndarray:
            return np.repeat([value(each.rule) for each in signals], sizes)

        after, remind = column(lambda rule: rule.after_days), column(lambda rule: _or(rule.remind_days, np.inf))
        return cls(
            column(lambda rule: rule.cooldown_days),
            after,
            column(lambda rule: _or(rule.worsen_by, np.inf)),
            remind,
            column(lambda rule: rule.is_watch_pushed),
            bool(after.any() or (state.pending_since != NEVER).any()),
            bool(np.isfinite(remind).any() or (state.snoozed_until != NEVER).any()),
        )


@dataclass(frozen=True)
class Day:
    """The signals of all rules on one day, side by side.

    Days are put together one by one, codes excepted: whole matrices of many rules would be copied for a few cells of
    each. What else is said is looked up at the end (`said`).
    """

    signals: Sequence[Signals]
    codes: np.ndarray
    place: int

    @cached_property
    def badness(self) -> np.ndarray:
        return np.concatenate([each.badness[self.place] for each in self.signals])

    @property
    def began(self) -> np.ndarray | None:
        if all(each.since is None for each in self.signals):
            return None
        parts = [
            np.full(each.codes.shape[1], NEVER) if each.since is None else each.since[self.place]
            for each in self.signals
        ]
        return np.concatenate(parts)


def said(signals: Sequence[Signals], name: str, rows: np.ndarray, series: np.ndarray) -> np.ndarray:
    """The value, limit or n of series (places side by side) on days (rows of the signals')."""
    ends = np.cumsum([len(each.groups) for each in signals])
    rule_of = np.searchsorted(ends, series, side="right")
    found = np.full(len(series), np.nan)
    for place, (each, end) in enumerate(zip(signals, ends, strict=True)):
        mine = np.flatnonzero(rule_of == place)
        found[mine] = getattr(each, name)[rows[mine], series[mine] - (end - len(each.groups))]
    return found


def side_by_side(signals: Sequence[Signals]) -> np.ndarray | None:
    """The parents' indices among all series; a series without parents costs nothing."""
    if all(each.parents is None for each in signals):
        return None
    parts, before = [], 0
    for each in signals:
        size = len(each.groups)
        own = np.full((3, size), NOBODY) if each.parents is None else each.parents
        parts.append(np.where(own >= 0, own + before, NOBODY))
        before += size
    return np.hstack(parts)


class Log:
    """Columns that grow by blocks; of matrices by more columns of them."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[np.ndarray]] = {}

    def add(self, **columns: np.ndarray) -> None:
        for name, column in columns.items():
            self.blocks.setdefault(name, []).append(column)

    def columns(self) -> dict[str, np.ndarray]:
        return {name: np.concatenate(blocks, axis=-1) for name, blocks in self.blocks.items()}


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
