"""From signals to episodes: hysteresis in time, cooldown, worsening, inhibition, acknowledgement and snooze, reminders.

The fold goes day by day over many series at once; what each day says is in the signals already, and nothing here knows
a family. The columns of `Fold` are the fields of states.py as arrays. Does not belong here: ids and frames
(evaluation.py), what is told of a run's events (telling.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orchestration.alerts.columns import (
    NOBODY,
    NOT_HERE,
    Columns,
    Day,
    Log,
    Settings,
    named,
    said,
    side_by_side,
)
from orchestration.alerts.series import BEYOND, CLEAR, SURE, UNKNOWN, Signals
from orchestration.alerts.states import NEVER

KINDS = ("opened", "confirmed", "worsened", "inhibited", "resolved", "reminded")
OPENED, CONFIRMED, WORSENED, INHIBITED, RESOLVED, REMINDED = range(len(KINDS))
# A group that has not been known for so long is over: renamed, hidden or gone. Nothing is told of it.
FORGOTTEN_DAYS = 91
# Of an episode: what was said, and on which day.
SAID = (
    ("opened_value", "value", "opened_at"),
    ("worst_value", "value", "worst_at"),
    ("last_value", "value", "known_at"),
    ("last_n", "n", "known_at"),
    ("limit_value", "limit", "known_at"),
)


@dataclass(frozen=True)
class Folded:
    """Columns of the events and of the episodes that ended; `series` is the place of each among the signals' groups.

    `state` is what stands at the end.
    """

    events: Mapping[str, np.ndarray]
    ended: Mapping[str, np.ndarray]
    state: Columns


def fold(signals: Sequence[Signals], state: Columns, after: np.ndarray) -> Folded:
    """Fold every day of the signals (which share their days) that is later than `after` (one day a series).

    Series of all signals stand side by side in the order given; `state` is changed.
    """
    parents = side_by_side(signals)
    settings = Settings.of(signals, state)
    log, ended = Log(), Log()
    codes = np.hstack([each.codes for each in signals])
    latest = after.max(initial=NEVER)
    for place, day in enumerate(signals[0].days.tolist()):
        is_new = None if day > latest else day > after
        if is_new is None or is_new.any():
            row = codes[place] if is_new is None else np.where(is_new, codes[place], UNKNOWN)
            _day(day, is_new, Day(signals, row, place), parents, settings, state, log, ended)
    events, over = log.columns(), ended.columns()
    if events:
        rows = np.searchsorted(signals[0].days, events["day"])
        events |= {name: said(signals, name, rows, events["series"]) for name in ("value", "limit", "n")}
    if over:
        over = {"series": over["series"], **named(over)}
        _say(signals, over, over["series"])
    _say(signals, state.arrays, np.arange(len(after)))
    return Folded(events, over, state)


def _say(signals: Sequence[Signals], columns: Mapping[str, np.ndarray], series: np.ndarray) -> None:
    """Write what was said on the days that count."""
    for name, what, at in SAID:
        here = np.flatnonzero(columns[at] != NOT_HERE)
        columns[name][here] = said(signals, what, columns[at][here], series[here])


def _day(
    day: int,
    is_new: np.ndarray | None,
    seen: Day,
    parents: np.ndarray | None,
    settings: Settings,
    state: Columns,
    log: Log,
    ended: Log,
) -> None:
    """Most series are neither open nor beyond: after the first look over all of them only the others are touched.

    `is_new`: by series, None where the day is new to all of them.
    """
    codes = seen.codes

    def note(kind: int, places: np.ndarray, is_told: np.ndarray) -> None:
        if not len(places):
            return
        state.notified_on[places[is_told]] = day
        state.is_told[places[is_told]] = True
        is_pushed = is_told & (state.is_sure[places] | settings.is_watch_pushed[places] | state.is_pushed[places])
        state.is_pushed[places[is_pushed]] = True
        log.add(
            series=places,
            kind=np.full(len(places), kind),
            day=np.full(len(places), day),
            opened_on=state.opened_on[places],
            is_told=is_told,
            is_pushed=is_pushed,
        )

    def is_loud(places: np.ndarray) -> np.ndarray:
        return ~state.is_inhibited[places] & (state.snoozed_until[places] <= day)

    was_open = np.flatnonzero(state.is_open)
    _resolve(was_open[codes[was_open] == CLEAR], day, state, ended, note)
    is_forgotten = state.is_open[was_open] & (day - state.known_on[was_open] > FORGOTTEN_DAYS)
    if is_new is not None:
        is_forgotten &= is_new[was_open]
    _forget(was_open[is_forgotten], day, state, ended, note)

    opening = np.flatnonzero((codes >= BEYOND) & ~state.is_open)
    opening = opening[day - state.resolved_on[opening] > settings.cooldown[opening]]
    if settings.is_any_waiting:
        opening = _held(opening, day, codes, settings, state)
    _open(opening, day, seen, state)

    known_open = np.flatnonzero(state.is_open & (codes > UNKNOWN))
    if not len(known_open):
        return
    badness, code = seen.badness[known_open], codes[known_open]
    state.known_on[known_open] = day
    state.known_at[known_open] = seen.place
    is_worst = badness > state.worst_badness[known_open]
    state.worst_badness[known_open[is_worst]] = badness[is_worst]
    state.worst_at[known_open[is_worst]] = seen.place

    now_sure = known_open[(code == SURE) & ~state.is_sure[known_open]]
    state.is_sure[now_sure] = True
    state.confirmed_on[now_sure] = day
    released = _inhibit(known_open, parents, state, note)

    note(OPENED, opening, is_loud(opening))
    if len(released):
        released = released[~np.isin(released, opening)]
        note(OPENED, released, is_loud(released))
    note(CONFIRMED, now_sure, is_loud(now_sure))
    steps = np.floor_divide(badness - state.told_badness[known_open], settings.worsen_by[known_open])
    is_worse = (code >= BEYOND) & (steps > state.level[known_open])
    worse = known_open[is_worse]
    state.level[worse] = steps[is_worse]
    note(WORSENED, worse, is_loud(worse))
    if settings.is_any_reminded:
        _remind(known_open, day, is_loud(known_open), settings, state, note)


def _open(opening: np.ndarray, day: int, seen: Day, state: Columns) -> None:
    if not len(opening):
        return
    state.is_open[opening] = True
    state.opened_on[opening] = day
    state.pending_since[opening] = NEVER
    for name in ("is_sure", "is_told", "is_pushed", "is_inhibited"):
        state.arrays[name][opening] = False
    for name in ("confirmed_on", "resolved_on", "notified_on", "acknowledged_on", "snoozed_until"):
        state.arrays[name][opening] = NEVER
    began = seen.began
    state.since[opening] = day if began is None else began[opening]
    state.since[opening] = np.where(state.since[opening] == NEVER, day, state.since[opening])
    for name in ("opened_at", "worst_at"):
        state.arrays[name][opening] = seen.place
    for name in ("worst_badness", "told_badness"):
        state.arrays[name][opening] = seen.badness[opening]
    state.level[opening] = 0
    state.parent[opening] = NOBODY


def _held(opening: np.ndarray, day: int, codes: np.ndarray, settings: Settings, state: Columns) -> np.ndarray:
    """Those that have been beyond for long enough; what is known not to be beyond waits no longer."""
    waiting = state.pending_since != NEVER
    state.pending_since[waiting & (codes > UNKNOWN) & (codes < BEYOND)] = NEVER
    fresh = opening[state.pending_since[opening] == NEVER]
    state.pending_since[fresh] = day
    return opening[day - state.pending_since[opening] >= settings.after[opening]]


def _resolve(places: np.ndarray, day: int, state: Columns, ended: Log, note: Any) -> None:
    if not len(places):
        return
    state.resolved_on[places] = day
    # A recovery goes to those who heard of the trouble.
    note(RESOLVED, places, state.is_told[places] & ~state.is_inhibited[places])
    ended.add(series=places, **state.taken(places))
    state.is_open[places] = False


def _forget(places: np.ndarray, day: int, state: Columns, ended: Log, note: Any) -> None:
    if not len(places):
        return
    state.resolved_on[places] = day
    note(RESOLVED, places, np.zeros(len(places), bool))
    ended.add(series=places, **state.taken(places))
    state.is_open[places] = False


def _inhibit(known_open: np.ndarray, parents: np.ndarray | None, state: Columns, note: Any) -> np.ndarray:
    """A parent's open episode of at least the same tier speaks for its children. Gives those that speak again."""
    if parents is None:
        return known_open[:0]
    speaker = np.full(len(known_open), NOBODY)
    for row in parents[::-1]:  # the whole comes first in the rows, and wins
        above = row[known_open]
        is_speaking = (above >= 0) & state.is_open[above] & (state.is_sure[above] | ~state.is_sure[known_open])
        speaker = np.where(is_speaking, above, speaker)
    is_covered, was_covered = speaker >= 0, state.is_inhibited[known_open]
    state.is_inhibited[known_open] = is_covered
    state.parent[known_open] = speaker
    covered = known_open[is_covered & ~was_covered]
    note(INHIBITED, covered, np.zeros(len(covered), bool))
    return known_open[was_covered & ~is_covered]


def _remind(
    known_open: np.ndarray, day: int, is_loud: np.ndarray, settings: Settings, state: Columns, note: Any
) -> None:
    told = known_open[is_loud]
    is_awake = (state.snoozed_until[told] != NEVER) & (state.snoozed_until[told] <= day)
    state.snoozed_until[told[is_awake]] = NEVER
    notified = state.notified_on[told]
    is_due = (notified != NEVER) & (day - notified >= settings.remind[told]) & (state.acknowledged_on[told] == NEVER)
    # What was told today needs no reminder.
    reminded = told[(is_awake | is_due) & (notified < day)]
    note(REMINDED, reminded, np.ones(len(reminded), bool))


__all__ = ["KINDS", "NOBODY", "Columns", "Folded", "fold"]
