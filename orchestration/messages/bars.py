"""How long the bars of a table are, in percent of their cell.

Does not belong here: how they are drawn (templates/parts/table.mjml.j2).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.messages.message import Table

NUMBER = 34  # room for the number beside a bar
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


def _length(share: float | None, scale: float) -> int:
    return max(round(abs(share) * scale), LEAST) if share else 0
