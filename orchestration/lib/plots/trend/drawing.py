"""A trend as Vega-Lite. Written as it is, not by altair, whose checks take longer than the drawing; tests make them.

Everything stands in pixels, which labels need to keep clear of one another; rows say the values beside them. Does not
belong here: sizes and places (frame.py, places.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from orchestration.lib.plots.trend import marks
from orchestration.lib.plots.trend.contract import Trend, TrendMark
from orchestration.lib.plots.trend.frame import LARGE, LETTERS, Frame, frame, labelled, width
from orchestration.lib.plots.trend.layer import AXIS, BAND, DASHED, GRID, INK, LINE, SOFT, TONES, Row, layer, pixel
from orchestration.lib.plots.trend.places import Placed, Point, beside_baseline, curve

TOP, BOTTOM = 14, 34
KEY = 32  # where the words of a key begin


def vega_lite(trend: Trend, font: str) -> Row | None:
    """The picture; None where no period has a value."""
    values = [
        end
        for point in trend.points
        if point.value is not None
        for end in (point.value, point.low, point.high, trend.baseline)
        if end is not None
    ]
    if not values:
        return None
    last = trend.points[-1]
    size = frame(
        values,
        len(trend.points),
        last.shown if last.value is not None else "",
        trend.tick,
        (trend.lowest, trend.highest),
        [point.label for point in trend.points],
    )
    runs = _runs(trend, size)
    happened = marks.marked(trend, size)
    baseline, key_row = _baseline(trend, size, runs, happened)
    rows = max(marks.rows(happened), key_row + 1)
    layers = [
        *_axes(trend, size),
        *_bands(runs),
        *marks.layers(happened, size),
        *baseline,
        *_lines(runs),
        *_last(trend, size),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "width": size.width,
        "height": size.height,
        "autosize": {"type": "none"},
        "padding": {
            "left": size.left,
            "right": size.right,
            "top": TOP + marks.ROW * rows,
            "bottom": BOTTOM,
        },
        "config": {"font": font, "view": {"stroke": None}, "text": {"fontSize": LETTERS}},
        "layer": layers,
    }


def _runs(trend: Trend, size: Frame) -> list[list[Row]]:
    """The periods that follow one another without a gap."""
    rows = [
        {
            "x": pixel(size.x(number)),
            "y": pixel(size.y(point.value)),
            "low": None if point.low is None else pixel(size.y(point.low)),
            "high": None if point.high is None else pixel(size.y(point.high)),
            "value": point.value,
            "label": point.label,
            "shown": point.shown,
            "n": point.n,
        }
        if point.value is not None
        else None
        for number, point in enumerate(trend.points)
    ]
    return [[row for row in run if row] for is_shown, run in groupby(rows, key=bool) if is_shown]


def _axes(trend: Trend, size: Frame) -> Iterator[Row]:
    """Lines and labels of both axes."""
    ticks = [{"x": 0, "x2": size.width, "y": pixel(size.y(value)), "text": text} for value, text in size.ticks]
    yield layer({"type": "rule", "color": GRID}, ticks)
    yield layer({"type": "rule", "color": AXIS}, [{"x": 0, "x2": size.width, "y": size.height}])
    texts = {"type": "text", "color": SOFT}
    yield layer(texts | {"align": "right", "baseline": "middle", "dx": -12}, ticks, "text")
    labels = [point.label for point in trend.points]
    below = [
        {"x": pixel(size.x(number)), "y": size.height + 11, "text": labels[number]} for number in labelled(labels, size)
    ]
    yield layer(texts | {"align": "center", "baseline": "top"}, below, "text")


def _bands(runs: Sequence[Sequence[Row]]) -> Iterator[Row]:
    for run in runs:
        for has_interval, part in groupby(run, key=lambda row: row["low"] is not None and row["high"] is not None):
            rows = [{"x": row["x"], "y": row["high"], "y2": row["low"]} for row in part] if has_interval else []
            if len(rows) > 1:
                yield layer({"type": "area", "color": BAND, "opacity": 1, "interpolate": "monotone"}, rows)
            elif rows:
                yield layer({"type": "rule", "color": BAND, "strokeWidth": 10, "strokeCap": "butt"}, rows)


def _lines(runs: Sequence[Sequence[Row]]) -> Iterator[Row]:
    for run in runs:
        if len(run) > 1:
            yield layer({"type": "line", "color": LINE, "strokeWidth": 2.5, "interpolate": "monotone"}, run)
    dots = [row for run in runs for row in run]
    tooltip = {"tooltip": [{"field": name, "type": "nominal", "title": ""} for name in ("label", "shown", "n")]}
    points = layer({"type": "point", "filled": True, "opacity": 1, "size": 34, "color": LINE}, dots)
    yield points | {"encoding": points["encoding"] | tooltip}


def _last(trend: Trend, size: Frame) -> Iterator[Row]:
    """The last value, large; none where the last period is hidden, since an earlier one is not the news."""
    point = trend.points[-1]
    if point.value is None:
        return
    colour = TONES.get(trend.tone, LINE)
    row = [{"x": pixel(size.x(len(trend.points) - 1)), "y": pixel(size.y(point.value)), "text": point.shown}]
    dot = {"type": "point", "filled": True, "opacity": 1}
    yield layer(dot | {"size": 190, "color": "white"}, row)
    yield layer(dot | {"size": 110, "color": colour}, row)
    bold = {"fontSize": LARGE, "fontWeight": "bold", "color": TONES.get(trend.tone, INK)}
    yield layer({"type": "text", "align": "left", "baseline": "middle", "dx": 13, **bold}, row, "text")


def _baseline(
    trend: Trend, size: Frame, runs: Sequence[Sequence[Row]], happened: Sequence[tuple[TrendMark, Placed]]
) -> tuple[list[Row], int]:
    """The dashed line and its label, and the row above the plot that the label had to go to; -1 where it did not."""
    if trend.baseline is None:
        return [], -1
    y = pixel(size.y(trend.baseline))
    dashes = {"type": "rule", "color": DASHED, "strokeDash": [5, 4], "strokeWidth": 1.4}
    found = [layer(dashes, [{"x": 0, "x2": size.width, "y": y}])]
    label = trend.baseline_label
    if not label:
        return found, -1
    drawn: list[Point] = [point for run in runs for point in curve([(row["x"], row["y"]) for row in run])]
    edges: list[Point] = [
        point
        for run in runs
        for end in ("low", "high")
        for point in curve([(row["x"], row[end]) for row in run if row[end] is not None])
    ]
    text = {"type": "text", "align": "left", "color": INK}
    if place := beside_baseline(label, y, size, drawn, edges, [placed.x for _, placed in happened]):
        left, is_above = place
        row = {"x": left, "y": y - 6 if is_above else y + 6, "text": label}
        look = {"baseline": "bottom" if is_above else "top"}
        return [*found, layer(text | look, [row], "text")], -1
    key = marks.free_row(happened, KEY + width(label))
    above = -marks.ROW * key - marks.ABOVE
    found.append(layer(dashes, [{"x": 0, "x2": KEY - 8, "y": above}]))
    return [*found, layer(text | {"baseline": "middle"}, [{"x": KEY, "y": above, "text": label}], "text")], key
