"""A company that several files look at: built once for all processes of a test run, and copied by who changes it."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from sample_company import generate
from tests.end_to_end.runs import State, serving


@pytest.fixture(scope="session")
def incident(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `company` and `state`: support failed for two weeks that ended ten days ago; loaded and published
    by one run. Nobody may change it.
    """
    root = tmp_path_factory.getbasetemp()
    folder = (root.parent if root.name.startswith("popen-") else root) / "incident"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        # With several processes the first one builds, the others wait.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            generate(folder / "company", customers=3_000, months=3, seed=7)
            state = State(folder / "state")
            with serving(folder / "company") as environment:
                state.succeed(environment)
            (folder / "built").touch()
    return folder
