"""A metric over its last periods in one picture: line, interval, baseline, what happened, the last value large.

`Trend` is everything that the picture says, in the reader's language: every string comes formatted. Does not belong
here: reading the numbers, and the words around the picture (its alternative text is the message's).
"""

from __future__ import annotations

from typing import Any

from orchestration.lib.plots.trend.contract import Trend, TrendMark, TrendPoint, plain_tick
from orchestration.lib.plots.trend.drawing import vega_lite
from orchestration.lib.plots.trend.frame import WIDTH
from orchestration.lib.plots.trend.small import smaller

__all__ = ["Trend", "TrendMark", "TrendPoint", "chart", "plain_tick", "png", "spec"]

# Of all systems' faces vl-convert brings this one along, with Cyrillic: the same picture on every machine.
DRAWN_IN = "Liberation Sans, sans-serif"
SHOWN_IN = "Segoe UI, Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
PIXELS = 2 * 544 / WIDTH  # two for each of a mail


def chart(trend: Trend) -> Any:
    """An altair chart; None where no period has a value."""
    import altair as alt

    found = spec(trend)
    return None if found is None else alt.Chart.from_dict(found)


def png(trend: Trend) -> bytes | None:
    """For a mail's column, sharp on screens with twice the pixels; None where no period has a value."""
    import vl_convert

    found = vega_lite(trend, DRAWN_IN)
    return None if found is None else smaller(vl_convert.vegalite_to_png(found, scale=PIXELS, allowed_base_urls=[]))


def spec(trend: Trend) -> dict[str, Any] | None:
    """Vega-Lite, as a page draws it; None where no period has a value."""
    return vega_lite(trend, SHOWN_IN)
