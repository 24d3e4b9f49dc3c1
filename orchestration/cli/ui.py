"""`voc ui`: Dagster's web page and daemon on loopback, with the same instance and state as headless runs."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack

from ingestion import registry
from orchestration.cli import sample_server
from orchestration.cli.console import Console
from orchestration.lib.errors import UserError
from orchestration.lib.settings import BY_HAND, Settings
from orchestration.lib.warehouse import raw_states, reading

HOST = "127.0.0.1"


def ui(arguments: argparse.Namespace) -> int:
    """Runs until Ctrl-C; schedules run meanwhile."""
    settings = Settings.ready()
    console = Console()
    if not is_free(arguments.port):
        raise UserError(
            f"Port {arguments.port} on {HOST} is in use, perhaps by another `voc ui`. "
            "Stop that one, or choose another: `voc ui --port 3001`."
        )
    with ExitStack() as stack:
        if not registry.configured() and sample_server.exists(settings.sample_dir):
            # So that a run started in the page can read the company, too. By hand only: its time stands still.
            os.environ.update(stack.enter_context(sample_server.serving(settings.sample_dir)))
            os.environ[BY_HAND] = "1"
        _parse_project(console, settings)
        console.line(f"Dagster opens on http://{HOST}:{arguments.port} in a moment. Stop it with Ctrl-C.")
        return _serve(settings, arguments.port)


def is_free(port: int) -> bool:
    """Can the port be bound on loopback?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def command(port: int) -> list[str]:
    """What is started: web page, daemon and code server, tied together by Dagster itself."""
    dagster = [sys.executable, "-m", "dagster", "dev", "--module-name", "orchestration.definitions"]
    return [*dagster, "--host", HOST, "--port", str(port), "--log-level", "warning"]


def _serve(settings: Settings, port: int) -> int:
    # Started in the background by a shell we ignore Ctrl-C; Dagster would inherit that and could not be stopped.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Dagster warns of its own command's successor, which needs a package of its own.
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command(port), cwd=settings.project_root, env=environment)  # noqa: S603 (own command)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        return 0


def _parse_project(console: Console, settings: Settings) -> None:
    """Write the manifest the graph is drawn from: for the tools that have data, or all while there are none."""
    import duckdb

    from orchestration.lib.dbt_build import session

    console.line("Reading the dbt project")
    enabled = list(registry.specs())
    try:
        if settings.warehouse.is_file():
            with reading(settings.warehouse) as connection:
                enabled = list(raw_states(connection, enabled)) or enabled
    except duckdb.Error:
        if settings.manifest.is_file():
            return  # A writer is at work: the manifest it made is the right one.
    session(settings, enabled).manifest()
