"""The sample company as a child process: made on first use, served on loopback while a run reads it.

The orchestration knows it by its command line and its connection.json only, as it would know any vendor.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError

READY_SECONDS = 120.0
POLL_SECONDS = 0.02
STOP_SECONDS = 10.0
CONNECTION = "connection.json"
DESCRIPTION = "company.json"


def exists(directory: Path) -> bool:
    """Has a company been made here?"""
    return directory.is_dir() and any(directory.iterdir())


def simulated_now(directory: Path) -> str | None:
    """The company's present, as an ISO instant, or None when there is no company."""
    description = _read(directory / DESCRIPTION)
    return str(description["now"]) if description else None


def call(action: str, directory: Path, *options: str) -> int:
    """Run `python -m sample_company ACTION` to its end, its output on this terminal; returns its exit code."""
    return subprocess.run(_command(action, directory, options), check=False).returncode  # noqa: S603 (own module)


def generate(directory: Path, report: Callable[[str], None]) -> None:
    """Make a company of the default size. Raises UserError with the reason when that fails."""
    report("sample company: making about 5,000 customers (once)")
    done = subprocess.run(  # noqa: S603 (own module)
        _command("generate", directory), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise UserError(f"The sample company could not be made in {directory}: {_last_line(done.stderr)}")


@contextmanager
def serving(directory: Path, faults: str = "documented") -> Iterator[Mapping[str, str]]:
    """Serve the company; yields the variables that point a run at it. A server that is already there is used."""
    connection = _running(directory)
    if connection is not None:
        yield _variables(connection)
        return
    ready = directory / CONNECTION
    ready.unlink(missing_ok=True)
    process = subprocess.Popen(  # noqa: S603 (own module)
        _command("serve", directory, ["--faults", faults]), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        yield _variables(_await(process, ready))
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[str], ready: Path) -> dict[str, Any]:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            reason = _last_line(process.stderr.read() if process.stderr else "")
            raise UserError(f"The sample company in {ready.parent} ended at once: {reason}. Try `voc sample reset`.")
        connection = _read(ready)
        if connection is not None:
            return connection
        time.sleep(POLL_SECONDS)
    raise UserError(f"The sample company in {ready.parent} was not ready within {READY_SECONDS:.0f} seconds.")


def _running(directory: Path) -> dict[str, Any] | None:
    """The connection of a living server of this company (somebody runs `voc sample serve`), or None."""
    connection = _read(directory / CONNECTION)
    try:
        command = Path(f"/proc/{connection['pid']}/cmdline").read_bytes() if connection else b""
    except OSError:
        return None
    return connection if b"sample_company" in command and b"serve" in command else None


def _read(file: Path) -> dict[str, Any] | None:
    try:
        connection: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return connection


def _variables(connection: Mapping[str, Any]) -> dict[str, str]:
    return {**connection["environment"], "VOC_NOW": os.environ.get("VOC_NOW") or connection["now"]}


def _command(action: str, directory: Path, options: Sequence[str] = ()) -> list[str]:
    return [sys.executable, "-m", "sample_company", action, "--dir", str(directory), *options]


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
