"""Draining the outbox: one thread a channel, so that a slow or broken one holds up no other.

A message is claimed alone, sent, and settled together with the claim of the next: a killed worker leaves one message
a channel behind, which is tried again when its lease is over. Does not belong here: what an outcome means (trying).
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime

from orchestration.delivery.carrier import Carrier
from orchestration.delivery.channels.base import Channel
from orchestration.delivery.tally import Tally
from orchestration.ledger import outbox, settling, waiting
from orchestration.ledger.backoff import Patience
from orchestration.ledger.store import Ledger

POLL_SECONDS = 1.0


@dataclass(frozen=True)
class DrainReport:
    """What one drain did, in messages.

    Args:
        released: left behind by workers that ended, now waiting again.
        troubles: channel -> why it was left alone before its messages were through.
        unknown_channels: channel -> messages that wait for a channel which the rules file does not have.
        due: messages that could go now and did not.
    """

    sent: int = 0
    retried: int = 0
    failed: int = 0
    lost: int = 0
    released: int = 0
    troubles: Mapping[str, str] = field(default_factory=dict)
    unknown_channels: Mapping[str, int] = field(default_factory=dict)
    due: int = 0

    @property
    def is_clean(self) -> bool:
        """Nothing failed for good and no channel is in trouble."""
        return not (self.failed or self.troubles or self.unknown_channels)


def drain(
    ledger: Ledger,
    channels: Mapping[str, Channel],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    worker: str | None = None,
    limit: int | None = None,
    budget: float | None = None,
    stop: threading.Event | None = None,
    progress: Callable[[Tally], None] | None = None,
    patience: Patience | None = None,
    known: Collection[str] = (),
) -> DrainReport:
    """Send what is due. Ends when nothing is, or, with a budget, after that many seconds.

    Args:
        now: the clock of leases and back-off; workers of one ledger share the hour to within a minute.
        limit: messages to try at most.
        stop: set from elsewhere to end after the messages under way. An interrupt does the same, and is raised then.
        progress: called after each message.
        known: names of further channels that the rules file has and this drain leaves alone.

    Raises:
        sqlalchemy.exc.DBAPIError: the ledger is gone; what was being sent is tried again later.
    """
    patience = patience or Patience()
    stop = stop or threading.Event()
    tally = Tally(limit, progress)
    end = None if budget is None else time.monotonic() + budget
    name = worker or worker_name()
    carriers = [
        Carrier(ledger, channel, now, name, tally, patience, stop, end)
        for channel in channels.values()
        if not _is_missing(channel, tally)
    ]
    with ThreadPoolExecutor(max(1, len(carriers)), thread_name_prefix="voc-channel") as pool:
        _release(ledger, now, patience, tally)
        running = {pool.submit(carrier.work) for carrier in carriers}
        try:
            while running:
                done, running = wait(running, timeout=POLL_SECONDS)
                for ended in done:
                    ended.result()
                if running:
                    _release(ledger, now, patience, tally)
        finally:
            stop.set()
    with ledger.reading() as connection:
        due = waiting.channels_with_work(connection, now())
        waits = {channel: n for (channel, status), n in waiting.counts(connection).items() if status == outbox.WAITING}
    return DrainReport(
        sent=tally.sent,
        retried=tally.retried,
        failed=tally.failed,
        lost=tally.lost,
        released=tally.released,
        troubles=dict(tally.troubles),
        unknown_channels={name: number for name, number in waits.items() if name not in {*channels, *known}},
        due=sum(number for channel, number in due.items() if channel in channels),
    )


def worker_name() -> str:
    """Unique for this start of this process."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def _is_missing(channel: Channel, tally: Tally) -> bool:
    if channel.missing:
        tally.trouble(channel.name, f"{', '.join(channel.missing)} is not set")
    return bool(channel.missing)


def _release(ledger: Ledger, now: Callable[[], datetime], patience: Patience, tally: Tally) -> None:
    with ledger.reading() as connection:
        if not waiting.has_expired(connection, now()):
            return  # Looking costs nobody anything; releasing locks an SQLite file.
    with ledger.writing() as connection:
        tally.released += len(settling.release_expired(connection, now(), patience))
