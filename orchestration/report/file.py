"""The page as a file: whole or not at all, and for its owner alone."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from orchestration.lib.errors import UserError

ONLY_ITS_OWNER = 0o600


def put(target: Path, text: str) -> Path:
    """Write beside the target, then take its place.

    Raises:
        UserError: the folder cannot be written.
    """
    target = target.expanduser().absolute()
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, ONLY_ITS_OWNER)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            os.fchmod(out.fileno(), ONLY_ITS_OWNER)
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise UserError(f"{target} cannot be written: {error.strerror or error}. Name another file.") from error
    return target
