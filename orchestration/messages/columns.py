"""Lines and columns of plain text. Does not belong here: what they say (text.py)."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

WIDTH = 76
LABEL = 26  # Longer labels get a line of their own.
GAP = "  "


def filled(text: str, first: str = "", later: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def pairs(lines: Sequence[tuple[str, str]]) -> str:
    """Labels, and values in one column beside them."""
    width = max((_width(label) for label, _ in lines if len(label) <= LABEL), default=0)
    indent = " " * (width + len(GAP))
    shown = []
    for label, value in lines:
        if len(label) > LABEL:
            shown += [filled(label), filled(value, indent, indent)] if value else [filled(label)]
        else:
            shown.append(filled(value, f"{_padded(label, width)}{GAP}", indent) if value else label)
    return "\n".join(shown)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A table: its first row are the heads, its first column is flush left, the others flush right.

    Where it is wider than a line, each row becomes a block of heads and values.
    """
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + len(GAP) * (len(widths) - 1) > WIDTH:
        return "\n\n".join(_block(rows[0], row) for row in rows[1:])
    lines = []
    for row in rows:
        first, *others = (
            _padded(cell, width, is_right=place > 0)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append(GAP.join([first, *others]).rstrip())
    return "\n".join(lines)


def _block(heads: Sequence[str], row: Sequence[str]) -> str:
    return "\n".join(
        [
            filled(row[0]),
            *(filled(f"{head}: {cell}", GAP, GAP * 2) for head, cell in zip(heads[1:], row[1:], strict=True)),
        ]
    )


def _padded(text: str, width: int, *, is_right: bool = False) -> str:
    room = " " * (width - _width(text))
    return f"{room}{text}" if is_right else f"{text}{room}"


def _width(text: str) -> int:
    """Columns on a screen: marks that stand on a letter take none, East Asian letters two."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
