"""From the tool's number to the published one: a row a step, words and counts beside a bar from value to value."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from orchestration.lib.plots.style import INK, MUTED, VALUE, styled
from orchestration.lib.plots.table import ROW, Row, data, heading, row_axis, text_columns
from orchestration.lib.reconciliation import words
from orchestration.lib.reconciliation.reading import Found

COLUMN, PLOT, BAR = 400, 330, 12
STEP, LINK = "#8fa3b8", "#c3ccd6"
ROOM = 0.16  # Of the values' range, on both sides: for the numbers beside the marks.
LEAST_WIDTH = 20  # In units of the last decimal that is shown: a few of those must not look like a landslide.


def waterfall(found: Found) -> Any:
    """An altair chart; neither value is good or bad here, so nothing is green or red."""
    import altair as alt

    rows = _rows(found)
    order = [str(row["group"]) for row in rows]
    drawn = [row for row in rows if row["to"] is not None]
    scale = alt.Scale(domain=_domain(found, [row["to"] for row in drawn]), nice=False, zero=False)
    axis = alt.Axis(title=found.definition.unit, titleFontWeight="normal", tickCount=5, grid=False)
    x = alt.X("to:Q", scale=scale, axis=axis)
    y = row_axis(order)
    steps = [row for row in drawn if row["is_step"]]
    links = [{"group": first["group"], "next": second["group"], "to": first["to"]} for first, second in pairwise(drawn)]
    plot = alt.layer(
        data(links).mark_rule(color=LINK, strokeWidth=1).encode(x=x, y=y, y2="next:N"),
        data(steps).mark_bar(height=BAR, color=STEP).encode(x=alt.X("from:Q", scale=scale), x2="to:Q", y=y),
        data(steps).mark_tick(color=STEP, thickness=2.5, size=BAR + 6).encode(x=x, y=y),
        data([row for row in drawn if not row["is_step"]])
        .mark_point(filled=True, size=130, opacity=1, color=VALUE)
        .encode(x=x, y=y),
        *(
            data([row for row in drawn if row["falls"] == falls])
            .mark_text(align=align, dx=dx, fontSize=12)
            .encode(x=x, y=y, text="label:N", color=alt.value(INK))
            for falls, align, dx in ((False, "left", 11), (True, "right", -9))
        ),
        heading("value", PLOT // 2, "center"),
    ).properties(width=PLOT, height=ROW * len(rows))
    columns = [
        ("name", 0, "left", ""),
        ("change", COLUMN - 60, "right", "answers"),
        ("n", COLUMN, "right", "n"),
    ]
    return styled(alt.hconcat(text_columns(rows, order, columns, COLUMN), plot, spacing=26), "")


def _rows(found: Found) -> list[Row]:
    whole = found.whole
    values = [counts.value(whole.formula) for counts in (whole.tool, *(step.left for step in whole.steps))]
    before = [None, *values]
    after = [*values, whole.published.value(whole.formula)]
    texts = words.rows(found)
    return [
        {
            # Names of steps may be alike; rows must not be.
            "group": f"{place:02}",
            "name": name,
            "change": change.replace("-", "−"),
            "n": n,
            "label": label.replace("-", "−"),
            "from": start,
            "to": end,
            "falls": start is not None and end is not None and end < start,
            "is_step": 0 < place < len(texts) - 1,
            "ink": INK if place in (0, len(texts) - 1) else MUTED,
            "weight": "bold" if place in (0, len(texts) - 1) else "normal",
        }
        for place, ((name, change, n, label), start, end) in enumerate(zip(texts, before, after, strict=True))
    ]


def _domain(found: Found, values: list[Any]) -> list[float]:
    """Around the values; not so narrow that a change nobody would print fills the picture."""
    if not values:
        return [0.0, 1.0]
    low, high = min(values), max(values)
    middle, width = (low + high) / 2, max(high - low, LEAST_WIDTH * 10**-found.definition.decimals)
    return [middle - width * (0.5 + ROOM), middle + width * (0.5 + ROOM)]
