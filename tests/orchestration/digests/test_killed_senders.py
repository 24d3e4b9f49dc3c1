"""300 recipients: a sender that is killed leaves all of an edition or nothing, two at once make one, and none is lost
on its way through a mail server that misbehaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.ledger.store import open_ledger
from orchestration.ledger.tables import digests, outbox
from orchestration.lib.settings import Settings
from tests.orchestration.delivery.test_kills import deliver_and_kill
from tests.orchestration.digests.conftest import NOW, SUPPORT, Publish

ROOT = Path(__file__).parents[3]
READERS = 300
KILLED = -signal.SIGKILL


@pytest.fixture
def waiting(settings: Settings, publish: Publish, subscribed: Callable[[str], None], url: str) -> str:
    """Everything is there for a digest to 300 readers; the ledger's address."""
    readers = ", ".join(f"reader{number}@company.example" for number in range(READERS))
    subscribed(SUPPORT.replace("support_lead, somebody@company.example", readers))
    publish()
    os.environ["VOC_LEDGER_URL"] = url
    open_ledger(url).close()
    return url


def start(dies_at: int | str = 0) -> subprocess.Popen[str]:
    module = "tests.orchestration.digests.sender_process"
    command = [sys.executable, "-m", module, NOW.isoformat(), str(dies_at)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def written(url: str) -> tuple[int, int]:
    """Editions and their messages."""
    ledger = open_ledger(url)
    try:
        with ledger.reading() as connection:
            count = sa.select(sa.func.count())
            return (
                connection.execute(count.select_from(digests)).scalar_one(),
                connection.execute(count.select_from(outbox)).scalar_one(),
            )
    finally:
        ledger.close()


@pytest.mark.parametrize("dies_at", [1, READERS // 2, "commit"])
def test_a_sender_that_dies_in_its_transaction_leaves_nothing_and_the_next_sends_all(
    waiting: str, dies_at: int | str
) -> None:
    assert start(dies_at).wait() == KILLED
    assert written(waiting) == (0, 0)
    sender = start()
    assert sender.communicate()[0] == f"sent {READERS}\n"
    again = start()
    assert again.communicate()[0] == ""
    assert written(waiting) == (1, READERS)


def test_senders_killed_at_any_moment_never_make_a_second_edition_and_every_mail_arrives(waiting: str) -> None:
    chance = random.Random(11)
    began = time.monotonic()
    assert start().wait() == 0
    whole = time.monotonic() - began
    ledger = open_ledger(waiting)
    with ledger.writing() as connection:
        connection.execute(sa.delete(outbox))
        connection.execute(sa.delete(digests))
    ledger.close()
    kills = 0
    for _ in range(4):
        sender = start()
        # Mostly in its last third, where it writes.
        time.sleep(whole * chance.uniform(0.5, 1.05))
        sender.kill()
        was_killed = sender.wait() == KILLED
        kills += was_killed
        # Who was measured on a busy machine and is done before it is killed is killed earlier the next time.
        whole *= 1 if was_killed else 0.6
        assert written(waiting) in [(0, 0), (1, READERS)]
    assert start().wait() == 0
    assert written(waiting) == (1, READERS)
    assert kills
    deliver_and_kill(waiting, kills=3, seed=7)


def test_two_senders_at_once_make_one_edition(waiting: str) -> None:
    senders = [start() for _ in range(3)]
    said = sorted(sender.communicate()[0] for sender in senders)
    assert written(waiting) == (1, READERS)
    assert said.count(f"sent {READERS}\n") == 1, said
