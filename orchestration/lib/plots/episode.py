"""An episode in a small picture for a mail: the values, their interval, the limit, and where it began.

Does not belong here: the message around it (alerts/wording). The picture says in words what a mail program that shows
none has to say (`alt`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from orchestration.lib.metric_series import Definition, Point
from orchestration.lib.plots.style import BAD, GOOD, GRID, INK, MUTED, TARGET, VALUE

# As the mail around it; DejaVu last, since it is much wider.
FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
WIDTH, HEIGHT = 400, 165
POINTS = 26
LEAST = 3  # A trend of fewer points is none.


def drawn(
    what: Definition,
    points: Sequence[Point],
    limit: float | None,
    opened_on: date,
    limit_words: str = "",
    *,
    is_over: bool = False,
) -> Any:
    """An altair chart of the last shown points, or None where there are too few. `is_over`: the last one is good."""
    import altair as alt

    shown = [point for point in points if point.value is not None and not point.is_suppressed][-POINTS:]
    if len(shown) < LEAST:
        return None
    rows = [
        {
            "end": _milliseconds(point.end),
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "is_in": point.end >= opened_on,
            "shown": f"{point.value:,.{what.decimals}f}",
        }
        for point in shown
    ]
    axis = alt.Axis(format="%-d %b", grid=False, tickCount=5, labelOverlap=True, labelFlush=False)
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
        line = [{"limit": limit, "words": limit_words or "limit", "start": rows[0]["end"]}]
        rule = alt.Chart(alt.Data(values=line))
        layers.append(rule.mark_rule(color=TARGET, strokeDash=[5, 4], strokeWidth=1.4).encode(y="limit:Q"))
        # On the side of the limit where the values are not.
        early = [point.value for point in shown[: len(shown) // 2 + 1] if point.value is not None]
        is_below = sum(value < limit for value in early) * 2 > len(early)
        words = rule.mark_text(align="left", dy=-8 if is_below else 11, fontSize=14, color=TARGET)
        layers.append(words.encode(x=alt.X("start:T"), y="limit:Q", text="words:N"))
    began = [row for row in rows if row["is_in"]]
    if began and began[0] is not rows[0]:
        mark = alt.Chart(alt.Data(values=[{"end": began[0]["end"]}])).encode(x=x)
        layers.append(mark.mark_rule(color=MUTED, strokeDash=[2, 3], strokeWidth=1))
    return _plain(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT))


def alt_text(what: Definition, points: Sequence[Point], limit: float | None, shown_limit: str = "") -> str:
    """The picture's numbers in a sentence."""
    shown = [point for point in points if point.value is not None and not point.is_suppressed][-POINTS:]
    first, last = shown[0], shown[-1]
    values = [point.value for point in shown if point.value is not None]
    number = f",.{what.decimals}f"
    sentence = (
        f"{what.title} from {first.end.day} {first.end:%b %Y} to {last.end.day} {last.end:%b %Y}: between "
        f"{min(values):{number}} and {max(values):{number}}, at the end {last.value:{number}}"
    )
    return f"{sentence}; {shown_limit or 'limit'}." if limit is not None else f"{sentence}."


def png(chart: Any) -> bytes:
    """Twice the pixels, for sharp screens."""
    out = io.BytesIO()
    chart.save(out, format="png", scale_factor=2)
    return out.getvalue()


def _milliseconds(on: date) -> int:
    return int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp() * 1000)


def _plain(chart: Any) -> Any:
    """The house's colours without a title: the mail says it."""
    return (
        chart.properties(padding={"left": 12, "top": 14, "right": 66, "bottom": 10})
        .configure(font=FONT, background="white")
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
