"""One line of progress from wherever work is done to whoever shows it.

A step does not know whether a person is watching (`voc run`) or a daemon is: it reports, and the command listens.
"""

from __future__ import annotations

from collections.abc import Callable

# Called with the line and whether it is passing: a passing line is replaced by the next one where there is a terminal.
Listener = Callable[[str, bool], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener` with every line from now on; the returned function ends that."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def report(line: str) -> None:
    """Something is done. Lines carry names and counts, never records."""
    _tell(line, False)


def passing(line: str) -> None:
    """Something is under way; the next line replaces this one."""
    _tell(line, True)


def _tell(line: str, is_passing: bool) -> None:
    for listener in list(_listeners):
        listener(line, is_passing)
