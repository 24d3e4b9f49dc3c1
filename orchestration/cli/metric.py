"""`voc metric NPS --by touchpoint --last 13w`: a published metric as a table with drawn intervals, or as a picture."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from orchestration.cli.console import Console, table
from orchestration.lib.metric_series import Point, Window, definition, known, read
from orchestration.lib.settings import Settings, load_dotenv

WIDTH = 40
STATUS = {"watch": "beyond threshold", "confirmed": "surely beyond threshold", "too_few": "too few to judge"}


def metric(arguments: argparse.Namespace) -> int:
    """Exit code 0; a metric, dimension or period that is not there is a user's mistake."""
    load_dotenv()
    published = Settings.from_environment().published
    console = Console()
    if arguments.metric is None:
        for line in table(["metric", "what it is", "periods", "by"], [list(choice) for choice in known(published)]):
            console.line(line)
        return 0
    name, window = arguments.metric.lower(), Window.parse(arguments.last)
    what = definition(published, name)
    points = read(published, name, arguments.by, window)
    by = "" if arguments.by == "all" else f" by {arguments.by}"
    if arguments.png:
        from orchestration.lib.plots import metric as plot
        from orchestration.lib.plots import style

        style.write(plot.over_time(what, points, f"{window}{by}"), Path(arguments.png))
        console.line(f"Drawn: {arguments.png}")
        return 0
    interval = ", 95 % interval" if any(point.low is not None for point in points) else ""
    console.line(f"{what.title} ({what.unit}){by}, {window}{interval}")
    for line in drawn(points, what.decimals):
        console.line(line)
    return 0


def drawn(points: Sequence[Point], decimals: int) -> list[str]:
    """One line a period, group after group; all on one axis, so that they can be compared."""
    ends = [end for point in points for end in (point.value, point.low, point.high) if end is not None]
    low, high = (min(ends), max(ends)) if ends else (0.0, 0.0)
    axis = f"{low:,.{decimals}f}".ljust(WIDTH - 10) + f"{high:,.{decimals}f}".rjust(10)
    has_target = any(point.target is not None for point in points)
    rows = []
    for group, members in groupby(points, key=lambda point: point.group):
        rows += [
            [
                f"{point.start}" if group == "all" else f"{group}  {point.start}",
                _shown(point.value, decimals),
                "-" if point.n is None else f"{point.n:,}",
                _hidden(point) if point.is_suppressed else _interval(point, decimals),
                _change(point, decimals),
                *([_shown(point.target, decimals)] if has_target else []),
                _bar(point, low, high),
                _remark(point),
            ]
            for point in members
        ]
    if not rows:
        return ["Nobody answered in these periods."]
    return table(
        ["period from", "value", "n", "interval", "change", *(["target"] if has_target else []), axis, ""], rows
    )


def _change(point: Point, decimals: int) -> str:
    """Only a change that is more than chance is called one. A total, or a value without a spread, cannot be tested."""
    if point.change is None:
        return "-"
    if point.is_changed is None:
        return f"{point.change:+,.{decimals}f} (untested)"
    return f"{point.change:+,.{decimals}f}" if point.is_changed else "steady"


def _hidden(point: Point) -> str:
    return "hidden" if point.shown in {None, point.group} else f"hidden, see {point.shown}"


def _remark(point: Point) -> str:
    remarks = [STATUS[point.status]] if point.status in STATUS else []
    return ", ".join(remarks if point.is_complete else [*remarks, "still open"])


def _bar(point: Point, low: float, high: float) -> str:
    cells = [" "] * WIDTH
    if point.value is not None:
        if point.low is not None and point.high is not None:
            first, last = _cell(point.low, low, high), _cell(point.high, low, high)
            cells[first : last + 1] = "─" * (last + 1 - first)
        cells[_cell(point.value, low, high)] = "●"
    return "".join(cells)


def _cell(value: float, low: float, high: float) -> int:
    return round((value - low) / (high - low) * (WIDTH - 1)) if high > low else WIDTH // 2


def _interval(point: Point, decimals: int) -> str:
    return f"{_shown(point.low, decimals)} to {_shown(point.high, decimals)}"


def _shown(number: float | None, decimals: int) -> str:
    return "-" if number is None else f"{number:,.{decimals}f}"
