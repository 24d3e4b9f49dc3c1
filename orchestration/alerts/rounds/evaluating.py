"""One round of everything, after marts were built; or of the data rules alone, after a run that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from ingestion import registry
from ingestion.settings import run_start
from orchestration.alerts.data import DataFrames
from orchestration.alerts.rounds import aggregate, data, escalation, personal, reading, watch
from orchestration.alerts.rounds.book import read_book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import Told
from orchestration.ledger import episodes, evaluations
from orchestration.ledger.store import Ledger, opened
from orchestration.lib.settings import Settings
from orchestration.lib.state import data_through
from orchestration.lib.warehouse import raw_states
from orchestration.lib.warehouse import reading as warehouse_reading

Checks = Sequence[tuple[str, bool]]


@dataclass
class Round:
    """What a round did.

    Args:
        enqueued: messages that wait for delivery now.
        open_episodes: of metrics and data, those of the tier confirmed that are not over. watched: of the tier watch.
         unreached: why somebody was not told.
        is_late: no evaluation has gone well for too long.
    """

    enqueued: int = 0
    open_episodes: int = 0
    watched: int = 0
    unreached: list[str] = field(default_factory=list)
    is_late: bool = False

    def add(self, told: Told) -> None:
        self.enqueued += told.enqueued
        self.unreached += told.unreached


def evaluate(settings: Settings, checks: Checks = ()) -> Round:
    """Every rule over the marts as they stand. The caller holds the writer lock: the warehouse is opened.

    Args:
        checks: results of the run that built them: name and whether it passed.

    Raises:
        UserError: rules, registries or ledger cannot be used; says why.
    """
    book = read_book(settings)
    done = Round()
    with opened(settings) as ledger, warehouse_reading(settings.warehouse) as connection:
        clock = read_clock(connection)
        with _noted(ledger, clock):
            done.add(data.run(ledger, book, _data_frames(connection, checks), clock))
            done.add(aggregate.run(settings, connection, ledger, book, clock))
            done.add(personal.run(connection, ledger, book, clock))
            done.add(escalation.run(connection, ledger, book, clock))
        _count(ledger, done)
    return done


def evaluate_failure(settings: Settings, checks: Checks) -> Round:
    """The data rules after a run that published nothing: what failed, and what was read before."""
    book = read_book(settings)
    done = Round()
    with opened(settings) as ledger:
        frames = DataFrames(checks=data.checks(checks))
        if settings.warehouse.is_file():
            with warehouse_reading(settings.warehouse) as connection:
                frames = _data_frames(connection, checks)
        now = datetime.now(UTC)
        done.add(data.run(ledger, book, frames, Clock(now, now)))
        _count(ledger, done)
    return done


def escalate(settings: Settings) -> Round:
    """Overdue cases alone; between builds."""
    book = read_book(settings)
    done = Round()
    with opened(settings) as ledger, warehouse_reading(settings.warehouse) as connection:
        done.add(escalation.run(connection, ledger, book, read_clock(connection)))
    return done


def look_after(settings: Settings, expected_hours: float = watch.EXPECTED_HOURS) -> Round:
    """The dead-man's message, when it is due."""
    book = read_book(settings)
    done = Round()
    with opened(settings) as ledger:
        now = datetime.now(UTC)
        done.is_late = watch.is_late(ledger, now, expected_hours)
        if done.is_late:
            done.add(watch.run(ledger, book, Clock(now, now), expected_hours))
    return done


@contextmanager
def _noted(ledger: Ledger, clock: Clock) -> Iterator[None]:
    """An evaluation that fails is written down, so that it is not taken for one that found nothing."""
    try:
        yield
    except Exception:
        with ledger.writing() as transaction:
            evaluations.record(transaction, aggregate.FAMILY, clock.as_of, False, 0, 0, datetime.now(UTC))
        raise


def read_clock(connection: Any) -> Clock:
    """The wall's, and how far every source was read."""
    specs = registry.specs()
    through = data_through(raw_states(connection, list(specs)), specs) or run_start()
    return Clock(datetime.now(UTC), through if through.tzinfo else through.replace(tzinfo=UTC))


def _data_frames(connection: Any, checks: Checks) -> DataFrames:
    specs = registry.specs()
    tools = [tool for tool in raw_states(connection, list(specs)) if not specs[tool].is_own]
    return DataFrames(
        freshness=_read_until(connection, tools), checks=data.checks(checks), loads=reading.loads(connection, tools)
    )


def _read_until(connection: Any, tools: Sequence[str]) -> pd.DataFrame:
    """How far each tool was read, on the clock that runs by: in the sample company that is not the wall's."""
    states = raw_states(connection, list(tools))
    shift = datetime.now(UTC) - run_start()
    rows = [(tool, state.data_through + shift) for tool, state in states.items() if state.data_through]
    return pd.DataFrame(rows, columns=["source", "data_through_at"])


def _count(ledger: Ledger, done: Round) -> None:
    with ledger.reading() as connection:
        rows = episodes.open_episodes(connection)
    done.open_episodes = sum(row["tier"] == "confirmed" for row in rows)
    done.watched = len(rows) - done.open_episodes
