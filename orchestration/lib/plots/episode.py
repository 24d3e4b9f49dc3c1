"""An episode in a small picture for a mail: the values, their interval, the limit, and where it began.

Does not belong here: the message around it, and the picture in words for a mail program that shows none
(alerts/wording).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from orchestration.lib.metric_series import Point
from orchestration.lib.plots.style import BAD, GOOD, GRID, INK, MUTED, TARGET, VALUE

# As the mail around it; DejaVu last, since it is much wider.
FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
WIDTH, HEIGHT = 400, 165
POINTS = 26
LEAST = 3  # A trend of fewer points is none.


@dataclass(frozen=True)
class Manner:
    """How the reader's language writes: a value; a day on the axis (D3's format); marks and names (D3's locale)."""

    value: Callable[[float], str]
    day: str = "%-d %b"
    locale: Mapping[str, Any] = field(default_factory=dict)


def shown(points: Sequence[Point]) -> list[Point]:
    """The last ones that have a value and may be seen."""
    return [point for point in points if point.value is not None and not point.is_suppressed][-POINTS:]


def drawn(
    points: Sequence[Point],
    limit: float | None,
    opened_on: date,
    limit_words: str,
    manner: Manner,
    *,
    is_over: bool = False,
) -> Any:
    """An altair chart of points with values, or None where there are too few. `is_over`: the last one is good."""
    import altair as alt

    if len(points) < LEAST:
        return None
    rows = [
        {
            "end": _milliseconds(point.end),
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "is_in": point.end >= opened_on,
            "shown": manner.value(point.value or 0.0),
        }
        for point in points
    ]
    axis = alt.Axis(format=manner.day, grid=False, tickCount=5, labelOverlap=True, labelFlush=False)
    x = alt.X("end:T", title=None, scale=alt.Scale(type="utc"), axis=axis)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=4))
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    last = alt.Chart(alt.Data(values=rows[-1:])).encode(x=x, y=y)
    tone = GOOD if is_over else BAD
    layers = [
        base.mark_area(color=VALUE, opacity=0.14).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=VALUE, strokeWidth=2.2).encode(y=y),
        base.transform_filter("datum.is_in").mark_point(size=34, filled=True, opacity=1, color=BAD).encode(y=y),
        last.mark_point(size=80, filled=True, opacity=1, color=tone),
        last.mark_text(align="left", dx=10, fontSize=18, fontWeight="bold", color=tone).encode(text="shown:N"),
    ]
    if limit is not None:
        line = [{"limit": limit, "words": limit_words, "start": rows[0]["end"]}]
        rule = alt.Chart(alt.Data(values=line))
        layers.append(rule.mark_rule(color=TARGET, strokeDash=[5, 4], strokeWidth=1.4).encode(y="limit:Q"))
        # On the side of the limit where the values are not.
        early = [point.value for point in points[: len(points) // 2 + 1] if point.value is not None]
        is_below = sum(value < limit for value in early) * 2 > len(early)
        words = rule.mark_text(align="left", dy=-8 if is_below else 11, fontSize=14, color=TARGET)
        layers.append(words.encode(x=alt.X("start:T"), y="limit:Q", text="words:N"))
    began = [row for row in rows if row["is_in"]]
    if began and began[0] is not rows[0]:
        mark = alt.Chart(alt.Data(values=[{"end": began[0]["end"]}])).encode(x=x)
        layers.append(mark.mark_rule(color=MUTED, strokeDash=[2, 3], strokeWidth=1))
    return _plain(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT), manner)


def png(chart: Any) -> bytes:
    """Twice the pixels, for sharp screens."""
    out = io.BytesIO()
    chart.save(out, format="png", scale_factor=2)
    return out.getvalue()


def _milliseconds(on: date) -> int:
    return int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp() * 1000)


def _plain(chart: Any, manner: Manner) -> Any:
    """The house's colours without a title: the mail says it."""
    return (
        chart.properties(padding={"left": 12, "top": 14, "right": 66, "bottom": 10})
        .configure(font=FONT, background="white", **({"locale": manner.locale} if manner.locale else {}))
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED,
            titleColor=INK,
            domain=False,
            ticks=False,
            gridColor=GRID,
            labelFontSize=14,
            labelPadding=7,
        )
    )
