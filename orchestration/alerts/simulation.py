"""How often a rule cries wolf on stable answers, and how soon it sees a planted fall: seeded, many segments at once.

A segment has Poisson answers a day and a fixed mix of promoters, passives and detractors; windows and intervals are
made as the marts make them, and judged by the very evaluation. Does not belong here: real history (replay.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from orchestration.alerts.counts import Counts, frames
from orchestration.alerts.evaluation import evaluate
from orchestration.alerts.rules.known import Known, Metric
from orchestration.alerts.rules.model import Aggregate
from orchestration.alerts.states import day_number

FIRST = date(2024, 1, 1)
# Answers that come before anything is judged: a usual level, its gap, and the sums come to rest.
BEFORE = 364 + 28 + 60
YEAR = 365
NEVER_SEEN = 10_000


@dataclass(frozen=True)
class Mix:
    """Shares of promoters and detractors; the others are passive."""

    promoters: float
    detractors: float

    @property
    def nps(self) -> float:
        return 100 * (self.promoters - self.detractors)

    @property
    def deviation(self) -> float:
        """Of one answer, in points."""
        share = self.promoters - self.detractors
        return 100 * float(np.sqrt(self.promoters + self.detractors - share * share))


@dataclass(frozen=True)
class Quiet:
    """On stable answers, for 20 segments and a year: new lines on the watch list, confirmed messages, and which share
    of segments is on the list on a day."""

    watch_lines: float
    confirmed: float
    share_listed: float


@dataclass(frozen=True)
class Seen:
    """After a planted fall: days until it is on the list (an episode is open, also one of before), until the first
    new line or worsening, until it is confirmed. Medians; which share is on the list within 10 days, confirmed within
    25, and was on the list before. `waits`: the three of every group, for medians over several runs."""

    days_to_list: float
    days_to_news: float
    days_to_confirmed: float
    within_10: float
    confirmed_within_25: float
    listed_before: float
    waits: np.ndarray = field(repr=False, compare=False)

    @classmethod
    def of_waits(cls, waits: np.ndarray, listed_before: float) -> Seen:
        listed, news, sure = waits
        within_10, within_25 = float(np.mean(listed <= 10)), float(np.mean(sure <= 25))
        days = [float(np.median(each)) for each in (listed, news, sure)]
        return cls(days[0], days[1], days[2], within_10, within_25, listed_before, waits)

    @classmethod
    def of(cls, several: Sequence[Seen]) -> Seen | None:
        """Of several runs together; None without any."""
        if not several:
            return None
        sizes = [each.waits.shape[1] for each in several]
        before = float(np.average([each.listed_before for each in several], weights=sizes))
        return cls.of_waits(np.hstack([each.waits for each in several]), before)


def answers(mix: Mix, rate: float, segments: int, days: int, rng: np.random.Generator, *, fall: float = 0.0) -> Counts:
    """Stable answers; with `fall` (points) another mix from day BEFORE on: half of it fewer promoters, half more
    detractors."""
    n = rng.poisson(rate, (days, segments)).astype(float)
    shift = np.where(np.arange(days) >= BEFORE, fall / 200, 0.0)[:, None]
    promoters, detractors = mix.promoters - shift, mix.detractors + shift
    positive = rng.binomial(n.astype(int), np.broadcast_to(promoters, n.shape))
    negative = rng.binomial(n.astype(int) - positive, np.broadcast_to(detractors / (1 - promoters), n.shape))
    return Counts.of_three(FIRST, [f"segment {place:04}" for place in range(segments)], n, positive, negative)


def quiet(
    rules: Sequence[Aggregate], known: Known, mix: Mix, rate: float, *, segments: int = 400, seed: int = 1
) -> Quiet:
    """A year of stable answers, judged by all the rules together."""
    counts = answers(mix, rate, segments, BEFORE + YEAR, np.random.default_rng(seed))
    episodes, events = _judged(rules, known, counts)
    first = day_number(FIRST) + BEFORE
    late = events[_numbers(events["happened_on"]) >= first]
    open_days = _days_open(episodes, first, first + YEAR)
    per = 20 / segments
    return Quiet(
        per * float((late["kind"] == "opened").sum()),
        per * float((late["kind"] == "confirmed").sum()),
        open_days / (segments * YEAR),
    )


def planted(
    rules: Sequence[Aggregate],
    known: Known,
    mix: Mix,
    rate: float,
    fall: float = 25.0,
    *,
    segments: int = 400,
    seed: int = 1,
    days: int = 90,
) -> Seen:
    """A fall in every segment on day BEFORE; its first day counts as day 1."""
    counts = answers(mix, rate, segments, BEFORE + days, np.random.default_rng(seed), fall=fall)
    episodes, events = _judged(rules, known, counts)
    return seen(episodes, events, counts.groups, day_number(FIRST) + BEFORE)


def seen(episodes: pd.DataFrame, events: pd.DataFrame, groups: Sequence[str], first: int) -> Seen:
    """The days from `first` on until each group was listed, told and confirmed."""
    of_series = dict(zip(episodes["series_key"], episodes["dimension_value"], strict=True))
    opened, resolved = _numbers(episodes["opened_on"]), _numbers(episodes["resolved_on"])
    is_later = (resolved >= first) | np.isnan(resolved)
    listed = _first(episodes["dimension_value"][is_later], np.maximum(opened[is_later], first), groups)
    before = set(episodes["dimension_value"][(opened < first) & is_later])
    day = _numbers(events["happened_on"])
    names = events["series_key"].map(of_series)
    is_news = (day >= first) & events["kind"].isin(["opened", "worsened", "confirmed"])
    news = _first(names[is_news], day[is_news], groups)
    sure_on = _numbers(episodes["confirmed_on"])
    is_sure = ~np.isnan(sure_on) & is_later
    sure = _first(episodes["dimension_value"][is_sure], np.maximum(sure_on[is_sure], first), groups)
    waits = np.array([each - first + 1 for each in (listed, news, sure)])
    return Seen.of_waits(waits, len(before) / len(groups))


def _judged(rules: Sequence[Aggregate], known: Known, counts: Counts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rules as they stand, each over the simulated segments as its own groups."""
    found = []
    for rule in rules:
        metric: Metric = known.metrics[rule.metric]
        dimension = next((each for each in rule.by if each != "all"), rule.by[0])
        made = frames(counts, metric, dimension, rule.period)
        found.append(evaluate([rule], made, known, is_daily_told=True))
    return (
        pd.concat([each.episodes for each in found], ignore_index=True),
        pd.concat([each.events for each in found], ignore_index=True),
    )


def _numbers(days: pd.Series) -> np.ndarray:
    """Day numbers, NaN for none."""
    stamps = pd.to_datetime(days).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(stamps), np.nan, stamps.astype(np.int64).astype(float))


def _first(names: pd.Series, days: np.ndarray, groups: Sequence[str]) -> np.ndarray:
    earliest = pd.Series(days, index=names.to_numpy()).groupby(level=0).min()
    return earliest.reindex(list(groups)).fillna(np.float64(NEVER_SEEN * 10)).to_numpy()


def _days_open(episodes: pd.DataFrame, first: int, last: int) -> float:
    ends = np.nan_to_num(_numbers(episodes["resolved_on"]), nan=float(last))
    return float(np.maximum(np.minimum(ends, last) - np.maximum(_numbers(episodes["opened_on"]), first), 0).sum())
