"""A drain: channels do not hold each other up, nothing a channel does ends it, and it stops when asked."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
import sqlalchemy as sa

from orchestration.delivery.channels.base import Channel, Send
from orchestration.delivery.outcomes import Refused, Retry
from orchestration.delivery.worker import drain, worker_name
from orchestration.ledger import outbox, settling, waiting
from orchestration.ledger.backoff import Patience
from orchestration.ledger.outbox import Claim
from orchestration.ledger.store import Ledger, open_ledger
from tests.orchestration.ledger.said import Clock, put

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, kw_only=True)
class Told(Channel):
    """A channel that does what a test says with each message; no mock of ours, the worker knows no other kind."""

    kind: ClassVar[str] = "told"
    does: Callable[[Claim], None] = lambda claim: None
    got: list[str] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[Send]:
        self.opened.append(1)
        yield self._send

    def _send(self, claim: Claim) -> None:
        self.does(claim)
        self.got.append(claim.message_id)


def fill(ledger: Ledger, channel: Channel, number: int, first: int = 0) -> list[str]:
    with ledger.writing() as connection:
        return [put(connection, n, channel, "somebody") for n in range(first, first + number)]


def rows(ledger: Ledger, *statuses: str) -> list[sa.RowMapping]:
    with ledger.reading() as connection:
        return list(waiting.in_status(connection, statuses, 999))


def test_a_channel_that_hangs_does_not_hold_up_another(ledger: Ledger) -> None:
    go_on = threading.Event()
    slow = Told(name="slow", does=lambda claim: go_on.wait(10) and None)
    quick = Told(name="quick")
    fill(ledger, slow, 1)
    fill(ledger, quick, 30)
    working = threading.Thread(target=drain, args=(ledger, {"slow": slow, "quick": quick}))
    working.start()
    end = time.monotonic() + 8
    while (len(rows(ledger, "sent")) < 30 or not rows(ledger, "sending")) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(rows(ledger, "sent")) == 30
    assert [row["channel"] for row in rows(ledger, "sending")] == ["slow"]
    go_on.set()
    working.join()
    assert len(rows(ledger, "sent")) == 31


def test_a_message_that_is_always_refused_holds_up_nobody(ledger: Ledger) -> None:
    def does(claim: Claim) -> None:
        if claim.message_id in poison:
            raise Refused("HTTP 400")

    channel = Told(name="told", does=does)
    poison = fill(ledger, channel, 20)[:7]
    report = drain(ledger, {"told": channel}, Clock())
    assert (report.sent, report.failed, report.due) == (13, 7, 0)
    assert report.troubles == {}


def test_a_message_that_breaks_the_program_is_told_by_place_and_holds_up_nobody(ledger: Ledger) -> None:
    def does(claim: Claim) -> None:
        if claim.message_id in poison:
            raise KeyError("mia@example.org wrote: I hate you")

    channel = Told(name="told", does=does)
    poison = fill(ledger, channel, 9)[:2]
    report = drain(ledger, {"told": channel}, Clock())
    assert (report.sent, report.retried) == (7, 2)
    for row in rows(ledger, "waiting"):
        assert row["last_error"].startswith("a fault of the program: KeyError in test_worker.py:")
        assert "mia" not in row["last_error"]


def test_messages_for_a_channel_that_is_gone_stay_and_are_told(ledger: Ledger) -> None:
    fill(ledger, Told(name="gone"), 3)
    report = drain(ledger, {"told": Told(name="told")}, Clock())
    assert report.unknown_channels == {"gone": 3}
    assert not report.is_clean
    assert drain(ledger, {"gone": Told(name="gone")}, Clock()).sent == 3


def test_a_limit_is_kept_over_all_channels(ledger: Ledger) -> None:
    channels = {name: Told(name=name) for name in ("a", "b", "c")}
    for channel in channels.values():
        fill(ledger, channel, 5)
    report = drain(ledger, channels, Clock(), limit=7)
    assert (report.sent, report.due) == (7, 8)


def test_progress_counts_each_message(ledger: Ledger) -> None:
    channel = Told(name="told")
    fill(ledger, channel, 5)
    seen: list[int] = []
    drain(ledger, {"told": channel}, Clock(), progress=lambda tally: seen.append(tally.sent))
    assert seen == [1, 2, 3, 4, 5]


def test_a_stop_ends_after_the_message_under_way(ledger: Ledger) -> None:
    stop = threading.Event()
    channel = Told(name="told", does=lambda claim: stop.set())
    fill(ledger, channel, 5)
    report = drain(ledger, {"told": channel}, Clock(), stop=stop)
    assert (report.sent, report.due) == (1, 4)
    assert rows(ledger, "sending") == [], "nothing is left under a lease"


def test_with_a_budget_what_becomes_due_meanwhile_is_sent(ledger: Ledger) -> None:
    tries: list[str] = []

    def does(claim: Claim) -> None:
        tries.append(claim.message_id)
        if len(tries) == 1:
            raise Retry("HTTP 503", is_channel=True)

    channel = Told(name="told", does=does)
    fill(ledger, channel, 2)
    later = threading.Timer(0.5, fill, (ledger, channel, 1, 7))
    later.start()
    stop = threading.Event()
    patience = Patience(first_seconds=0.05, lease_seconds=60)
    reports = []
    working = threading.Thread(
        target=lambda: reports.append(drain(ledger, {"told": channel}, budget=20, stop=stop, patience=patience))
    )
    working.start()
    end = time.monotonic() + 15
    while len(rows(ledger, "sent")) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    working.join()
    assert (reports[0].sent, reports[0].retried, reports[0].troubles) == (3, 1, {}), "a trouble that is over is none"


def test_an_expired_lease_is_taken_up_by_the_next_drain(ledger: Ledger) -> None:
    clock = Clock()
    channel = Told(name="told")
    (message_id,) = fill(ledger, channel, 1)
    with ledger.writing() as connection:
        outbox.claim(connection, "dead", clock(), ["told"])
    assert drain(ledger, {"told": channel}, clock).sent == 0
    clock.pass_by(Patience().lease_seconds)
    report = drain(ledger, {"told": channel}, clock)
    assert (report.released, report.sent) == (1, 1)
    with ledger.reading() as connection:
        outcomes = [attempt["outcome"] for attempt in waiting.attempts(connection, message_id)]
    assert outcomes == ["unknown", "sent"]


def test_a_worker_that_slept_through_its_lease_does_not_send(ledger: Ledger) -> None:
    """A laptop that was closed between claim and send: meanwhile another worker may have the message."""
    calls = iter(range(10**6))

    class Asleep(Clock):
        def __call__(self):  # type: ignore[no-untyped-def]
            # The look at the outbox, the claim: then the lid is closed.
            return self.now if next(calls) < 3 else self.pass_by(Patience().lease_seconds)

    channel = Told(name="told")
    fill(ledger, channel, 1)
    report = drain(ledger, {"told": channel}, Asleep())
    assert channel.got == []
    assert report.sent == 0


def test_who_took_longer_than_its_lease_is_told_and_the_message_is_not_sent_a_third_time(ledger: Ledger) -> None:
    clock = Clock()

    def does(claim: Claim) -> None:
        clock.pass_by(Patience().lease_seconds)
        with ledger.writing() as connection:
            settling.release_expired(connection, clock())

    channel = Told(name="told", does=does)
    fill(ledger, channel, 1)
    report = drain(ledger, {"told": channel}, clock, limit=1)
    assert (report.sent, report.lost) == (0, 1)
    assert len(rows(ledger, "sent")) == 1


def test_a_ledger_that_blinks_after_a_send_does_not_cause_a_second_one(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    blinks = [2]
    real = settling.settle_sent

    def settle(connection: sa.Connection, *rest: object) -> bool:
        if blinks[0]:
            blinks[0] -= 1
            raise sa.exc.OperationalError("update", {}, Exception("the database is starting up"))
        return real(connection, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(settling, "settle_sent", settle)
    channel = Told(name="told")
    fill(ledger, channel, 1)
    assert drain(ledger, {"told": channel}, Clock()).sent == 1
    assert len(channel.got) == 1


def test_a_database_that_drops_every_connection_meanwhile_does_not_cause_a_second_send(postgres_url: str) -> None:
    import psycopg

    def does(claim: Claim) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )

    ledger = open_ledger(postgres_url)
    channel = Told(name="told", does=does)
    fill(ledger, channel, 5)
    assert drain(ledger, {"told": channel}, Clock()).sent == 5
    assert len(channel.got) == len(set(channel.got)) == 5
    ledger.close()


def test_a_ledger_that_is_gone_ends_the_drain_loudly(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def settle(*rest: object) -> bool:
        raise sa.exc.OperationalError("update", {}, Exception("no route to host"))

    monkeypatch.setattr(settling, "settle_sent", settle)
    monkeypatch.setattr("orchestration.delivery.carrier.SETTLE_TRIES", 1)
    channel = Told(name="told")
    fill(ledger, channel, 1)
    with pytest.raises(sa.exc.OperationalError):
        drain(ledger, {"told": channel}, Clock())
    assert len(rows(ledger, "sending")) == 1, "tried again when its lease is over, with the same id"


def test_a_workers_name_is_its_own() -> None:
    assert worker_name() != worker_name()
    assert len(worker_name()) <= 120


STOPPED = """
import sys, time
from contextlib import contextmanager
from dataclasses import dataclass
from orchestration.cli import main
from orchestration.cli import outbox
from orchestration.delivery.channels.file import File

class Slow(File):
    @contextmanager
    def open(self):
        def send(claim):
            print("sending", flush=True)
            time.sleep(1)
            print("sent", flush=True)
        yield send

import argparse, signal
from pathlib import Path
outbox.configured_channels = lambda settings: {"told": Slow(name="told", folder=Path("/nowhere"))}
signal.signal(signal.SIGTERM, signal.default_int_handler)
try:
    outbox.drain(argparse.Namespace(channel=None, seconds=60.0))
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def test_being_terminated_finishes_what_is_under_way(state_dir: Path) -> None:
    state_dir.mkdir()
    ledger = open_ledger(f"sqlite:///{state_dir / 'ledger.sqlite'}")
    fill(ledger, Told(name="told"), 5)
    working = subprocess.Popen([sys.executable, "-c", STOPPED], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert working.stdout
    while "sending" not in working.stdout.readline():
        pass
    working.send_signal(signal.SIGTERM)
    rest = working.communicate(timeout=20)[0]
    assert "sent" in rest
    assert rest.rstrip().endswith("stopped")
    assert len(rows(ledger, "sent")) == 1
    assert rows(ledger, "sending") == []
    ledger.close()
