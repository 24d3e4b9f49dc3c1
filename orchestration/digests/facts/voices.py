"""What customers say, and who they are where an audience may know it.

Texts here are as they were written: wording masks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Theme:
    """A row of theme_periods: of `comments` those about the theme, and of these the unhappy ones (percent)."""

    theme: str
    title: str
    mentions: int
    comments: int
    share: float
    negative_share: float | None
    previous_share: float | None = None
    change: float | None = None
    is_significant: bool | None = None


@dataclass(frozen=True)
class Voice:
    """A comment of a group whose comments may be shown.

    Args:
        names: of who wrote it, to be masked.
        touchpoint: None where naming it would make the group too small.
        category: negative, neutral or positive.
    """

    key: str
    text: str
    said_on: date
    channel: str
    category: str
    language: str | None = None
    country: str | None = None
    touchpoint: str | None = None
    score: float | None = None
    scale_high: float | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Account:
    """A customer at risk. `name`: None for audiences that may not know it."""

    customer_key: str
    name: str | None
    segment: str | None
    mrr_eur: float | None
    health: float | None = None
    health_change: float | None = None
    drag: str | None = None
    nps: float | None = None
    nps_on: date | None = None
