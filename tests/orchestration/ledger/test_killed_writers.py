"""A writer that is killed leaves events with their messages or neither, and the next one completes the work."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from orchestration.ledger.store import open_ledger
from orchestration.ledger.tables import episode_events, outbox
from tests.orchestration.ledger.said import message
from tests.orchestration.ledger.writer_process import A_TRANSACTION

ROOT = Path(__file__).parents[3]
EVENTS = {"sqlite": 1200, "postgresql": 400}


def test_events_and_messages_are_written_together_or_not_at_all(url: str) -> None:
    ledger = open_ledger(url)
    chance = random.Random(3)
    number = EVENTS[url.partition(":")[0]]
    command = [sys.executable, "-m", "tests.orchestration.ledger.writer_process", url, str(number)]
    kills = 0

    def written() -> tuple[set[str], set[str]]:
        with ledger.reading() as connection:
            return (
                set(connection.execute(sa.select(episode_events.c.event_id)).scalars()),
                set(connection.execute(sa.select(outbox.c.event_id)).scalars()),
            )

    def messages() -> int:
        with ledger.reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one())

    reached = 0
    for _ in range(40):
        writer = subprocess.Popen(command, cwd=ROOT)
        # Killed at a random moment after it wrote something new, so that the work goes on whatever the machine does.
        target = reached + A_TRANSACTION * chance.randint(3, 15)
        while writer.poll() is None and messages() < target:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.01))
        writer.kill()
        if writer.wait() == 0:
            break
        kills += 1
        events, told = written()
        assert events == told
        assert len(told) % A_TRANSACTION == 0
        reached = len(told)
    assert written() == ({message(n).key for n in range(number)},) * 2
    assert kills >= 2
    ledger.close()
