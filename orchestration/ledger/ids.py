"""Ids that follow from what they name, so that writing the same thing twice is seen to be the same thing."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime


def stable_id(*parts: str | int | date | None) -> str:
    """64 hexadecimal digits for these parts in this order; ("ab", "c") and ("a", "bc") differ, instants are UTC."""
    text = json.dumps([_plain(part) for part in parts], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(part: str | int | date | None) -> str | int | None:
    if isinstance(part, datetime):
        if part.tzinfo is None:
            raise ValueError("An instant without a time zone names nothing.")
        return part.astimezone(UTC).isoformat(timespec="microseconds")
    return part.isoformat() if isinstance(part, date) else part
