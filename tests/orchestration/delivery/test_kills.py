"""Workers killed at any moment and a mail server that misbehaves lose nothing, and every repeat is the same."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from orchestration.ledger import waiting
from orchestration.ledger.store import open_ledger
from orchestration.ledger.tables import delivery_attempts, outbox
from tests.orchestration.delivery.mail_server import MailServer, serving
from tests.orchestration.ledger.said import put

ROOT = Path(__file__).parents[3]
SECONDS = 100.0


def thirty_percent(seed: int) -> Callable[[str], str | None]:
    """A tenth of the messages each is refused, acknowledged late, or taken without a word; a connection in 30 fails."""
    chance = random.Random(seed)

    def fault(stage: str) -> str | None:
        draw = chance.random()
        if stage == "connect":
            return "drop" if draw < 0.015 else "421 4.3.2 closing" if draw < 0.03 else None
        if stage == "rcpt":
            return "451 4.7.1 greylisted" if draw < 0.05 else None
        if stage == "data":
            return "452 4.3.1 disk full" if draw < 0.05 else "drop" if draw < 0.15 else "slow" if draw < 0.25 else None
        return None

    return fault


def run_and_kill(url: str, events: int, kills: int, seed: int) -> None:
    ledger = open_ledger(url)
    with ledger.writing() as connection:
        frozen = {put(connection, number): number for number in range(events)}
    ledger.close()
    assert len(frozen) == events
    deliver_and_kill(url, kills, seed)


def deliver_and_kill(url: str, kills: int, seed: int) -> None:
    """Send what waits in a ledger while workers are killed and the server misbehaves."""
    ledger = open_ledger(url)
    with ledger.reading() as connection:
        ids = connection.execute(sa.select(outbox.c.message_id)).scalars().all()
        bodies = {message_id: waiting.body(connection, message_id) for message_id in ids}
    events = len(bodies)
    chance = random.Random(seed)
    killed = 0

    def start(server: MailServer) -> subprocess.Popen[bytes]:
        module = "tests.orchestration.delivery.worker_process"
        return subprocess.Popen([sys.executable, "-m", module, url, str(server.port)], cwd=ROOT)

    with serving(MailServer(faults=thirty_percent(seed))) as server:
        workers = [start(server), start(server)]
        end = time.monotonic() + SECONDS
        try:
            while time.monotonic() < end:
                time.sleep(chance.uniform(0.05, 0.9))
                with ledger.reading() as connection:
                    if waiting.is_quiet(connection):
                        break
                if killed < kills and server.taken:
                    victim = chance.randrange(2)
                    workers[victim].send_signal(signal.SIGKILL)
                    workers[victim].wait()
                    workers[victim] = start(server)
                    killed += 1
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
    with ledger.reading() as connection:
        states = waiting.counts(connection)
        outcomes = Counter(connection.execute(sa.select(delivery_attempts.c.outcome)).scalars())
        sent = Counter(
            connection.execute(
                sa.select(delivery_attempts.c.message_id).where(delivery_attempts.c.outcome == "sent")
            ).scalars()
        )
    ledger.close()
    assert states == {("mail", "sent"): events}, "something was lost or never ended"
    assert killed == kills, "the work was over before it was disturbed: the test shows nothing"
    assert {body for _, body, _ in server.taken} == set(bodies.values()), "every copy has the bytes that were frozen"
    copies = Counter(server.ids)
    assert len(copies) == events, "none is lost"
    repeated = sum(copies.values()) - events
    assert repeated <= server.unacknowledged + killed, "a repeat without a reason"
    assert repeated > 0, "nothing was sent twice: the faults did not bite"
    assert server.overlaps == [], "two workers sent the same message at once"
    assert set(sent.values()) == {1}
    assert outcomes["unknown"] <= killed
    assert outcomes["retry"] > events / 20


def test_1200_events_survive_kills_and_a_server_that_misbehaves(tmp_path: Path) -> None:
    run_and_kill(f"sqlite:///{tmp_path / 'ledger.sqlite'}", events=1200, kills=10, seed=4)


def test_so_they_do_in_postgres(postgres_url: str) -> None:
    run_and_kill(postgres_url, events=250, kills=3, seed=5)
