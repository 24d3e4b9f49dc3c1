"""``python -m benchmarks``: a full run, a 1 % run and a no-change run of the pipeline, beside the hand-written
script, in one session. ``python -m benchmarks.metrics`` does the same for the metric layer alone.

CPU seconds and peak memory are whole-process figures of the child (``wait4``), start-up and imports included; the
simulated company serves from its own process, which is not counted. Each figure is the median of ``--runs`` runs;
ratios are taken within the session.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from benchmarks.measuring import Figure, company_command, measure, middle, print_figures, print_head, serving

DAYS_OF_ONE_PERCENT = 4  # of thirteen months


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
    print_head(options.runs)
    for customers in options.customers:
        folder = options.dir.resolve() / str(customers)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print_figures(customers, bench(customers, options.runs, folder))
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
