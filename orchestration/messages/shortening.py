"""A message with fewer lines, for looks that have room for so many bytes only; each list says what it has lost.

Does not belong here: how many bytes that are (html.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from orchestration.messages import words
from orchestration.messages.message import Message, Section

LINES = (40, 20, 10, 5)


def shorter(message: Message) -> Iterator[Message]:
    """The message, then ever shorter ones: lists are cut first, then parts from the end."""
    yield message
    for most in LINES:
        shown = replace(message, sections=tuple(_cut(section, most) for section in message.sections))
        if shown != message:
            yield shown
    while shown.sections:
        shown = replace(shown, sections=shown.sections[:-1])
        yield shown


def _cut(section: Section, most: int) -> Section:
    lists: dict[str, tuple[Any, ...]] = {
        name: getattr(section, name) for name in ("paragraphs", "facts", "rows", "quotes")
    }
    lost = sum(max(len(parts) - most, 0) for parts in lists.values())
    kept: dict[str, Any] = {name: parts[:most] for name, parts in lists.items()}
    if section.table and len(section.table.rows) > most:
        lost += len(section.table.rows) - most
        kept["table"] = replace(section.table, rows=section.table.rows[:most])
    if not lost:
        return section
    return replace(section, **kept, note=" ".join(filter(None, [words.left_out(lost), section.note])))
