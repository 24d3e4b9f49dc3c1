"""`python -m ingestion.sources.<tool>`: load one tool into a scratch file and print what came.

For trying out a source; the warehouse is not touched.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from ingestion.errors import IngestionError
from ingestion.load import load
from ingestion.lock import writer_lock
from ingestion.report import LoadReport

_COUNTS = ("fetched", "new", "changed", "deleted", "unchanged", "quarantined")


def main(tool: str, arguments: list[str] | None = None) -> None:
    """Load `tool` and exit: 0 when it is complete, 1 with the reason when not."""
    parser = argparse.ArgumentParser(prog=f"python -m ingestion.sources.{tool}", description=__doc__)
    parser.add_argument("--into", type=Path, help="DuckDB file to load into (default: a new scratch file)")
    parser.add_argument("--reconcile", action="store_true", help="list everything, to find deletions")
    options = parser.parse_args(arguments)
    warehouse = options.into or Path(tempfile.mkdtemp(prefix=f"voc-{tool}-")) / "scratch.duckdb"
    try:
        with writer_lock(warehouse):
            report = load(
                tool,
                warehouse=warehouse,
                state_dir=warehouse.parent / "state",
                reconcile=options.reconcile,
                on_progress=lambda line: _say(line, sys.stderr),
            )
    except IngestionError as error:
        _say(f"Failed: {error}", sys.stderr)
        raise SystemExit(1) from None
    _say(table(report))
    _say(f"{report.seconds:.1f} s, into {warehouse} (schema raw_{tool})")


def table(report: LoadReport) -> str:
    """The counts of a load, one line per resource."""
    width = max(len(resource.resource) for resource in report.resources)
    lines = [" " * width + "".join(f"{name:>13}" for name in _COUNTS)]
    lines += [
        f"{resource.resource:<{width}}" + "".join(f"{getattr(resource, name):>13,}" for name in _COUNTS)
        for resource in report.resources
    ]
    return "\n".join(lines)


def _say(line: str, stream: TextIO | None = None) -> None:
    (stream or sys.stdout).write(f"{line}\n")
