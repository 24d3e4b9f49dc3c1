"""Kills a run at a chosen event and says what the events of a run are.

An event is a file operation below the state directory or an SQL statement handed to DuckDB. Kills at random moments
miss the harmful points, which are a few microseconds wide (between a commit and a rename); kills by event cannot.
What is compared afterwards belongs to the tests, not here.

Runs are forked from a process that has the slow libraries imported already, so that a point costs a run and not a
start.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

SQL_METHODS = ("execute", "executemany", "sql", "query", "begin", "commit", "rollback", "close")
FILE_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod", "shutil.rmtree"}
PHASES = (  # the innermost frame that matches says which phase an event belongs to
    ("/orchestration/publish", "publish"),
    ("/dbt/", "dbt"),
    ("/dlt/load/", "load"),
    ("/dlt/destinations/", "load"),
    ("/dlt/normalize/", "load"),
    ("/dlt/extract/", "extract"),
    ("/ingestion/", "extract"),
)


@dataclass(frozen=True)
class Event:
    """One recorded event: its number in the run, phase, tool being loaded (or None) and what happened."""

    number: int
    phase: str
    tool: str | None
    what: str


class Recorder:
    """Counts events in this process; kills it at ``target`` or writes the list of events to ``log``."""

    def __init__(self, root: Path, target: int | None = None, log: Path | None = None) -> None:
        self.root, self.target, self.log = str(root), target, log
        self.events: list[Event] = []
        self.count = 0
        self.tool: str | None = None
        self.lock = threading.RLock()

    def install(self) -> None:
        sys.addaudithook(self._audit)
        for name in SQL_METHODS:
            self._wrap(name)

    def write(self) -> None:
        assert self.log is not None
        self.log.write_text(json.dumps([[e.number, e.phase, e.tool, e.what] for e in self.events]))

    def _wrap(self, name: str) -> None:
        original = getattr(duckdb.DuckDBPyConnection, name)

        def recorded(connection: duckdb.DuckDBPyConnection, *args: object, **kwargs: object) -> object:
            statement = str(args[0])[:80] if args else name
            self._event(f"sql {statement}")
            result = original(connection, *args, **kwargs)
            self._event(f"after sql {statement}")
            return result

        setattr(duckdb.DuckDBPyConnection, name, recorded)

    def _audit(self, event: str, args: tuple[object, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if isinstance(path, str) and path.startswith(self.root) and (writes or (mode and "w" in str(mode))):
                self._event(f"open {path}")
        elif event in FILE_EVENTS and str(args[0]).startswith(self.root):
            self._event(f"{event} {args[0]}")

    def _event(self, what: str) -> None:
        with self.lock:
            self.count += 1
            if self.target is not None:
                if self.count == self.target:
                    os.kill(os.getpid(), signal.SIGKILL)
                return
            phase, tool = self._where()
            self.tool = tool or (self.tool if phase in {"extract", "load"} else None)
            self.events.append(Event(self.count, phase, self.tool, what.replace(self.root, "")))

    def _where(self) -> tuple[str, str | None]:
        frame, phase, tool = sys._getframe(2), "other", None
        while frame is not None:
            name = frame.f_code.co_filename
            if phase == "other":
                phase = next((label for part, label in PHASES if part in name), "other")
            if name.endswith("ingestion/load.py") and "tool" in frame.f_locals:
                tool = str(frame.f_locals["tool"])
            frame = frame.f_back  # type: ignore[assignment]
        return phase, tool


def fork_run(
    work: Callable[[], int], environment: dict[str, str], output: Path, recorder: Recorder | None = None
) -> int:
    """Run ``work`` in a forked child; its exit code, or minus the signal that ended it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(descriptor, 1)
            os.dup2(descriptor, 2)
            # pytest put its own objects in their place.
            sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
            os.environ.update(environment)
            if recorder is not None:
                recorder.install()
            code = work()
            if recorder is not None and recorder.log is not None:
                recorder.write()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def read_events(log: Path) -> list[Event]:
    return [Event(*row) for row in json.loads(log.read_text())]
