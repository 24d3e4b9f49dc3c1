"""What a drain counts while its threads work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Tally:
    """Shared by the threads of one drain."""

    def __init__(self, limit: int | None = None, progress: Callable[[Any], None] | None = None) -> None:
        self.sent = self.retried = self.failed = self.lost = self.released = 0
        self.troubles: dict[str, str] = {}
        self._left = limit
        self._progress = progress
        self._lock = threading.Lock()

    def may_try(self) -> bool:
        """Take one of the limit's tries; False when they are used up."""
        with self._lock:
            if self._left is None:
                return True
            self._left -= 1
            return self._left >= 0

    def give_back(self) -> None:
        """There was nothing to try."""
        with self._lock:
            if self._left is not None:
                self._left += 1

    def count(self, became: str) -> None:
        with self._lock:
            name = "retried" if became == "retry" else became
            setattr(self, name, getattr(self, name) + 1)
            if self._progress is not None:
                self._progress(self)

    def trouble(self, channel: str, reason: str) -> None:
        with self._lock:
            self.troubles[channel] = reason

    def no_trouble(self, channel: str) -> None:
        with self._lock:
            self.troubles.pop(channel, None)
