"""What a rule would have told: value and limit by day, a panel a group, a mark where it would have spoken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from orchestration.lib.plots.style import BAD, GOOD, INK, MUTED, TARGET, VALUE, styled

WIDTH, HEIGHT = 680, 120
TONES = {"opened": MUTED, "confirmed": BAD, "worsened": BAD, "resolved": GOOD}


def over_time(title: str, words: str, traces: Sequence[Any], marks: Sequence[tuple[str, date, str, float]]) -> Any:
    """An altair chart.

    Args:
        traces: group, days, values and limits each.
        marks: group, day, kind of event, value.
    """
    import altair as alt

    groups = [trace.group for trace in traces]
    rows = [
        {"group": trace.group, "day": _milliseconds(day), "value": value, "limit": limit}
        for trace in traces
        for day, value, limit in zip(trace.days, trace.values, trace.limits, strict=True)
    ]
    rows += [
        {"group": group, "day": _milliseconds(day), "marked": value, "kind": kind}
        for group, day, kind, value in marks
        if kind in TONES and group in groups
    ]
    x = alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y", grid=False))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=4))
    scale = alt.Scale(domain=list(TONES), range=list(TONES.values()))
    base = alt.Chart().encode(x=x)
    lines = base.transform_filter("isValid(datum.value)")
    points = base.transform_filter("isValid(datum.marked)")
    panel = alt.layer(
        lines.mark_line(color=VALUE, strokeWidth=1.6).encode(y=y),
        lines.mark_line(color=TARGET, strokeDash=[4, 4], strokeWidth=1.1).encode(y="limit:Q"),
        points.mark_point(filled=True, size=70, opacity=1, stroke=INK, strokeWidth=0.5).encode(
            y="marked:Q", color=alt.Color("kind:N", scale=scale, legend=alt.Legend(title=None, orient="bottom"))
        ),
    ).properties(width=WIDTH, height=HEIGHT)
    facet = alt.Row("group:N", sort=groups, header=alt.Header(labelAngle=0, labelAlign="left"))
    chart = panel.facet(row=facet, data=alt.Data(values=rows)).resolve_scale(y="independent")
    return styled(chart, title, [words, "Line: value. Dashed: limit. Dots: when the rule would have spoken."])


def _milliseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
