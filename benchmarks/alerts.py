"""``python -m benchmarks.alerts``: 200 rules over 3 years and 500 segments, from nothing and for one day more.

A rule of four looks at windows of 28 days, the others add up days (falls, weekday anomalies, silence): every rule sees
every segment every day. The frames are made before anything is measured; figures are those of the evaluation in a child
process: CPU seconds, wall seconds, and how far the peak of resident memory rose above that of the frames.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.alerts.counts import Counts, frames
from orchestration.alerts.evaluation import Frames, evaluate
from orchestration.alerts.rules import Aggregate, Anomaly, Change, Known, Silence, Threshold, known

SEEDS = Path(__file__).parents[1] / "dbt_project" / "seeds"
METRICS = ("nps", "csat", "ocs", "ces_share", "support_rating")


def rules(count: int) -> list[Aggregate]:
    """A fourth of each family, over the metrics in turn, each with other limits."""
    found: list[Aggregate] = []
    for place in range(count):
        common = {"name": f"rule_{place:03}", "title": "", "line": 1, "by": ("segment",), "worsen_by": 10.0}
        common |= {"metric": METRICS[place // 4 % len(METRICS)], "cooldown_days": place % 30}
        match place % 4:
            case 0:
                limit = 20.0 + place % 10
                found.append(Threshold(**common, family="threshold", below=limit, clear_by=5.0))
            case 1:
                found.append(Change(**common, family="change", period="day", fall=15.0 + place % 20))
            case 2:
                found.append(Anomaly(**common, family="anomaly", period="day", z_watch=4.0 + place % 3))
            case _:
                found.append(Silence(**common, family="silence", period="day", days=7 + place % 7))
    return found


def company(registry: Known, days: int, segments: int) -> tuple[Frames, Frames]:
    """Everything, and everything but the last day."""
    rng = np.random.default_rng(4)
    groups = [f"segment {place:03}" for place in range(segments)]
    metrics, daily = [], []
    for name in METRICS:
        n = rng.poisson(4, (days, segments)).astype(float)
        positive = rng.binomial(n.astype(int), 0.55).astype(float)
        negative = rng.binomial((n - positive).astype(int), 0.4).astype(float)
        counts = Counts.of_three(date(2023, 1, 1), groups, n, positive, negative)
        made = frames(counts, registry.metrics[name], "segment", "rolling_28")
        metrics.append(made.metrics)
        daily.append(made.daily)
    whole = Frames(pd.concat(metrics, ignore_index=True), pd.concat(daily, ignore_index=True))
    last = whole.daily["period_end"].max()
    before = replace(
        whole,
        metrics=whole.metrics[whole.metrics["period_end"] < last],
        daily=whole.daily[whole.daily["period_end"] < last],
    )
    return whole, before


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alerts", description=__doc__)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--days", type=int, default=3 * 365)
    parser.add_argument("--segments", type=int, default=500)
    options = parser.parse_args()
    registry, judged = known(SEEDS), rules(options.rules)
    whole, before = company(registry, options.days, options.segments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"{options.rules} rules, {options.days:,} days, {options.segments} segments, {len(whole.daily):,} rows of days"
    )
    print(f"{'scenario':<28}{'CPU s':>8}{'wall s':>8}{'+ peak MiB':>12}{'episodes':>10}{'events':>10}")
    _, states = _measured("first look, all but a day", lambda: evaluate(judged, before, registry))
    _measured("one day more", lambda: evaluate(judged, whole, registry, states))
    return 0


def _measured(name: str, work):  # type: ignore[no-untyped-def]
    peak = _peak()
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    rose = _peak() - peak
    print(f"{name:<28}{cpu:>8.1f}{wall:>8.1f}{rose:>12.0f}{len(found.episodes):>10,}{len(found.events):>10,}")
    return found, found.states


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
