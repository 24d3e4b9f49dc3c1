"""`voc alerts list`, `ack`, `snooze`: what is open in the ledger, and what people say about it."""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from orchestration.cli.console import Console, table
from orchestration.ledger import episodes
from orchestration.ledger.store import opened
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

ID = 12


def listed(arguments: argparse.Namespace) -> int:
    """Always exit code 0."""
    del arguments
    with opened(Settings.ready()) as ledger, ledger.reading() as connection:
        found = episodes.open_episodes(connection)
    rows = [
        [
            row["episode_id"][:ID],
            row["rule"],
            row["dimension_value"] or "-",
            row["tier"],
            _status(row),
            f"{row['opened_on']}",
            _number(row["last_value"]),
            _number(row["limit_value"]),
            "-" if row["last_n"] is None else f"{row['last_n']:,}",
            row["owner"] or "-",
        ]
        for row in found
    ]
    console = Console()
    heads = ["episode", "rule", "group", "tier", "status", "since", "value", "limit", "n", "owner"]
    for line in table(heads, rows) if rows else ["Nothing is open."]:
        console.line(line)
    return 0


def acknowledge(arguments: argparse.Namespace) -> int:
    """Exit code 0; an episode that is over or unknown is a user's mistake."""
    with opened(Settings.ready()) as ledger, ledger.writing() as connection:
        row = _one(connection, arguments.episode)
        if not episodes.acknowledge(connection, row["episode_id"], arguments.by or getpass.getuser()):
            raise UserError(f"Episode {row['episode_id'][:ID]} is {row['status']}: there is nothing to acknowledge.")
    Console().line(f"Acknowledged: {row['rule']}, {row['dimension_value'] or '-'}. Worsening is still told.")
    return 0


def snooze(arguments: argparse.Namespace) -> int:
    """Exit code 0; a snooze into the past is a user's mistake."""
    now = datetime.now(UTC)
    until = datetime.combine(arguments.until, time(), UTC) if arguments.until else now + timedelta(days=arguments.days)
    if until <= now:
        raise UserError(f"--until {arguments.until} is over: name a day to come.")
    with opened(Settings.ready()) as ledger, ledger.writing() as connection:
        row = _one(connection, arguments.episode)
        if not episodes.snooze(connection, row["episode_id"], arguments.by or getpass.getuser(), until):
            raise UserError(f"Episode {row['episode_id'][:ID]} is over already.")
    Console().line(f"Silent until {until:%Y-%m-%d %H:%M} UTC: {row['rule']}, {row['dimension_value'] or '-'}.")
    return 0


def _one(connection: Any, beginning: str) -> Any:
    found = episodes.find(connection, beginning)
    if len(found) != 1:
        what = "No episode begins" if not found else "More than one episode begins"
        raise UserError(f"{what} with {beginning}: `voc alerts list` shows their ids.")
    return found[0]


def _status(row: Any) -> str:
    until = row["snoozed_until"]
    return f"snoozed until {until:%Y-%m-%d}" if row["status"] == "snoozed" and until else str(row["status"])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"
