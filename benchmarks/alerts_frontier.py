"""``python -m benchmarks.alerts_frontier``: how seldom a rule can be wrong, and how soon it then sees a fall.

Rules over rolling windows (a crossing below the usual level, cleared at another) and the project's own rule, which adds
up shortfalls, over the same simulated answers: NPS 35, 3 answers a day, several mixes of answers. A list on which half
of the segments stand is soon right by accident, so the share listed stands beside the days.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from orchestration.alerts.rules import Change, Known, load, rules_file
from orchestration.alerts.rules.known import known
from orchestration.alerts.simulation import BEFORE, YEAR, Mix, answers, planted, quiet
from orchestration.alerts.statistics import rolling_sum

SEEDS = Path(__file__).parents[1] / "dbt_project" / "seeds"
MIXES = (Mix(0.45, 0.10), Mix(0.50, 0.15), Mix(0.55, 0.20), Mix(0.60, 0.25))
RATE, FALL, SEGMENTS = 3.0, 25.0, 1000
HEAD = f"{'rule':<44}{'sd':>4}{'lines':>7}{'conf.':>7}{'listed':>8}{'on list':>9}{'news':>6}{'conf.':>7}"


def crossing(days: int, below: float, clear: float, mix: Mix) -> tuple[float, float, float, float]:
    """Lines for 20 segments and a year, share listed, median days to the list and to a new line. The usual level is
    known exactly here, which favours windows."""
    found = []
    for fall, length in ((0.0, YEAR), (FALL, 90)):
        counts = answers(mix, RATE, SEGMENTS, BEFORE + length, np.random.default_rng(3), fall=fall)
        n = np.maximum(rolling_sum(counts.n, days), 1)
        value = 100 * (rolling_sum(counts.positive, days) - rolling_sum(counts.negative, days)) / n - mix.nps
        listed, opened, state = [], [], np.zeros(SEGMENTS, bool)
        for row in value[BEFORE - 364 :]:
            new = (row < -below) & ~state
            state = (state | new) & ~(row > clear)
            listed.append(state)
            opened.append(new)
        found.append((np.array(listed)[-length:], np.array(opened)[-length:]))
    (listed, opened), (later, news) = found
    waits = [np.where(each.any(axis=0), each.argmax(axis=0) + 1, 999) for each in (later, news)]
    return 20 * opened.sum() / SEGMENTS, listed.mean(), float(np.median(waits[0])), float(np.median(waits[1]))


def main() -> int:
    argparse.ArgumentParser(prog="python -m benchmarks.alerts_frontier", description=__doc__).parse_args()
    registry: Known = known(SEEDS)
    print("For 20 segments and a year of stable answers: new lines, confirmed, share of segments listed on a day.")
    print("After a fall of 25 points: median days until listed, until a new line or worsening, until confirmed.")
    print(HEAD)
    rules = [rule for rule in load(rules_file({}), registry).rules if rule.name == "nps_fell"]
    for mix in MIXES:
        for days, below, clear in ((28, 5, 0), (28, 16, 0), (28, 16, 15), (14, 25, 0), (14, 28, 10), (7, 36, 0)):
            lines, share, listed, news = crossing(days, below, clear, mix)
            name = f"{days} days, {below} below usual, clear at {clear:+}"
            print(f"{name:<44}{mix.deviation:>4.0f}{lines:>7.0f}{'':>7}{share:>8.0%}{listed:>9.0f}{news:>6.0f}")
        for rule in rules:
            assert isinstance(rule, Change)
            calm = quiet([rule], registry, mix, RATE, segments=SEGMENTS)
            seen = planted([rule], registry, mix, RATE, FALL, segments=SEGMENTS)
            numbers = (
                f"{calm.watch_lines:>7.0f}{calm.confirmed:>7.1f}{calm.share_listed:>8.0%}{seen.days_to_list:>9.0f}"
            )
            print(f"{'nps_fell (shortfall), as delivered':<44}{mix.deviation:>4.0f}{numbers}", end="")
            print(f"{seen.days_to_news:>6.0f}{seen.days_to_confirmed:>7.0f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
