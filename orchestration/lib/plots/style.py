"""How every chart of the house looks, and how it becomes a file.

Belongs here: colours, fonts, sizes, and writing PNG or SVG. Does not belong here: what a chart shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError

INK, MUTED, GRID = "#1f2933", "#697586", "#e4e7eb"
VALUE, GOOD, BAD, TARGET = "#2b6cb0", "#2f855a", "#c05621", "#805ad5"
# Names that every system resolves to something it has; nothing is fetched.
FONT = "Helvetica, Arial, DejaVu Sans, Liberation Sans, sans-serif"
FORMATS = {".png", ".svg"}
PIXELS_PER_POINT = 2


def styled(chart: Any, title: str, subtitle: str | list[str] = "") -> Any:
    """The chart with a title that says what is seen, and the house's colours and fonts."""
    import altair as alt

    return (
        chart.properties(
            title=alt.TitleParams(
                title,
                subtitle=subtitle,
                anchor="start",
                fontSize=17,
                subtitleFontSize=12.5,
                subtitleColor=MUTED,
                offset=14,
            ),
            padding=18,
        )
        .configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED,
            titleColor=MUTED,
            domain=False,
            ticks=False,
            gridColor=GRID,
            labelFontSize=11.5,
            labelPadding=6,
        )
        .configure_header(labelColor=INK, labelFontSize=12.5, labelFontWeight="bold", title=None)
        .configure_title(color=INK, fontWeight="bold")
    )


def write(chart: Any, file: Path) -> None:
    """Write a chart as PNG (twice the pixels, for sharp screens) or SVG, by the file's ending.

    Raises:
        UserError: another ending, or a folder that does not exist.
    """
    if file.suffix.lower() not in FORMATS:
        raise UserError(f"{file} is neither .png nor .svg: name the file so.")
    if not file.parent.is_dir():
        raise UserError(f"The folder {file.parent} does not exist: make it, or name another file.")
    if file.suffix.lower() == ".png":
        chart.save(str(file), scale_factor=PIXELS_PER_POINT)
    else:
        chart.save(str(file))
