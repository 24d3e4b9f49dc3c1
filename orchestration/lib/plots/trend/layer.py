"""One layer of a picture, in pixels; the colours of a mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

LINE, BAND, GRID, AXIS = "#0b766e", "#dcecea", "#e9edf0", "#cfd7dd"
INK, SOFT, DASHED = "#27313a", "#5b6875", "#8a97a3"
TONES = {"good": "#0d6b4a", "bad": "#b3261e"}


def layer(mark: Row, rows: Sequence[Row], *fields: str) -> Row:
    """Marks at their rows' places (x, y, x2, y2); `fields`: what else of a row is drawn."""
    places = {name: {"field": name, "type": "quantitative", "scale": None} for name in ("x", "y") if name in rows[0]}
    ends = {name: {"field": name} for name in ("x2", "y2") if name in rows[0]}
    texts = {name: {"field": name, "type": "nominal"} for name in fields}
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": {**places, **ends, **texts}}


def pixel(place: float) -> float:
    return round(place, 2)
