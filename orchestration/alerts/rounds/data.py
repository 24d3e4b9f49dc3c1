"""The round of rules over the data themselves: sources, checks, loads. Takes place after runs that failed, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from orchestration.alerts.data import DataFrames, evaluate_data
from orchestration.alerts.rounds import record
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import Told, tell
from orchestration.alerts.rules import CheckFailed, Rule, SourceLate, Volume
from orchestration.alerts.states import States, said_of
from orchestration.alerts.wording import data as wording
from orchestration.alerts.wording.data import Trouble
from orchestration.alerts.wording.subjects import Episode, Event, of
from orchestration.ledger import episodes
from orchestration.ledger.store import Ledger
from orchestration.messages.message import Message

FAMILY = "data"


def run(ledger: Ledger, book: Book, frames: DataFrames, clock: Clock) -> Told:
    """Evaluate, write, enqueue; all or nothing."""
    rules = [rule for rule in book.rules if isinstance(rule, SourceLate | CheckFailed | Volume) and rule.is_enabled]
    names = [rule.name for rule in rules]
    told = Told()
    with ledger.writing() as transaction:
        episodes.end_snoozes(transaction, clock.now)
        found = evaluate_data(
            rules,
            frames,
            States.of(episodes.read_series_states(transaction, names)),
            as_of=clock.now,
            acknowledged=said_of(episodes.open_episodes(transaction, names)),
            assignments=book.assignments,
        )
        record.write(transaction, FAMILY, found, clock, len(frames.freshness) + len(frames.checks))
        for event, episode in record.to_tell(found):
            _tell(transaction, book, frames, episode, event, clock, told)
    return told


def checks(results: Sequence[tuple[str, bool]]) -> pd.DataFrame:
    """As data rules take them: the name of a check and whether it passed."""
    return pd.DataFrame(results, columns=["check", "is_ok"])


def _tell(
    transaction: sa.Connection,
    book: Book,
    frames: DataFrames,
    episode: Mapping[str, Any],
    event: Mapping[str, Any],
    clock: Clock,
    told: Told,
) -> None:
    rule = book.rule(episode["rule"])
    if rule is None:
        return

    def message(person: str | None) -> Message:
        return wording.told(
            of(Episode, episode),
            of(Event, event),
            _trouble(rule, frames, episode),
            rule.title,
            clock.now,
            owner=book.owner(episode["owner"]),
            backup=book.owner(episode.get("backup")),
            answers=book.answers("episode", episode["episode_id"], person, clock.now),
            data_through=clock.as_of,
        )

    tell(transaction, book, rule, message, [episode["owner"]], clock.now, clock.now, told)


def _trouble(rule: Rule | None, frames: DataFrames, episode: Mapping[str, Any]) -> Trouble:
    name = episode["dimension_value"]
    match rule:
        case SourceLate():
            through = frames.freshness.loc[frames.freshness["source"] == name, "data_through_at"]
            last = pd.to_datetime(through, utc=True).max()
            return Trouble(last_loaded_at=None if pd.isna(last) else last.to_pydatetime())
        case Volume():
            source, _, resource = name.partition(".")
            rows = frames.loads.loc[(frames.loads["source"] == source) & (frames.loads["resource"] == resource)]
            counts = rows.sort_values("loaded_at")["rows"]
            return Trouble(rows=int(counts.iloc[-1]), usual_rows=float(counts.iloc[:-1].median()))
    return Trouble(check=name)
