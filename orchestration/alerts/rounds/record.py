"""From an evaluation to the ledger's rows, and to the events that are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from orchestration.alerts.evaluation import Evaluation
from orchestration.alerts.rounds.clock import Clock
from orchestration.ledger import episodes, evaluations
from orchestration.ledger.tables import episode_events
from orchestration.ledger.tables import episodes as episodes_table

Row = dict[str, Any]
COUNTS = frozenset({"n", "last_n", "level"})
# Written by people and by telling, not by an evaluation.
NOT_FOUND = {"acknowledged_at", "acknowledged_by", "snoozed_until", "notified_at", "updated_at"}


def write(connection: sa.Connection, family: str, found: Evaluation, clock: Clock, series: int) -> None:
    """States, episodes, events, and that the evaluation took place."""
    told_at = {event["episode_id"]: clock.now for event, _ in to_tell(found)}
    episodes.put_series_states(connection, found.states.rows(), clock.now)
    columns = [column.name for column in episodes_table.columns if column.name not in NOT_FOUND]
    rows = [{name: row[name] for name in columns} for row in _rows(found.episodes)]
    for is_told in (True, False):
        chosen = [
            {**row, "notified_at": told_at[row["episode_id"]]} if is_told else row
            for row in rows
            if (row["episode_id"] in told_at) is is_told
        ]
        episodes.put_episodes(connection, chosen, clock.now)
    kept = [column.name for column in episode_events.columns if column.name not in {"actor", "recorded_at"}]
    events = [{name: row[name] for name in kept} for row in _rows(found.events)]
    episodes.append_events(connection, events, clock.now)
    evaluations.record(connection, family, clock.as_of, True, series, len(events), clock.now)


def to_tell(found: Evaluation) -> Iterator[tuple[Row, Row]]:
    """The events that carry a message now and are pushed, each with its episode; what is only watched is listed."""
    by_id = {row["episode_id"]: row for row in _rows(found.episodes)}
    for event in _rows(found.events):
        if event["is_told"] and event["is_pushed"] and event["episode_id"] in by_id:
            yield event, by_id[event["episode_id"]]


def _rows(frame: pd.DataFrame) -> Sequence[Row]:
    """Records with None where a frame says NaN, and whole numbers where it says floats for a column of counts."""
    rows = []
    for record in frame.to_dict("records"):
        row = {str(name): None if _is_missing(value) else value for name, value in record.items()}
        row |= {name: int(value) for name, value in row.items() if name in COUNTS and value is not None}
        rows.append(row)
    return rows


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value) or value is pd.NA
