"""A simulated company and runs against it, as the end-to-end tests need them: the real command, forked so that a run
costs no imports."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def runner() -> subprocess.Popen[str]:
    """The process that forks runs: one for all tests of this process, ended with it (its standard input closes)."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.runner"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(company: Path, faults: str = "none") -> Iterator[dict[str, str]]:
    """Serve a generated company from its own process; yields the variables that point a run at it."""
    ready = company / "connection.json"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "sample_company", "serve", "--dir", str(company), "--faults", faults]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not ready.exists():
            assert server.poll() is None, "the sample company ended before it was ready"
            assert time.monotonic() < deadline, "the sample company was not ready within a minute"
            time.sleep(0.05)
        connection = json.loads(ready.read_text())
        yield {**connection["environment"], "VOC_NOW": connection["now"]}
    finally:
        server.terminate()
        server.wait()


class State:
    """One state directory: a warehouse with all that belongs to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def log(self) -> Path:
        return self.folder / "run.log"

    def copy(self, folder: Path) -> State:
        shutil.copytree(self.folder, folder)
        return State(folder)

    def run(
        self, environment: dict[str, str], *arguments: str, target: int | None = None, log: Path | None = None
    ) -> int:
        """``voc run`` with these variables only; gives its exit code (negative: the signal).

        It is killed at the event ``target``, or writes the list of its events to ``log``.
        """
        request = {
            "folder": str(self.folder),
            "environment": {**environment, "VOC_STATE_DIR": str(self.folder)},
            "arguments": ["run", *arguments],
            "target": target,
            "log": str(log) if log else None,
        }
        process = runner()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    def succeed(self, environment: dict[str, str], *arguments: str) -> None:
        code = self.run(environment, *arguments)
        assert code == 0, f"voc run ended with {code}:\n{self.log.read_text()[-4000:]}"


def built(folder: Path, **size: int) -> State:
    """A company of this size (seed, customers, months), loaded, built and published by one run."""
    from sample_company import generate

    company, state = folder / "company", State(folder / "state")
    generate(company, **size)
    with serving(company) as environment:
        state.succeed(environment)
    return state
