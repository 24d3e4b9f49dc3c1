"""A process that has the slow libraries imported and forks a `voc` command per line it reads; started by runs.py.

The test's own process must not fork: what ran in it before (dbt's parser, DuckDB, servers) left threads and locks, and
a child would wait for them in vain. Reads JSON lines {folder, environment, arguments, target, log}, writes exit codes.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.end_to_end.killing import Recorder, fork_run

OF_THE_CALLER = ("TYPEFORM_", "STRIPE_", "ZENDESK_", "TRUSTPILOT_", "SEGMENT_", "REQUEST_TRACKER_", "VOC_")


def import_slow_libraries() -> None:
    """None of these starts a thread on import."""
    import dagster_dbt  # noqa: F401
    import dlt  # noqa: F401
    import great_expectations  # noqa: F401
    from dbt.cli.main import dbtRunner  # noqa: F401

    import orchestration.definitions  # noqa: F401


def run(request: dict[str, object]) -> int:
    """One command in a forked child; its exit code, or minus the signal that ended it."""

    def work() -> int:
        from orchestration.cli import main

        return int(main(request["arguments"]) or 0)  # type: ignore[arg-type]

    folder = Path(str(request["folder"]))
    recorder = None
    if request["target"] or request["log"]:
        target = int(str(request["target"])) if request["target"] else None
        recorder = Recorder(folder, target, Path(str(request["log"])) if request["log"] else None)
    return fork_run(work, dict(request["environment"]), folder / "run.log", recorder)  # type: ignore[call-overload]


if __name__ == "__main__":
    for name in [name for name in os.environ if name.startswith(OF_THE_CALLER)]:
        del os.environ[name]
    import_slow_libraries()
    for line in sys.stdin:
        sys.stdout.write(f"{run(json.loads(line))}\n")
        sys.stdout.flush()
