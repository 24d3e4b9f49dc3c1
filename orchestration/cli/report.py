"""`voc report`: write the report page, and open it where somebody sits before a screen."""

from __future__ import annotations

import argparse
import os
import webbrowser
from pathlib import Path
from urllib.parse import urlencode

from ingestion import registry
from orchestration.cli import sample_server
from orchestration.cli.console import Console, has_screen
from orchestration.lib.settings import Settings
from orchestration.report import write


def report(arguments: argparse.Namespace) -> int:
    """Exit code 0; nothing published and a folder that cannot be written are a user's mistakes."""
    settings = Settings.ready()
    if not registry.configured() and (now := sample_server.simulated_now(settings.sample_dir)):
        os.environ.setdefault("VOC_NOW", now)  # The sample company's time stands still: its sources are not late.
    file = write(
        settings,
        output=Path(arguments.output) if arguments.output else None,
        language=arguments.language,
        has_names=arguments.names,
        selection=selection(arguments),
    )
    Console().line(f"Written: {file}")
    if not arguments.no_open and has_screen():
        webbrowser.open(file.as_uri())
    return 0


def selection(arguments: argparse.Namespace) -> str:
    """What the page opens with, as in its address."""
    asked = {name: getattr(arguments, name) for name in ("metric", "by", "value")}
    return urlencode({name: value for name, value in asked.items() if value})
