"""One connection to a checked address, with an end: a receiver that answers a byte a minute must not outlive a lease.

Socket time-outs are per read. Does not belong here: what is spoken on the connection.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from orchestration.delivery.addresses import checked_addresses
from orchestration.delivery.outcomes import Retry

MOST_SECONDS = 120.0  # The longest limit a channel may set; the outbox' lease is longer.


class Deadline:
    """Shuts the watched socket down when the time is over; whoever reads or writes there gets an OSError."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        self._socket = None

    @property
    def left(self) -> float:
        """Seconds left; more than nothing, since 0 means something else to a socket."""
        return max(0.001, self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end

    def watch(self, opened: socket.socket) -> None:
        self._socket = opened

    def _cut(self) -> None:
        watched = self._socket
        if watched is not None:
            with suppress(OSError):
                # Of the plain class: the TLS one forgets its state first, under the feet of the thread that uses it.
                socket.socket.shutdown(watched, socket.SHUT_RDWR)


def connected(host: str, port: int, allow_private: bool, deadline: Deadline, is_clear: bool = False) -> socket.socket:
    """A TCP connection to the first address of the host that takes one; all of them have been checked.

    Raises:
        Retry: for the whole channel.
    """
    addresses = checked_addresses(host, port, allow_private, is_clear)
    for number, address in enumerate(addresses):
        try:
            opened = socket.create_connection((address, port), timeout=deadline.left / (len(addresses) - number))
        except OSError:
            continue
        opened.settimeout(deadline.left)
        deadline.watch(opened)
        return opened
    raise Retry("no connection to the receiver", is_channel=True)


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Certificates of the machine's store, or of the channel's own file."""
    if ca_file is not None:
        try:
            return ssl.create_default_context(cafile=ca_file)
        except OSError:
            raise Retry("the channel cannot be used: its ca_file cannot be read", is_channel=True) from None
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if os.name == "posix" and paths.cafile is None and paths.capath is None:
        import certifi  # A machine without a store; requests brings this along.

        context.load_verify_locations(certifi.where())
    return context
