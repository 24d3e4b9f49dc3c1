"""What every benchmark needs: a sample company, its servers, and the cost of one child process.

Does not belong here: what is measured.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One child process: CPU seconds (user and system), wall seconds, peak resident memory in MiB."""

    cpu: float
    wall: float
    peak: float


def measure(command: list[str], environment: dict[str, str], log: Path) -> Figure:
    """Run ``command`` to its end; a failing child ends the benchmark, since its figures would mean nothing."""
    started = time.monotonic()
    with log.open("ab") as out:
        child = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} ended with {code}; see {log}")
    return Figure(usage.ru_utime + usage.ru_stime, time.monotonic() - started, usage.ru_maxrss / 1024)


def middle(figures: list[Figure]) -> Figure:
    return Figure(*(statistics.median(getattr(f, name) for f in figures) for name in ("cpu", "wall", "peak")))


def company_command(*words: str) -> None:
    """In a process of its own: what this process holds when it forks would count as the peak memory of its children."""
    subprocess.run([sys.executable, "-m", "sample_company", *words], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(company: Path) -> Iterator[dict[str, str]]:
    """The company's servers in a process of their own; gives the variables that point the pipeline at them."""
    ready = company / "connection.json"
    ready.unlink(missing_ok=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "sample_company", "serve", "--dir", str(company), "--faults", "none"],
        stdout=subprocess.DEVNULL,
    )
    try:
        while not ready.exists():
            if server.poll() is not None:
                raise SystemExit("the sample company did not start")
            time.sleep(0.1)
        connection = json.loads(ready.read_text())
        yield {**os.environ, **connection["environment"], "VOC_NOW": connection["now"]}
    finally:
        server.terminate()
        server.wait()


def print_head(runs: int) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {runs}")
    print(f"{'customers':>10}  {'scenario':<28}{'CPU s':>8}{'wall s':>8}{'peak MiB':>10}{'CPU ratio':>11}")


def print_figures(customers: int, figures: list[tuple[str, Figure]]) -> None:
    """One line each, with the ratio to the hand-written script of the same session."""
    script = dict(figures)["hand-written script"].cpu
    for name, figure in figures:
        ratio = f"{figure.cpu / script:>10.2f}x"
        print(
            f"{customers:>10,}  {name:<28}{figure.cpu:>8.1f}{figure.wall:>8.1f}{figure.peak:>10.0f}{ratio}", flush=True
        )
