"""`voc version`."""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

from orchestration.cli.console import Console

BUILT_ON = ("dagster", "dlt", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations")


def version(arguments: argparse.Namespace) -> int:
    """Versions, for a bug report."""
    del arguments
    console = Console()
    console.line(f"voicehouse {installed('voicehouse') or '(not installed)'}, Python {platform.python_version()}")
    for name in BUILT_ON:
        console.line(f"  {name} {installed(name) or 'missing'}")
    return 0


def installed(name: str) -> str | None:
    """Version of an installed distribution, or None."""
    try:
        return version_of(name)
    except PackageNotFoundError:
        return None
