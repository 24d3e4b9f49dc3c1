"""What may be said of a group: rules that add up single days say the last published window of 28 days instead.

Day by day a group may be too small to be shown, and two windows that are not both published give away the days between
them. So a rule may look at days to be quick, and what is told and kept are numbers that the marts show anyway.
"""

from __future__ import annotations

import pandas as pd

from orchestration.alerts.evaluation import Evaluation

DAY = "datetime64[s]"
BY = ["metric", "dimension", "dimension_value"]


def shown(
    found: Evaluation, published: pd.DataFrame, daily_rules: frozenset[str], silent_rules: frozenset[str], k: int
) -> Evaluation:
    """The evaluation with numbers that may leave the warehouse.

    Args:
        published: of reading.published_values.
        daily_rules: names of rules over days of answers. silent_rules: those about how many came; fewer than `k` are
            not told.
    """
    named = found.episodes.set_index("episode_id")[[*BY, "opened_on"]]
    events = found.events.join(named, on="episode_id") if len(found.events) else found.events
    events = _replaced(events, published, daily_rules - silent_rules, "happened_on", {"value": "value", "n": "n"})
    episodes = _replaced(found.episodes, published, daily_rules - silent_rules, "opened_on", {"opened_value": "value"})
    last = events.drop_duplicates("episode_id", keep="last").set_index("episode_id") if len(events) else events
    is_daily = episodes["rule"].isin(daily_rules - silent_rules)
    if len(last):
        for column, source in (("last_value", "value"), ("last_n", "n"), ("worst_value", "value")):
            told = episodes["episode_id"].map(last[source])
            episodes.loc[is_daily, column] = told[is_daily]
    for frame, columns in (
        (events, ("value", "n")),
        (episodes, ("opened_value", "last_value", "worst_value", "last_n")),
    ):
        is_silent = frame["rule"].isin(silent_rules)
        for column in columns:
            is_few = is_silent & (pd.to_numeric(frame[column]) > 0) & (pd.to_numeric(frame[column]) < k)
            frame.loc[is_few, column] = None
    return Evaluation(found.states, episodes, events.drop(columns=[*BY, "opened_on"], errors="ignore"))


def _replaced(
    frame: pd.DataFrame, published: pd.DataFrame, rules: frozenset[str], on: str, columns: dict[str, str]
) -> pd.DataFrame:
    frame = frame.copy()
    is_meant = frame["rule"].isin(rules)
    if not is_meant.any():
        return frame
    left = frame.loc[is_meant, [*BY, on]].copy()
    left["place"] = left.index
    left[on] = pd.to_datetime(left[on]).astype(DAY)
    right = published.assign(period_end=pd.to_datetime(published["period_end"]).astype(DAY))
    joined = pd.merge_asof(
        left.sort_values(on), right.sort_values("period_end"), left_on=on, right_on="period_end", by=BY
    ).set_index("place")
    for column, source in columns.items():
        frame[column] = frame[column].astype(object)
        values = joined[source].astype(object).where(joined[source].notna(), None)
        frame.loc[values.index, column] = values
    return frame
