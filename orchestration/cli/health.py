"""`voc health`: how customers are, and whether lower scores did mean leaving; a table with drawings, or a picture."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration.cli.console import Console, table
from orchestration.lib.health import CHANCE, Backtest, Present, read
from orchestration.lib.settings import Settings, load_dotenv

WIDTH = 40


def health(arguments: argparse.Namespace) -> int:
    """Exit code 0; nothing published and a file that cannot be drawn are a user's mistakes."""
    load_dotenv()
    present, backtest = read(Settings.from_environment().published)
    console = Console()
    if arguments.png:
        from orchestration.lib.plots import health as plot
        from orchestration.lib.plots import style

        style.write(plot.judged(backtest), Path(arguments.png))
        console.line(f"Drawn: {arguments.png}")
        return 0
    for line in [*shown(present), "", *judged(backtest)]:
        console.line(line)
    return 0


def shown(present: Present) -> Iterator[str]:
    """The bands of the newest month, a bar each."""
    yield f"Health of {present.customers:,} customers with a running subscription, {present.last_day:%-d %B %Y}"
    yield ""
    most = max((band.customers for band in present.bands), default=0)
    yield from table(
        ["band", "customers", "share", "since the month before", ""],
        [
            [
                band.band,
                f"{band.customers:,}",
                f"{100 * band.customers / present.customers:.1f} %" if present.customers else "-",
                "-" if band.change is None else f"{band.change:+,}" if band.change else "0",
                ("█" * round(WIDTH * band.customers / most) if most else "").ljust(WIDTH),
            ]
            for band in present.bands
        ],
    )
    yield ""
    if present.drags:
        yield "What takes most from their scores: " + ", ".join(f"{name} {count:,}" for name, count in present.drags)
    yield f"Customers without a running subscription, not counted here: {present.others:,}"


def judged(backtest: Backtest) -> Iterator[str]:
    """The back-test: ranking by month and leaving by band, intervals on one axis each."""
    yield f"Back-test: who left within {backtest.horizon_days} days of a month's end"
    overall = backtest.overall
    if overall is None or overall.auc is None:
        yield f"{backtest.verdict}."
        return
    interval = _interval(overall.low, overall.high, ", ", 2)
    yield f"{backtest.verdict} (AUC {overall.auc:.2f}{interval}; {CHANCE} is chance)."
    yield ""
    points = [*backtest.rankings, overall]
    low, high = _axis([(point.low, point.auc, point.high) for point in points], CHANCE)
    yield from table(
        ["month's end", "customers", "left", "AUC", "interval", f"{low:.2f}".ljust(WIDTH - 6) + f"{high:.2f}".rjust(6)],
        [
            [
                f"{point.month:%Y-%m}" if point.month else "all",
                f"{point.n:,}",
                f"{point.left:,}",
                f"{point.auc:.2f}",
                _interval(point.low, point.high, "", 2),
                _bar(point.low, point.auc, point.high, low, high, CHANCE),
            ]
            for point in points
        ],
    )
    yield ""
    low, high = _axis([(share.low, share.value, share.high) for share in backtest.shares], 0.0)
    yield from table(
        [
            "band, all months",
            "customers' months",
            "left",
            "share",
            "interval",
            f"{low:.0f} %".ljust(WIDTH - 6) + f"{high:.0f} %".rjust(6),
        ],
        [
            [
                share.band,
                f"{share.n:,}",
                f"{share.left:,}",
                f"{share.value:.1f} %",
                _interval(share.low, share.high, "", 1),
                _bar(share.low, share.value, share.high, low, high),
            ]
            for share in backtest.shares
        ],
    )


def _axis(points: Sequence[tuple[float | None, float | None, float | None]], *more: float) -> tuple[float, float]:
    ends = [end for point in points for end in point if end is not None]
    return min([*ends, *more]), max([*ends, *more])


def _bar(
    start: float | None, value: float | None, end: float | None, low: float, high: float, line: float | None = None
) -> str:
    def cell(number: float) -> int:
        return round((number - low) / (high - low) * (WIDTH - 1)) if high > low else WIDTH // 2

    cells = [" "] * WIDTH
    if start is not None and end is not None:
        cells[cell(start) : cell(end) + 1] = "─" * (cell(end) + 1 - cell(start))
    if line is not None:
        cells[cell(line)] = "┊" if cells[cell(line)] == " " else "┼"
    if value is not None:
        cells[cell(value)] = "●"
    return "".join(cells)


def _interval(low: float | None, high: float | None, before: str, decimals: int) -> str:
    return "" if low is None or high is None else f"{before}{low:.{decimals}f} to {high:.{decimals}f}"
