"""Instants: the run's clock and the closed windows that a resource reads.

A window ends at the run's start, never later: what arrives while we read belongs to the next run. A cursor never passes
the run's start either, so that one record stamped 2099 cannot end a feed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FUTURE_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """What one resource reads: from `start` (None: from the beginning) to `end`, both included."""

    start: datetime | None
    end: datetime

    def start_iso(self) -> str | None:
        return iso(self.start) if self.start else None

    def end_iso(self) -> str:
        return iso(self.end)


class Clock:
    """Gives every landed row its own instant, in microseconds, that no other row of the tool has or will have.

    It runs from the run's start at real speed (also when VOC_NOW moved the start) and never falls below `floor`, the
    newest instant already stored: the version that was extracted last must also say so.
    """

    def __init__(self, start: datetime, floor: int = 0) -> None:
        self._start = micros(start)
        self._began = time.monotonic()
        self._last = floor

    def now(self) -> datetime:
        return EPOCH + timedelta(microseconds=self._elapsed())

    def take(self, rows: int) -> int:
        """The first of `rows` consecutive microseconds since 1970."""
        first = max(self._elapsed(), self._last + 1)
        self._last = first + rows - 1
        return first

    def _elapsed(self) -> int:
        return self._start + int((time.monotonic() - self._began) * 1_000_000)


def iso(instant: datetime) -> str:
    """`2026-09-30T23:59:59Z`, with a fraction only when there is one."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def epoch(instant: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return int(instant.timestamp())


def from_iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def micros(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)
