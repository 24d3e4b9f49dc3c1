"""``python -m benchmarks``: a full run, a 1 % run and a no-change run of the pipeline, beside the hand-written
script, in one session.

CPU seconds and peak memory are whole-process figures of the child (``wait4``), start-up and imports included; the
simulated company serves from its own process, which is not counted. Each figure is the median of ``--runs`` runs;
ratios are taken within the session.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DAYS_OF_ONE_PERCENT = 4  # of thirteen months


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


def middle(figures: list[Figure]) -> Figure:
    return Figure(*(statistics.median(getattr(f, name) for f in figures) for name in ("cpu", "wall", "peak")))


def bench(customers: int, runs: int, folder: Path) -> list[tuple[str, Figure]]:
    """Figures of every scenario at one size."""
    company, log = folder / "company", folder / "bench.log"
    voc = [sys.executable, "-m", "orchestration.cli", "run"]
    full, by_hand, daily, idle = [], [], [], []
    company_command("generate", "--dir", str(company), "--customers", str(customers))
    with serving(company) as environment:
        for number in range(runs):
            state, out = folder / f"state-{number}", folder / f"by-hand-{number}"
            full.append(measure(voc, {**environment, "VOC_STATE_DIR": str(state)}, log))
            script = [
                sys.executable,
                str(Path(__file__).parent / "by_hand.py"),
                str(company / "connection.json"),
                str(out),
            ]
            by_hand.append(measure(script, environment, log))
            shutil.rmtree(out)
            idle.append(measure(voc, {**environment, "VOC_STATE_DIR": str(state)}, log))
    company_command("advance", "--dir", str(company), "--days", str(DAYS_OF_ONE_PERCENT))
    with serving(company) as environment:
        for number in range(runs):
            daily.append(measure(voc, {**environment, "VOC_STATE_DIR": str(folder / f"state-{number}")}, log))
            shutil.rmtree(folder / f"state-{number}")
    names = ("full run", "hand-written script", "run with 1 % new", "run with nothing new")
    return [(name, middle(figures)) for name, figures in zip(names, (full, by_hand, daily, idle), strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=[5_000, 50_000], help="sizes of the sample company")
    parser.add_argument("--runs", type=int, default=3, help="runs of each scenario; the median is shown")
    parser.add_argument("--dir", type=Path, default=Path(".voc/bench"), help="working folder, emptied first")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {options.runs}")
    print(f"{'customers':>10}  {'scenario':<22}{'CPU s':>8}{'wall s':>8}{'peak MiB':>10}{'CPU ratio':>11}")
    for customers in options.customers:
        folder = options.dir.resolve() / str(customers)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        figures = bench(customers, options.runs, folder)
        script = dict(figures)["hand-written script"].cpu
        for name, figure in figures:
            ratio = f"{figure.cpu / script:>10.2f}x"
            print(
                f"{customers:>10,}  {name:<22}{figure.cpu:>8.1f}{figure.wall:>8.1f}{figure.peak:>10.0f}{ratio}",
                flush=True,
            )
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
