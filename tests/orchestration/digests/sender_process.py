"""Sends what is due, as a process of its own that can be told to die at a statement of its transaction."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from orchestration.digests.rounds.sending import send_due
from orchestration.lib.settings import Settings
from tests.orchestration.digests.stand_in import stand_in


def main(now: str, dies_at: str) -> None:
    """`dies_at`: the number of an insert into the ledger, or `commit`; 0 for never."""
    if dies_at != "0":
        _die(dies_at)
    for outcome in send_due(Settings.ready(), datetime.fromisoformat(now), composer=stand_in(), wait=60):
        sys.stdout.write(f"{outcome.what} {outcome.enqueued}\n")


def _die(at: str) -> None:
    inserts = 0

    def die(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def count(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        nonlocal inserts
        inserts += statement.startswith("INSERT")
        if inserts == int(at):
            die()

    if at != "commit":
        sa.event.listen(sa.Engine, "before_cursor_execute", count)
        return

    def watch(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO outbox"):
            sa.event.listen(connection, "commit", die)

    sa.event.listen(sa.Engine, "before_cursor_execute", watch)


if __name__ == "__main__":
    main(*sys.argv[1:])
