"""The loader's working directory: fresh for every load, removed after it, and removed by the next load when its own was
killed. It holds extracted records for a moment, so nothing of it may stay on disk.

State comes back from the warehouse, so nothing is lost with the directory, and no half-finished package can wedge a
later run.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WorkDir:
    """`after_crash`: directories of killed loads were found (and removed) first."""

    path: Path
    after_crash: bool


@contextlib.contextmanager
def fresh(state_dir: Path, warehouse: Path, tool: str) -> Iterator[WorkDir]:
    """Make the working directory of one load. The caller holds the warehouse's lock, so any other is a dead load's."""
    # One folder per warehouse: loads into different warehouses may share a state_dir and hold different locks.
    room = state_dir / "work" / hashlib.md5(str(warehouse.resolve()).encode(), usedforsecurity=False).hexdigest()[:12]
    room.mkdir(parents=True, exist_ok=True)
    stale = sorted(room.iterdir())
    # Whether a load died is written down before its traces go: a death in this very clean-up must not hide it.
    mark = room / ".crashed"
    if stale:
        mark.touch()
    for leftover in stale:
        if leftover != mark:
            shutil.rmtree(leftover, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=f"{tool}-", dir=room))
    try:
        yield WorkDir(path, after_crash=bool(stale))
        mark.unlink(missing_ok=True)
    finally:
        shutil.rmtree(path, ignore_errors=True)
