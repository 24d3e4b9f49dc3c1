"""A simulated company and runs against it, as the end-to-end tests need them: the real command, forked so that a run
costs no imports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end_to_end.killing import Recorder, fork_run

SOURCE_VARIABLES = ("TYPEFORM_", "STRIPE_", "ZENDESK_", "TRUSTPILOT_", "SEGMENT_", "REQUEST_TRACKER_", "VOC_")


def import_slow_libraries() -> None:
    """Once in the parent, so that forked runs start at once. None of these starts a thread on import."""
    import dagster_dbt  # noqa: F401
    import dlt  # noqa: F401
    import great_expectations  # noqa: F401
    from dbt.cli.main import dbtRunner  # noqa: F401

    import orchestration.definitions  # noqa: F401


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

    def run(self, environment: dict[str, str], *arguments: str, recorder: Recorder | None = None) -> int:
        """``voc run`` in a forked child with these variables only; gives its exit code (negative: the signal)."""

        def work() -> int:
            from orchestration.cli import main

            return int(main(["run", *arguments]) or 0)

        for name in list(os.environ):
            if name.startswith(SOURCE_VARIABLES):
                del os.environ[name]
        return fork_run(work, {**environment, "VOC_STATE_DIR": str(self.folder)}, self.log, recorder)

    def succeed(self, environment: dict[str, str], *arguments: str) -> None:
        code = self.run(environment, *arguments)
        assert code == 0, f"voc run ended with {code}:\n{self.log.read_text()[-4000:]}"
