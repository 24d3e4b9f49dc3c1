"""`voc status`: what is published, how fresh each source is, the last runs, and who is writing right now."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from ingestion import registry
from ingestion.errors import LockHeld
from ingestion.settings import run_start
from orchestration.cli import sample_server
from orchestration.cli.console import Console, table
from orchestration.lib.settings import Settings
from orchestration.lib.state import State, current_state
from orchestration.lib.writer import writing
from orchestration.publish import record
from orchestration.publish.record import Published

SHOWN_RUNS = 5


def status(arguments: argparse.Namespace) -> int:
    """Always exit code 0: it tells, it does not judge."""
    del arguments
    settings = Settings.ready()
    if not registry.configured() and (now := sample_server.simulated_now(settings.sample_dir)):
        os.environ.setdefault("VOC_NOW", now)  # The sample company's time stands still between `voc sample advance`s.
    console = Console()
    _show_published(console, settings, record.read(settings.published))
    try:
        with writing(settings.warehouse):
            _show_sources(console, current_state(settings))
    except LockHeld as busy:
        console.line(f"\nA writer is at work, so the sources cannot be shown: {busy}")
    _show_runs(console)
    return 0


def _show_published(console: Console, settings: Settings, published: Published | None) -> None:
    if published is None:
        console.line(f"Nothing is published yet in {settings.published_dir}. `voc run` does it.")
        return
    through = f"{published.data_through:%Y-%m-%d %H:%M} UTC" if published.data_through else "unknown"
    console.line(f"Published {published.published_at:%Y-%m-%d %H:%M} UTC: {settings.published}")
    console.line(
        f"  {len(published.row_counts)} tables, {sum(published.row_counts.values()):,} rows, data through {through}, "
        f"{published.checks_passed:,} checks passed"
    )


def _show_sources(console: Console, state: State) -> None:
    if not state.raw:
        console.line("\nNo source has been loaded yet.")
        return
    specs = registry.specs()
    rows = []
    for tool, raw in sorted(state.raw.items()):
        hours = (run_start() - raw.data_through).total_seconds() / 3600 if raw.data_through else None
        limit = specs[tool].freshness_hours
        age = "unknown" if hours is None else f"{hours:.1f} h"
        is_fresh = specs[tool].is_own or (hours is not None and hours <= limit)
        verdict = "fresh" if is_fresh else f"stale (limit {limit} h)"
        rows.append([tool, f"{raw.landed:,}", age, verdict])
    console.line()
    for line in table(["source", "rows landed", "last read", "state"], rows):
        console.line(line)
    if not state.is_published:
        console.line("There is something that is not published yet: `voc run`.")


def _show_runs(console: Console) -> None:
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        records = instance.get_run_records(limit=SHOWN_RUNS)
    if not records:
        return
    rows = [
        [
            entry.dagster_run.job_name,
            datetime.fromtimestamp(entry.start_time, UTC).strftime("%Y-%m-%d %H:%M:%S") if entry.start_time else "-",
            entry.dagster_run.status.value.lower(),
            f"{entry.end_time - entry.start_time:.0f} s" if entry.start_time and entry.end_time else "-",
        ]
        for entry in records
    ]
    console.line()
    for line in table(["last runs", "started (UTC)", "result", "took"], rows):
        console.line(line)
