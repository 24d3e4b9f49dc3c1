"""What `voc` shows: lines, and on a terminal one passing line that says what is going on right now."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Sequence
from typing import TextIO

QUIET_SECONDS = 10.0  # Without a terminal a passing line is shown this often at most.


class Console:
    """Writes plain text; nothing but the passing line depends on there being a terminal."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._is_terminal = self._out.isatty()
        self._started = time.monotonic()
        self._last_passing = self._started
        self._width = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def line(self, text: str = "") -> None:
        """A line that stays."""
        self._clear()
        self._out.write(f"{text}\n")
        self._out.flush()

    def progress(self, text: str, is_passing: bool = False) -> None:
        """A line about the work, with the time it came at."""
        stamped = f"{int(self.seconds) // 60:>3}:{int(self.seconds) % 60:02}  {text}"
        if not is_passing:
            self.line(stamped)
        elif self._is_terminal:
            self._clear()
            shown = stamped[: shutil.get_terminal_size().columns - 1]
            self._out.write(f"\r{shown}")
            self._out.flush()
            self._width = len(shown)
        elif time.monotonic() - self._last_passing > QUIET_SECONDS:
            self._last_passing = time.monotonic()
            self.line(stamped)

    def _clear(self) -> None:
        if self._width:
            self._out.write("\r" + " " * self._width + "\r")
            self._width = 0


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns in plain text: the first to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (header, *rows)
    ]


def has_screen() -> bool:
    """Whether a browser that opens would be seen: a person at a desktop; no server, container or pipe."""
    if not sys.stdout.isatty() or os.environ.get("CI"):
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
