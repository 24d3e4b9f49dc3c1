"""Who may write to the warehouse in this process: the operating system's lock, taken once and shared by nested writers.

The lock itself is ingestion's. It is not re-entrant (a second handle of the same process waits for the first), and a
headless run holds it around all its steps, while the same steps started by the daemon take it one by one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from ingestion.lock import writer_lock

_held: set[Path] = set()


@contextlib.contextmanager
def writing(warehouse: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the writer lock; free when this process already holds it. Raises ingestion.errors.LockHeld."""
    if warehouse in _held:
        yield
        return
    with writer_lock(warehouse, wait_seconds):
        _held.add(warehouse)
        try:
            yield
        finally:
            _held.discard(warehouse)
