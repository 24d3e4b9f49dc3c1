"""One writer at a time: an operating-system lock beside the warehouse file.

The kernel frees the lock when its holder dies, however it dies, so there is no stale lock to remove. What does not
belong here: queueing of runs (orchestration).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ingestion.errors import LockHeld

POLL_SECONDS = 0.1


def lock_path(warehouse: Path) -> Path:
    """`warehouse.duckdb` is guarded by `warehouse.lock` in the same folder."""
    return warehouse.with_suffix(".lock")


@contextlib.contextmanager
def writer_lock(warehouse: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the warehouse's writer lock.

    Args:
        warehouse: the warehouse file; it need not exist yet.
        wait_seconds: how long to wait for another holder before giving up.

    Raises:
        LockHeld: another process (or another lock in this one) holds it; says who and since when.
    """
    path = lock_path(warehouse)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(handle, path, wait_seconds)
        _sign(handle)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _take(handle: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise _held(handle, path) from None
            time.sleep(POLL_SECONDS)


def _sign(handle: int) -> None:
    holder = {
        "pid": os.getpid(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]) or "python",
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(holder).encode(), 0)


def _held(handle: int, path: Path) -> LockHeld:
    # The holder signs a moment after it takes the lock; until then the file is empty or still carries a dead holder.
    try:
        holder = json.loads(os.pread(handle, 65536, 0))
    except ValueError:
        holder = {}
    return LockHeld(str(path), holder.get("pid"), holder.get("command", ""), holder.get("since", ""))
