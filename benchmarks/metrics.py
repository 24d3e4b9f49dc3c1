"""``python -m benchmarks.metrics``: the metric layer beside one hand-written script that computes the same table from
the same facts, in one session. ``--check`` only compares the two tables, and ends with 1 when they differ.

Before anything is measured the tables are compared (metrics_check.py). Then, ``--runs`` times: the layer in full, the
script, dbt's start-up alone, the layer after one more day, and again with nothing new. For the day, the facts are the
next day's and the layer's two incremental tables are put back to the day before, so that the layer's own time is all
there is. CPU seconds and peak memory are whole-process figures, start-up and imports included.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.measuring import Figure, company_command, measure, middle, print_figures, print_head, serving
from benchmarks.metrics_check import LEFT_OUT, compare

INCREMENTAL = ("intermediate.int_metric_counts", "marts.voc_metrics")
PUBLISHED = "select * exclude (as_of_at) from {}.marts.voc_metrics"
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Bench:
    """A working folder with a company, two days of its warehouse, and the variables of a run."""

    folder: Path
    environment: dict[str, str]

    @property
    def warehouse(self) -> Path:
        return self.folder / "state" / "warehouse.duckdb"

    @property
    def out(self) -> Path:
        return self.folder / "by_hand.duckdb"

    def layer(self, what: str) -> Figure:
        return self._measure("-m", "benchmarks.metric_layer", what)

    def script(self) -> Figure:
        self.out.unlink(missing_ok=True)
        return self._measure(str(HERE / "metrics_by_hand.py"), str(self.warehouse), str(self.out))

    def _measure(self, *words: str) -> Figure:
        return measure([sys.executable, *words], self.environment, self.folder / "bench.log")


def prepare(folder: Path, customers: int, months: int) -> Bench:
    """Two days of a company: the warehouse is that of the second, the first is kept beside it."""
    company, log = folder / "company", folder / "bench.log"
    company_command("generate", "--dir", str(company), "--customers", str(customers), "--months", str(months))
    for day in range(2):
        if day:
            company_command("advance", "--dir", str(company), "--days", "1")
        with serving(company) as environment:
            bench = Bench(folder, {**environment, "VOC_STATE_DIR": str(folder / "state")})
            measure([sys.executable, "-m", "orchestration.cli", "run"], bench.environment, log)
        shutil.copyfile(bench.warehouse, folder / f"day-{day}.duckdb")
    return bench


def check(bench: Bench) -> bool:
    """Run the script once and print whether it gives the project's table."""
    bench.script()
    found = compare(bench.warehouse, bench.out)
    print(f"compared: {found.rows:,} rows shown, of {found.metrics} metrics; {found.values:,} values")
    print(
        f"not compared: {found.one_sided:,} values that only the script has, since the project hides the other side;"
        f" left out: {'; '.join(f'{metric}: {reason}' for metric, reason in LEFT_OUT.items()) or 'no metric'}"
    )
    for difference in found.differences:
        print(f"DIFFERENT: {difference}")
    return not found.differences


def figures(bench: Bench, runs: int) -> list[tuple[str, Figure]]:
    found: dict[str, list[Figure]] = {}

    def took(name: str, figure: Figure) -> None:
        found.setdefault(name, []).append(figure)

    yesterday = bench.folder / "yesterday.duckdb"
    put_back(bench, yesterday)
    for _ in range(runs):
        took("metric layer, full build", bench.layer("full"))
        took("hand-written script", bench.script())
        took("dbt start-up alone", bench.layer("start-up"))
        shutil.copyfile(yesterday, bench.warehouse)
        took("metric layer, one day more", bench.layer("changed"))
        took("metric layer, nothing new", bench.layer("changed"))
    return [(name, middle(each)) for name, each in found.items()]


def put_back(bench: Bench, yesterday: Path) -> None:
    """Today's facts with yesterday's metrics, as a build finds them."""
    shutil.copyfile(bench.folder / "day-1.duckdb", yesterday)
    with duckdb.connect() as db:
        db.execute(f"attach '{yesterday}' as today")
        db.execute(f"attach '{bench.folder / 'day-0.duckdb'}' as before (read_only)")
        for table in INCREMENTAL:
            db.execute(f"delete from today.{table}")
            db.execute(f"insert into today.{table} by name from before.{table}")


def print_written(bench: Bench) -> bool:
    """How much of the table the day's build wrote; whether it is the table that `voc run` made."""
    with duckdb.connect() as db:
        for name, file in {"before": "yesterday.duckdb", "run": "day-1.duckdb"}.items():
            db.execute(f"attach '{bench.folder / file}' as {name} (read_only)")
        db.execute(f"attach '{bench.warehouse}' as today (read_only)")
        rows, all_rows, windows, all_windows = db.execute("""
            select
                count(*) filter (held.metric_window_key is null), count(*),
                count(distinct metric_window_key) filter (held.metric_window_key is null),
                count(distinct metric_window_key)
            from today.marts.voc_metrics
            left join (select distinct metric_window_key, input_fingerprint from before.marts.voc_metrics) as held
                using (metric_window_key, input_fingerprint)
        """).fetchall()[0]
        counted, all_counted = db.execute("""
            select sum(n) filter (held.window_key is null), sum(n)
            from today.intermediate.int_metric_counts
            left join (
                select distinct window_key, window_fingerprint from before.intermediate.int_metric_counts
            ) as held
                using (window_key, window_fingerprint)
            where dimension = 'all'
        """).fetchall()[0]
        run, today = PUBLISHED.format("run"), PUBLISHED.format("today")
        differing = sum(len(db.execute(f"{a} except {b}").fetchall()) for a, b in ((run, today), (today, run)))
    print(f"one day more wrote {windows:,} of {all_windows:,} periods of a metric, {rows:,} of {all_rows:,} rows")
    # Long periods hold the most, and a day changes all that end lately: the cost follows this share.
    print(f"and counted {counted or 0:,} of {all_counted:,} observations, each as often as it stands in a period")
    if differing:
        print(f"DIFFERENT: {differing:,} rows are not those that `voc run` made")
    return not differing


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics", description=__doc__)
    parser.add_argument("--customers", type=int, default=50_000, help="size of the sample company")
    parser.add_argument("--months", type=int, default=13, help="months of its history")
    parser.add_argument("--runs", type=int, default=3, help="runs of each scenario; the median is shown")
    parser.add_argument("--dir", type=Path, default=Path(".voc/bench-metrics"), help="working folder, emptied first")
    parser.add_argument("--check", action="store_true", help="compare the tables and measure nothing")
    options = parser.parse_args()
    folder = options.dir.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bench = prepare(folder, options.customers, options.months)
    if not check(bench):
        return 1
    is_same = True
    if not options.check:
        print_head(options.runs)
        print_figures(options.customers, figures(bench, options.runs))
        is_same = print_written(bench)
    shutil.rmtree(folder)
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
