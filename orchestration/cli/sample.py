"""`voc sample`: the sample company that is read when no real source is configured."""

from __future__ import annotations

import argparse
import shutil

from ingestion import registry
from orchestration.cli import sample_server
from orchestration.cli.console import Console
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.lib.writer import writing

GENERATE_OPTIONS = ("customers", "months", "seed", "end")


def generate(arguments: argparse.Namespace) -> int:
    """Make the company anew. A company that is already there has to be removed first."""
    settings = Settings.ready()
    if sample_server.exists(settings.sample_dir):
        raise UserError(f"There is a sample company in {settings.sample_dir} already: `voc sample reset` removes it.")
    given = {name: getattr(arguments, name) for name in GENERATE_OPTIONS}
    options = [part for name, value in given.items() if value is not None for part in (f"--{name}", str(value))]
    return sample_server.call("generate", settings.sample_dir, *options)


def advance(arguments: argparse.Namespace) -> int:
    """Let days pass at the company."""
    return sample_server.call("advance", _existing().sample_dir, "--days", str(arguments.days))


def serve(arguments: argparse.Namespace) -> int:
    """Serve the company until stopped; a `voc run` meanwhile uses this server."""
    return sample_server.call("serve", _existing().sample_dir, "--faults", arguments.faults)


def reset(arguments: argparse.Namespace) -> int:
    """Remove the company and, on request, everything made from it."""
    settings = Settings.ready()
    if arguments.with_warehouse and registry.configured():
        names = ", ".join(registry.configured())
        raise UserError(
            f"The warehouse holds data of real sources ({names}), so it is not removed. "
            f"Remove {settings.warehouse} by hand if that is what you want."
        )
    console = Console()
    with writing(settings.warehouse):
        if arguments.with_warehouse:
            for path in (settings.warehouse, settings.warehouse.with_suffix(".duckdb.wal")):
                path.unlink(missing_ok=True)
            shutil.rmtree(settings.published_dir, ignore_errors=True)
            console.line(f"Removed the warehouse {settings.warehouse} and what was published.")
        shutil.rmtree(settings.sample_dir, ignore_errors=True)
    console.line(f"Removed the sample company in {settings.sample_dir}.")
    if settings.warehouse.is_file():
        console.line("The warehouse still holds what was loaded from it: `voc sample reset --with-warehouse`.")
    return 0


def _existing() -> Settings:
    settings = Settings.ready()
    if not sample_server.exists(settings.sample_dir):
        raise UserError(f"There is no sample company in {settings.sample_dir}: `voc sample generate` makes one.")
    return settings
