"""Words and numbers in columns beside marks, row by row: a chart that is read like a table needs no legend.

Does not belong here: what the columns say. Rows are dictionaries with `group` (in `order`), `ink` and `weight`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestration.lib.plots.style import MUTED

ROW = 34
Row = dict[str, Any]
Column = tuple[str, int, Any, str]  # The row's field, its place in pixels, how it is aligned there, and its head.


def data(rows: Sequence[Row]) -> Any:
    import altair as alt

    return alt.Chart(alt.Data(values=list(rows)))


def row_axis(order: Sequence[str]) -> Any:
    """The same for texts and marks, so that they stand side by side."""
    import altair as alt

    return alt.Y("group:N", scale=alt.Scale(domain=list(order)), axis=None)


def heading(text: str, place: int, align: Any) -> Any:
    """Above the rows."""
    import altair as alt

    mark = data([{"head": text}]).mark_text(align=align, fontSize=11.5, color=MUTED, baseline="bottom")
    return mark.encode(x=alt.value(place), y=alt.value(-8), text="head:N")


def text_columns(rows: Sequence[Row], order: Sequence[str], columns: Sequence[Column], width: int) -> Any:
    """The columns with their heads."""
    import altair as alt

    layers = [heading(head, place, align) for _, place, align, head in columns]
    for name, place, align, _ in columns:
        for weight in ("normal", "bold"):
            chosen = [row for row in rows if row["weight"] == weight]
            texts = data(chosen).mark_text(align=align, fontSize=12, fontWeight=weight)
            ink = alt.Color("ink:N", scale=None)
            layers.append(texts.encode(y=row_axis(order), x=alt.value(place), text=alt.Text(f"{name}:N"), color=ink))
    return alt.layer(*layers).properties(width=width, height=ROW * max(len(rows), 1))
