"""Which of a run's events are told: the net result, one message an episode, whatever a missed week brought.

Does not belong here: what the message says (wording), when it leaves (hours.py).
"""

from __future__ import annotations

import numpy as np

from orchestration.alerts.folding import CONFIRMED, OPENED, REMINDED, RESOLVED, WORSENED, Columns

# The strongest of a run's events speaks for the others.
STRENGTH = {REMINDED: 1, WORSENED: 2, OPENED: 3, CONFIRMED: 4}


def net(events: dict[str, np.ndarray], state: Columns, was_told: np.ndarray, told_opened_on: np.ndarray) -> np.ndarray:
    """By event whether it carries a message.

    Args:
        events: of one fold, in its order.
        state: after it.
        was_told, told_opened_on: by series whether the episode that was open before the fold had been told, and which
            it was.
    """
    series, kind, opened_on = events["series"], events["kind"], events["opened_on"]
    is_heard = was_told[series] & (told_opened_on[series] == opened_on)
    # What came and went unheard is no news; what was heard of has ended once.
    is_told = events["is_told"] & (kind == RESOLVED) & is_heard
    is_current = state.is_open[series] & (state.opened_on[series] == opened_on)
    is_loud = ~state.is_inhibited[series] & (state.snoozed_until[series] < 0)
    candidates = np.flatnonzero(events["is_told"] & (kind != RESOLVED) & is_current & is_loud)
    strength = np.array([STRENGTH.get(each, 0) for each in range(kind.max(initial=0) + 1)])[kind[candidates]]
    # The last of the strongest, a series.
    order = candidates[np.lexsort((events["day"][candidates], strength, series[candidates]))]
    is_last = np.append(series[order][1:] != series[order][:-1], True) if len(order) else np.zeros(0, bool)
    is_told[order[is_last]] = True
    return is_told


def settle(
    events: dict[str, np.ndarray], is_told: np.ndarray, state: Columns, was_told: np.ndarray, was_pushed: np.ndarray
) -> None:
    """What the open episodes remember of having been told, after the net result is known; changes `state`."""
    told = np.flatnonzero(is_told & (events["kind"] != RESOLVED))
    series = events["series"][told]
    last = int(events["day"].max(initial=0))
    heard, pushed = was_told.copy(), was_pushed.copy()
    is_same = state.is_open
    heard[series] = True
    pushed[series[events["is_pushed"][told]]] = True
    state.is_told[:] = heard & is_same
    state.is_pushed[:] = pushed & is_same
    state.notified_on[series] = np.maximum(state.notified_on[series], last)


__all__ = ["net", "settle"]
