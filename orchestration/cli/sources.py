"""`voc sources`: the tools, what they need, which are configured."""

from __future__ import annotations

import argparse

from ingestion import registry
from orchestration.cli.console import Console, table
from orchestration.lib.settings import Settings


def sources(arguments: argparse.Namespace) -> int:
    """Always exit code 0: a source without credentials is no fault."""
    del arguments
    Settings.ready()
    console = Console()
    rows = []
    for name, spec in registry.specs().items():
        lacking = registry.missing(spec)
        state = "own, read in every run" if spec.is_own else f"needs {', '.join(lacking)}" if lacking else "configured"
        rows.append([name, spec.category, spec.cron, f"{len(spec.resources)} tables", state])
    for line in table(["source", "category", "cron (UTC)", "reads", "state"], rows):
        console.line(line)
    if not registry.configured():
        console.line()
        console.line(
            "No source is configured: `voc run` reads the sample company. See .env.example for your own tools."
        )
    return 0
