"""A metric over time, a panel a group: line, interval, n, target. Hidden periods leave a gap, hidden groups a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from orchestration.lib.metric_series import Definition, Point
from orchestration.lib.plots.style import BAD, GOOD, INK, MUTED, TARGET, VALUE, styled

WIDTH, HEIGHT = 640, 130
SINGLE_HEIGHT = 260


def over_time(what: Definition, points: Sequence[Point], words: str) -> Any:
    """An altair chart of the points of `metric_series.read`; `words` says which periods and groups they are."""
    import altair as alt

    shown = {point.group for point in points if not point.is_suppressed}
    hidden = sorted({point.group for point in points} - shown)
    points = [point for point in points if point.group in shown] or points
    groups = list(dict.fromkeys(point.group for point in points))
    rows = [_row(what, point) for point in points]
    data = alt.Data(values=rows)
    number_format = f",.{what.decimals}f"
    starts = sorted({_milliseconds(point) for point in points})
    axis = alt.Axis(format="%-d %b", values=starts, grid=False, labelOverlap=True, labelPadding=20)
    x = alt.X("start:T", title=None, scale=alt.Scale(type="utc"), axis=axis)
    y = alt.Y("value:Q", title=what.unit, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=4))
    base = alt.Chart().encode(x=x)
    layers = [
        base.mark_area(color=VALUE, opacity=0.14).encode(y=alt.Y("low:Q"), y2="high:Q"),
        # A period between two gaps has no band.
        base.mark_rule(color=VALUE, opacity=0.25, strokeWidth=2).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=VALUE, strokeWidth=2).encode(y=y),
        base.mark_point(size=46, opacity=1, strokeWidth=1.6).encode(
            y=y,
            stroke=_tones(alt.Stroke),
            fill=alt.condition("datum.is_complete", _tones(alt.Fill), alt.value("white")),
        ),
        base.mark_text(dy=-11, fontSize=10.5, color=INK).encode(y=y, text=alt.Text("value:Q", format=number_format)),
        base.mark_text(baseline="top", fontSize=9.5, color=MUTED).encode(y=alt.value(_height(groups) + 5), text="n:N"),
    ]
    if any(row["target"] is not None for row in rows):
        layers.append(base.mark_line(color=TARGET, strokeDash=[4, 4], strokeWidth=1.2).encode(y="target:Q"))
    panel = alt.layer(*layers).properties(width=WIDTH, height=_height(groups))
    if len(groups) > 1:
        chart = panel.facet(
            row=alt.Row("group:N", sort=groups, header=alt.Header(labelAngle=0, labelAlign="left")), data=data
        )
    else:
        chart = panel.properties(data=data)
    return styled(chart, _title(what, points, groups), _subtitle(points, rows, words, hidden))


def _tones(channel: Any) -> Any:
    import altair as alt

    scale = alt.Scale(domain=["steady", "better", "worse"], range=[VALUE, GOOD, BAD])
    return channel("tone:N", scale=scale, legend=None)


def _milliseconds(point: Point) -> int:
    return int(datetime(point.start.year, point.start.month, point.start.day, tzinfo=UTC).timestamp() * 1000)


def _height(groups: Sequence[str]) -> int:
    return HEIGHT if len(groups) > 1 else SINGLE_HEIGHT


def _row(what: Definition, point: Point) -> dict[str, Any]:
    return {
        "group": point.group,
        "start": _milliseconds(point),
        "value": point.value,
        "low": point.low,
        "high": point.high,
        "target": point.target,
        "n": "" if point.n is None else f"n {point.n:,}",
        "is_complete": point.is_complete,
        "tone": _tone(what, point),
    }


def _tone(what: Definition, point: Point) -> str:
    """Colour is for changes that are more than chance."""
    if not point.is_changed or not point.change or what.is_high_good is None:
        return "steady"
    return "better" if (point.change > 0) == what.is_high_good else "worse"


def _title(what: Definition, points: Sequence[Point], groups: Sequence[str]) -> str:
    """The newest complete value in words; with several groups only what is compared."""
    complete = [point for point in points if point.is_complete and point.value is not None]
    if len(groups) > 1 or not complete:
        return what.title
    last = complete[-1]
    interval = "" if last.low is None else f" ({last.low:,.{what.decimals}f} to {last.high:,.{what.decimals}f})"
    return f"{what.title}: {last.value:,.{what.decimals}f}{interval} from {last.start:%-d %B %Y}"


def _subtitle(points: Sequence[Point], rows: Sequence[dict[str, Any]], words: str, hidden: Sequence[str]) -> list[str]:
    lines = [f"{words[0].upper()}{words[1:]}."]
    if any(row["low"] is not None for row in rows):
        lines[0] += " Band: 95 % interval."
    if any(row["tone"] != "steady" for row in rows):
        lines[0] += " Green and orange dots differ from the period before by more than chance."
    keys = []
    if any(row["target"] is not None for row in rows):
        keys.append("Dashed: target.")
    if any(not point.is_complete for point in points):
        keys.append("White dot: more can still come in.")
    if any(point.is_suppressed for point in points):
        keys.append("Gaps: too few people, or one could be worked out.")
    if keys:
        lines.append(" ".join(keys))
    if hidden:
        lines.append(f"Too few people in every period: {', '.join(hidden)}.")
    return lines
