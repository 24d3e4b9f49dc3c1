"""How wide the parts of a table are: its bars in percent of their cell, and whether its words fit a telephone.

Does not belong here: how they are drawn (templates/parts/table.mjml.j2).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.messages.message import Table

NUMBER = 34  # room for the number beside a bar
TELEPHONE, COLUMN = 42, 68  # letters of a row there, and in a mail's column
HEAD = 13 / 15  # of a row's letters
WIDE = frozenset("MWmwЖМШЩЮЫжмшщюы@%")
LEAST = 2  # so that a little is seen


@dataclass(frozen=True)
class Bar:
    """`length`: 0 for none. `zero`: where bars of both directions begin; 0 where all go the same way, to the right."""

    length: int
    zero: int = 0
    is_left: bool = False


def bars(table: Table) -> tuple[Bar, ...]:
    """One a row, all on one scale; none where no row has a share."""
    shares = [row.share for row in table.rows]
    if all(share is None for share in shares):
        return ()
    down = max((-share for share in shares if share is not None and share < 0), default=0.0)
    up = max((share for share in shares if share is not None and share > 0), default=0.0)
    if not down or not up:
        most = max(down, up, 1e-9)
        return tuple(Bar(_length(share, (100 - NUMBER) / max(most, 1.0))) for share in shares)
    zero = round(min(max(100 * down / (down + up), NUMBER), 100 - NUMBER))
    scale = min(zero / down, (100 - zero) / up)
    return tuple(Bar(_length(share, scale), zero, is_left=(share or 0) < 0) for share in shares)


def is_narrow(table: Table) -> bool:
    """Whether a telephone can show its rows as rows: no word of the first column is broken, no cell of the others."""
    return _across(table, 12) + 1.2 * len(table.columns) <= TELEPHONE


def is_whole(table: Table) -> bool:
    """The same of a mail's full width."""
    return _across(table, 28) + 2 * len(table.columns) <= COLUMN


def _across(table: Table, barred: float) -> float:
    """Letters that a row needs; `barred`: those of a cell with bars at least."""
    columns = list(zip(*(row.cells for row in table.rows), strict=True))
    first = [word for cell in columns[0] for word in cell.split()] if columns else []
    widths = [
        max([*map(_letters, words), *(HEAD * _letters(word) for word in head.split())], default=0.0)
        for head, words in zip(table.columns, [first, *columns[1:]], strict=True)
    ]
    if bars(table):
        widths[-1] = max(widths[-1], barred)
    return sum(widths)


def _letters(text: str) -> float:
    return sum(1.7 if letter in WIDE else 1.0 for letter in text)


def _length(share: float | None, scale: float) -> int:
    return max(round(abs(share) * scale), LEAST) if share else 0
