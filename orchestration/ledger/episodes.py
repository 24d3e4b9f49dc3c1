"""Episodes of rules: their state and events, what the state machine remembers, and what people say about them.

Does not belong here: deciding that one opens, worsens or ends (orchestration.alerts), telling anybody (the outbox).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from orchestration.ledger.ids import stable_id
from orchestration.ledger.rows import Row, add_new, put
from orchestration.ledger.tables import episode_events, episodes, series_states

PENDING, OPEN, ACKNOWLEDGED, SNOOZED, RESOLVED = "pending", "open", "acknowledged", "snoozed", "resolved"
# What a person said; an evaluation that began before it must not take it back.
SAID = ("acknowledged_at", "acknowledged_by", "snoozed_until")


def put_series_states(connection: sa.Connection, rows: Sequence[Row], now: datetime | None = None) -> None:
    """Insert or replace. Columns but for `updated_at` as in tables.series_states."""
    put(connection, series_states, [{**row, "updated_at": now or datetime.now(UTC)} for row in rows])


def read_series_states(connection: sa.Connection, rules: Collection[str] | None = None) -> Sequence[sa.RowMapping]:
    return connection.execute(_of_rules(sa.select(series_states), series_states, rules)).mappings().all()


def put_episodes(connection: sa.Connection, rows: Sequence[Row], now: datetime | None = None) -> None:
    """Insert or replace what an evaluation found; all rows name the same columns.

    Acknowledged or snoozed meanwhile stays so, unless the row resolves the episode or names `acknowledged_at` or
    `snoozed_until` itself (it worsened, the snooze is over).
    """
    said = _said(connection, [row["episode_id"] for row in rows])
    kept = [{**row, "status": _status(row, said.get(row["episode_id"]))} for row in rows]
    put(connection, episodes, [{**row, "updated_at": now or datetime.now(UTC)} for row in kept])


def append_events(connection: sa.Connection, rows: Sequence[Row], now: datetime | None = None) -> list[str]:
    """Write the events that are not there yet; the ids of the new ones."""
    stamped = [{"actor": None, **row, "recorded_at": now or datetime.now(UTC)} for row in rows]
    return add_new(connection, episode_events, stamped)


def open_episodes(connection: sa.Connection, rules: Collection[str] | None = None) -> Sequence[sa.RowMapping]:
    """All that are not resolved, the longest first."""
    query = _of_rules(sa.select(episodes).where(episodes.c.status != RESOLVED), episodes, rules)
    return connection.execute(query.order_by(episodes.c.opened_on, episodes.c.episode_id)).mappings().all()


def spoken_of(connection: sa.Connection, limit: int) -> Sequence[sa.RowMapping]:
    """Those that readers hear of, the newest first: not the pending ones, nor those that another one speaks for."""
    query = (
        sa.select(episodes)
        .where(episodes.c.inhibited_by.is_(None), episodes.c.status != PENDING)
        .order_by(episodes.c.opened_on.desc(), episodes.c.episode_id)
        .limit(limit)
    )
    return connection.execute(query).mappings().all()


def events_of(connection: sa.Connection, episode_id: str) -> Sequence[sa.RowMapping]:
    query = sa.select(episode_events).where(episode_events.c.episode_id == episode_id)
    order = (episode_events.c.happened_on, episode_events.c.recorded_at, episode_events.c.event_id)
    return connection.execute(query.order_by(*order)).mappings().all()


def find(connection: sa.Connection, beginning: str) -> Sequence[sa.RowMapping]:
    """The episodes whose id begins so; three at most."""
    query = sa.select(episodes).where(episodes.c.episode_id.startswith(beginning, autoescape=True))
    return connection.execute(query.order_by(episodes.c.episode_id).limit(3)).mappings().all()


def acknowledge(connection: sa.Connection, episode_id: str, actor: str, now: datetime | None = None) -> bool:
    """Somebody has it in hand. False when it is resolved, unknown, or acknowledged already."""
    now = now or datetime.now(UTC)
    values = {"status": ACKNOWLEDGED, "acknowledged_at": now, "acknowledged_by": actor, "snoozed_until": None}
    return _say(connection, episode_id, "acknowledged", (PENDING, OPEN, SNOOZED), values, actor, now)


def snooze(
    connection: sa.Connection, episode_id: str, actor: str, until: datetime, now: datetime | None = None
) -> bool:
    """Not before `until`. False when it is resolved or unknown.

    Raises:
        ValueError: `until` is over already.
    """
    now = now or datetime.now(UTC)
    if until <= now:
        raise ValueError("A snooze ends in the future.")
    values = {"status": SNOOZED, "snoozed_until": until, "acknowledged_by": actor}
    return _say(connection, episode_id, "snoozed", (PENDING, OPEN, ACKNOWLEDGED, SNOOZED), values, actor, now)


def end_snoozes(connection: sa.Connection, now: datetime | None = None) -> list[str]:
    """Open again what was snoozed until now; the episodes' ids. Called before an evaluation reads the states."""
    now = now or datetime.now(UTC)
    over = (
        sa.update(episodes)
        .where(episodes.c.status == SNOOZED, episodes.c.snoozed_until <= now)
        .values(status=OPEN, snoozed_until=None, updated_at=now)
        .returning(episodes.c.episode_id)
    )
    return list(connection.execute(over).scalars())


def _say(
    connection: sa.Connection,
    episode_id: str,
    kind: str,
    statuses: Sequence[str],
    values: dict[str, Any],
    actor: str,
    now: datetime,
) -> bool:
    if not actor.strip():
        raise ValueError("Who says so is part of it.")
    found = connection.execute(
        sa.update(episodes)
        .where(episodes.c.episode_id == episode_id, episodes.c.status.in_(statuses))
        .values(**{**values, "acknowledged_by": actor[:120]}, updated_at=now)
        .returning(episodes.c.last_value, episodes.c.limit_value, episodes.c.last_n)
    ).first()
    if found is None:
        return False
    value, limit, n = found
    event = {
        "event_id": stable_id("episode", episode_id, kind, actor, now),
        "episode_id": episode_id,
        "kind": kind,
        "happened_on": now.astimezone(UTC).date(),
        "value": value,
        "limit_value": limit,
        "n": n,
        "actor": actor,
    }
    append_events(connection, [event], now)
    return True


def _said(connection: sa.Connection, ids: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(ids), 10_000):
        query = (
            sa.select(episodes.c.episode_id, episodes.c.status)
            .where(episodes.c.episode_id.in_(ids[start : start + 10_000]))
            .where(episodes.c.status.in_([ACKNOWLEDGED, SNOOZED]))
            .with_for_update()
        )
        found.update({row.episode_id: row.status for row in connection.execute(query)})
    return found


def _status(row: Row, said: str | None) -> str:
    is_for_evaluation = row["status"] == RESOLVED or any(name in row for name in SAID)
    return str(row["status"]) if said is None or is_for_evaluation else said


def _of_rules(query: Any, table: sa.Table, rules: Collection[str] | None) -> Any:
    return query if rules is None else query.where(table.c.rule.in_(list(rules)))
