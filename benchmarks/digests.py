"""``python -m benchmarks.digests``: the digests of 50 audiences, composed with their pictures and rendered as mails.

Over a state folder that `voc run` has filled (VOC_STATE_DIR, or .voc). Every role, scope and language in turn, of the
newest weeks and months. In a child process: what the first digest costs (imports, templates, catalogues), then the CPU
seconds of each further one, and how high resident memory rose.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import cycle, islice
from typing import Any

SCOPES = (("all", "all"), ("touchpoint", "support"), ("segment", "smb"), ("country", "DK"))


def editions(published: Any, count: int) -> Iterator[Any]:
    """Audiences of the ready-made roles."""
    from orchestration.subscriptions.model import LANGUAGES, Audience, Edition, Scope, Window
    from orchestration.subscriptions.roles import ROLES

    windows = [
        Window(kind, start, end)
        for kind in ("week", "month")
        for start, end in published.execute(
            "select distinct period_start, period_end from marts.voc_metrics "
            "where period_type = ? and dimension = 'all' and metric = 'nps' and is_complete order by 1 desc limit 3",
            [kind],
        ).fetchall()
    ]
    chosen = zip(cycle(ROLES.items()), cycle(SCOPES), cycle(LANGUAGES[::-1]), cycle(windows), strict=False)
    for number, ((name, role), scope, language, window) in enumerate(islice(chosen, count)):
        audience = Audience(
            f"{name}_{number}",
            role.title,
            name,
            role.metrics,
            role.parts,
            scope=Scope(*scope),
            has_names=role.has_names,
        )
        at = datetime.combine(window.end + timedelta(days=1), clock(7), UTC)
        yield Edition(audience, window, language, at, last_as_of=at - timedelta(days=7))


def work(count: int) -> None:
    """In the child: a line for the first one, one for the others, one for memory."""
    import duckdb

    from orchestration.digests.compose import compose
    from orchestration.lib.settings import Settings
    from orchestration.messages.looks import render
    from orchestration.messages.rendered import Sender

    settings = Settings.from_environment()
    warehouse = duckdb.connect(str(settings.warehouse), read_only=True)
    with duckdb.connect(str(settings.published), read_only=True) as published:
        todo = list(editions(published, count))
    costs, sizes = [], []
    for edition in todo:
        began = time.process_time()
        message = compose(settings.published, warehouse, edition)
        mail = render(message, "smtp", "reader@company.example", Sender(), edition.made_at)
        costs.append(time.process_time() - began)
        sizes.append(len(mail.body))
    first = time.process_time() - sum(costs[1:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(first, statistics.median(costs[1:]), max(costs[1:]), sum(costs[1:]), peak, max(sizes) / 1000)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digests", description=__doc__)
    parser.add_argument("--audiences", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        work(options.audiences)
        return 0
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    command = [sys.executable, "-m", "benchmarks.digests", "--child", "--audiences", str(options.audiences)]
    runs = []
    for _ in range(options.runs):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr or done.stdout)
        runs.append([float(value) for value in done.stdout.split()])
    first, middle, most, total, peak, size = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"{options.audiences} digests, median of {options.runs} runs")
    print(f"first, with start-up   {first:6.2f} CPU s")
    print(f"each further one       {middle:6.2f} CPU s (median), {most:.2f} at most, {total:.1f} together")
    print(f"peak resident memory   {peak:6.0f} MiB")
    print(f"largest mail           {size:6.0f} kB, picture and both texts")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
