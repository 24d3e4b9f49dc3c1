"""The words that looks add of their own."""

from __future__ import annotations

from datetime import date

from orchestration.language import say
from orchestration.language.dates import day
from orchestration.language.names import language_name
from orchestration.language.numbers import number
from orchestration.messages.message import Message, Section, Severity, State, Table, TableRow


def label(message: Message) -> str:
    """What a message is, in a word or two; shown beside its brand."""
    if message.state is State.RESOLVED:
        return say("Resolved")
    if message.state is State.ACKNOWLEDGED:
        return say("Acknowledged")
    by_kind = {
        "worsened": say("Worse"),
        "reminder": say("Reminder"),
        "escalated": say("Escalated"),
        "personal": say("Needs a call"),
        "batch": say("Need a call"),
        "test": say("Test"),
        "digest": say("Digest"),
        "delayed": say("Delayed"),
        "response": say("New answer"),
    }
    by_severity = {
        Severity.CRITICAL: say("Critical"),
        Severity.WARNING: say("Warning"),
        Severity.INFO: say("For information"),
    }
    return by_kind.get(message.kind) or by_severity[message.severity]


def quoted(text: str) -> str:
    """In the marks of the message's language."""
    return say("“{text}”", text=text)


def quote_source(source: str, said_on: date, language: str | None, message_language: str) -> str:
    """`Survey, support · 14 Sep 2026 · in Swedish`: the language only where it is another one than the message's."""
    parts = [source, day(said_on)]
    if language and language[:2].lower() != message_language[:2].lower():
        name = language_name(language)
        parts.append(say("in {language}", language=name) if name else "")
    return " · ".join(part for part in parts if part)


def cells(table: Table, row: TableRow) -> str:
    """A row of a table as a line, for looks without columns: `Billing: NPS now −44, Before 11, Effect on NPS −7.9`."""
    named = ", ".join(f"{head} {cell}" for head, cell in zip(table.columns[1:], row.cells[1:], strict=True))
    return f"{row.cells[0]}: {named}" if named else row.cells[0]


def left_out(count: int) -> str:
    """What a short look says of the lines that it has no room for."""
    return say("… and {count} more.", count=number(count, 0))


def brief(sections: tuple[Section, ...], most: int) -> tuple[Section, ...]:
    """The parts that a short look shows: those that are marked so, the first ones where none is."""
    marked = tuple(section for section in sections if section.is_brief)
    return marked or sections[:most]
