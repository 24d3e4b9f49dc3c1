"""What becomes of a series day by day: hysteresis, cooldown, worsening, inhibition, acknowledgement, snooze."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.alerts import states
from orchestration.alerts.episodes import Batch, Found, run
from orchestration.alerts.owners import Assignment
from orchestration.alerts.rules import Threshold
from orchestration.alerts.series import BETWEEN, BEYOND, CLEAR, SURE, UNKNOWN, Group, Signals
from orchestration.alerts.states import States, day_number

FIRST = date(2026, 1, 1)
LETTERS = {"?": UNKNOWN, ".": CLEAR, "-": BETWEEN, "x": BEYOND, "X": SURE}


def rule(**fields: Any) -> Threshold:
    return Threshold(
        **{"name": "r", "family": "threshold", "title": "", "line": 1, "metric": "nps", "cooldown_days": 0, **fields}
    )


def signals(
    days: dict[str, str], of: Threshold | None = None, *, start: int = 0, badness: Any = None, parents: Any = None
) -> Signals:
    """Series by name, a letter a day: ? unknown, . clear, - between, x beyond, X surely beyond."""
    codes = np.array([[LETTERS[letter] for letter in text] for text in days.values()], dtype=np.uint8).T
    worst = np.where(codes >= BEYOND, 1.0, 0.0) if badness is None else np.array(badness, dtype=float)
    groups = tuple(Group("nps", "all" if name == "all" else "segment", name) for name in days)
    numbers = day_number(FIRST) + start + np.arange(len(codes))
    n = np.full(codes.shape, 40.0)
    return Signals(
        of or rule(), numbers, groups, codes, 30 - worst, np.full(codes.shape, 30.0), n, worst, None, parents
    )


def told(found: Found) -> list[tuple[int, str]]:
    """Day and kind of the events that carry a message."""
    rows = found.events[found.events["is_told"].astype(bool)]
    return [((day - FIRST).days, kind) for day, kind in zip(rows["happened_on"], rows["kind"], strict=True)]


def happened(found: Found) -> list[tuple[int, str]]:
    rows = found.events
    return [((day - FIRST).days, kind) for day, kind in zip(rows["happened_on"], rows["kind"], strict=True)]


def fold(text: str, states: States | None = None, **more: Any) -> Found:
    """As if it were evaluated every day."""
    of = more.pop("of", None)
    batch = Batch((signals({"a": text}, of, **{key: more.pop(key) for key in ("start", "badness") if key in more}),))
    return run(batch, states or States({"r": FIRST - timedelta(days=1)}), is_daily_told=True, **more)


def test_an_episode_opens_beyond_and_ends_only_when_clear() -> None:
    assert happened(fold(".-x-x-?.")) == [(2, "opened"), (7, "resolved")]
    assert happened(fold("-?-")) == []


def test_what_is_unknown_neither_opens_nor_ends_anything() -> None:
    assert happened(fold("?x????")) == [(1, "opened")]


def test_it_is_confirmed_once() -> None:
    assert happened(fold(".xXxX.")) == [(1, "opened"), (2, "confirmed"), (5, "resolved")]
    assert happened(fold("X")) == [(0, "opened"), (0, "confirmed")]


def test_after_a_recovery_it_stays_quiet_for_the_cooldown() -> None:
    found = fold("x.xxxx.", of=rule(cooldown_days=2))
    assert happened(found) == [(0, "opened"), (1, "resolved"), (4, "opened"), (6, "resolved")]


def test_it_opens_only_after_it_was_beyond_for_long_enough() -> None:
    assert happened(fold("xx-xxx", of=rule(after_days=2))) == [(5, "opened")]
    assert happened(fold("x??", of=rule(after_days=1))) == []


def test_each_step_worse_is_told_also_when_it_was_open_long_since() -> None:
    worse = [[1.0], [5.9], [6.0], [7.0], [3.0], [11.5], [11.5]]
    found = fold("xxxxxxx", of=rule(worsen_by=5), badness=worse)
    assert happened(found) == [(0, "opened"), (2, "worsened"), (5, "worsened")]
    assert found.episodes["level"].tolist() == [2]
    assert found.episodes["worst_value"].tolist() == [18.5]


def test_open_episodes_are_told_again_until_somebody_acknowledges() -> None:
    of = rule(remind_days=2)
    found = fold("xxxxxx", of=of)
    assert happened(found) == [(0, "opened"), (2, "reminded"), (4, "reminded")]
    said = said_of(found, acknowledged_on=FIRST + timedelta(days=5))
    after = fold("xxxx.", found.states, of=of, start=6, acknowledged=said)
    assert happened(after) == [(10, "resolved")]
    assert fold("xx", found.states, of=of, start=6, acknowledged=said).episodes["status"].tolist() == ["acknowledged"]


def test_a_snoozed_episode_is_silent_until_the_snooze_ends_and_then_speaks() -> None:
    found = fold("x")
    said = said_of(found, snoozed_until=FIRST + timedelta(days=4))
    quiet = fold("xX", found.states, start=1, acknowledged=said)
    assert told(quiet) == []
    assert quiet.episodes["status"].tolist() == ["snoozed"]
    awake = fold("XXXX", quiet.states, start=3)
    assert told(awake) == [(4, "reminded")]
    assert awake.episodes["status"].tolist() == ["open"]


def said_of(found: Found, **fields: Any) -> pd.DataFrame:
    row = {"episode_id": found.episodes["episode_id"].iloc[0], "acknowledged_on": None, "snoozed_until": None, **fields}
    return pd.DataFrame([row])


PARENTS = np.array([[-1, 0], [-1, -1], [-1, -1]])


def family(parent: str, child: str) -> Found:
    batch = Batch((signals({"all": parent, "smb": child}, parents=PARENTS),))
    return run(batch, States({"r": FIRST - timedelta(days=1)}), is_daily_told=True)


def of_child(found: Found) -> list[tuple[int, str]]:
    key = found.episodes.loc[found.episodes["dimension_value"] == "smb", "series_key"].iloc[0]
    rows = found.events[(found.events["series_key"] == key) & found.events["is_told"].astype(bool)]
    return [((day - FIRST).days, kind) for day, kind in zip(rows["happened_on"], rows["kind"], strict=True)]


def test_a_parent_speaks_for_its_children_and_they_for_themselves_when_it_is_over() -> None:
    found = family("xxxx.-", ".xxxxx")
    assert of_child(found) == [(4, "opened")]
    inhibited = family("xx", "xx").episodes.set_index("dimension_value")
    assert inhibited.loc["smb", "inhibited_by"] == inhibited.loc["all", "episode_id"]
    assert (1, "inhibited") in happened(found)


def test_a_parent_that_is_only_watched_does_not_silence_a_confirmed_child() -> None:
    assert of_child(family("xxx", "xXX")) == [(1, "opened"), (1, "confirmed")]
    assert of_child(family("XXX", "xXX")) == []


def test_a_recovery_that_nobody_heard_of_is_not_told() -> None:
    assert of_child(family("xxx.", "xx..")) == []


def test_the_first_look_is_silent_about_what_is_over_and_tells_what_is_open() -> None:
    batch = Batch((signals({"a": "x.x.xX"}),))
    found = run(batch, States())
    assert told(found) == [(5, "confirmed")]
    assert found.episodes["is_backfilled"].tolist() == [True] * 3
    assert run(batch, found.states).events.empty


def test_missed_days_are_folded_in_order_and_only_the_net_result_is_told() -> None:
    states = States({"r": FIRST - timedelta(days=1)})
    assert told(run(Batch((signals({"a": "x.x.."}),)), states)) == []
    assert told(run(Batch((signals({"a": "x.xX-"}),)), states)) == [(3, "confirmed")]
    opened = run(Batch((signals({"a": "x"}),)), states)
    assert told(opened) == [(0, "opened")]
    later = run(Batch((signals({"a": "X.x."}, start=1),)), opened.states)
    assert told(later) == [(2, "resolved")]


def test_watch_is_listed_and_confirmed_is_pushed() -> None:
    found = fold(".xX.").events
    assert found["is_pushed"].tolist() == [False, True, True]
    assert fold("x.", of=rule(is_watch_pushed=True)).events["is_pushed"].tolist() == [True, True]
    assert fold("x.").events["is_pushed"].tolist() == [False, False]


def test_a_group_that_is_gone_is_forgotten_without_a_word() -> None:
    found = fold("x" + "?" * 95)
    assert happened(found) == [(0, "opened"), (92, "resolved")]
    assert told(found) == [(0, "opened")]


def test_the_owner_is_the_rules_or_by_the_registry() -> None:
    lines = [Assignment("segment", "a", "sales", "boss")]
    batch = Batch((signals({"a": "x"}),))
    found = run(batch, States(), None, lines, {"segment": ("segment",)}).episodes
    assert found[["owner", "backup"]].to_numpy().tolist() == [["sales", "boss"]]
    named = run(Batch((signals({"a": "x"}, rule(owner="me")),)), States(), None, lines).episodes
    assert named["owner"].tolist() == ["me"]


TEXTS = st.lists(st.text("?.-xX", min_size=12, max_size=12), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(texts=TEXTS, cooldown=st.integers(0, 4), after=st.integers(0, 3), cut=st.integers(1, 11))
def test_day_by_day_gives_what_all_at_once_gives(texts: list[str], cooldown: int, after: int, cut: int) -> None:
    of = rule(cooldown_days=cooldown, after_days=after)
    names = ["all", "b", "c", "d"][: len(texts)]
    parents = np.full((3, len(texts)), -1)
    parents[0, 1:] = 0
    start = States({"r": FIRST - timedelta(days=1)})

    def part(begin: int, end: int) -> Batch:
        days = {name: text[begin:end] for name, text in zip(names, texts, strict=True)}
        return Batch((signals(days, of, start=begin, parents=parents),))

    whole = run(part(0, 12), start, is_daily_told=True)
    for pieces in ([(0, cut), (cut, 12)], [(day, min(day + 3, 12)) for day in range(0, 12, 3)]):
        states, events = start, []
        for begin, end in pieces:
            found = run(part(begin, end), States.of(states.rows()), is_daily_told=True)
            states = found.states
            events.append(found.events)
        together = pd.concat([each for each in events if len(each)] or events[:1])
        assert ids(together) == ids(whole.events)
        assert states.series == whole.states.series


def ids(events: pd.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(events[["event_id", "kind", "is_told", "is_pushed"]].itertuples(index=False, name=None))


@settings(max_examples=80, deadline=None)
@given(text=st.text("?.-xX", min_size=1, max_size=40), cooldown=st.integers(0, 5))
def test_never_two_open_episodes_and_each_ends_when_clear(text: str, cooldown: int) -> None:
    found = fold(text, of=rule(cooldown_days=cooldown))
    is_open, ended = False, -1000
    for day, kind in happened(found):
        if kind == "opened":
            assert not is_open
            assert text[day] in "xX"
            assert day - ended > cooldown
            is_open = True
        if kind == "resolved":
            assert is_open
            assert text[day] == "."
            is_open, ended = False, day
    assert (found.episodes["status"] != "resolved").sum() == is_open
    assert found.events["event_id"].is_unique
    assert found.episodes["episode_id"].is_unique


def test_what_people_said_comes_from_the_ledgers_rows_and_states_survive_it() -> None:
    found = fold("x")
    row = {**found.episodes.iloc[0].to_dict(), "acknowledged_at": datetime(2026, 1, 2, 9, tzinfo=UTC)}
    said = states.said_of([row, {"episode_id": "another", "acknowledged_at": None, "snoozed_until": None}])
    assert said["acknowledged_on"].tolist() == [date(2026, 1, 2)]
    rows = [{**each, "state": json.loads(json.dumps(each["state"]))} for each in found.states.rows()]
    after = fold("x", States.of(rows), start=1, acknowledged=said)
    assert after.episodes["status"].tolist() == ["acknowledged"]
    over = fold(".", after.states, start=2, of=rule(cooldown_days=0))
    again = fold("?", over.states, start=4)
    assert {"r"} == {each["rule"] for each in again.states.rows()}
    assert again.states.series == {}
