"""A message as plain text: everything that the mail's other half says, for who reads or hears it without HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from orchestration.messages import words
from orchestration.messages.message import Fact, Message, Quote, Section

WIDTH = 76
LABEL = 26  # Longer labels get a line of their own.


def plain(message: Message, *, with_links: bool = True) -> str:
    """Lines of at most 76 characters, but for addresses, which break nowhere."""
    blocks = [_filled(message.headline)]
    if message.figures:
        rows = [Fact(each.label, f"{each.value}, {each.note}" if each.note else each.value) for each in message.figures]
        blocks.append(_table(rows))
    if message.plot:
        blocks.append(_filled(message.plot.alt))
    blocks += ["\n\n".join(_section(section, message.language)) for section in message.sections if _holds(section)]
    if with_links and message.links:
        blocks.append("\n".join(f"{link.label}:\n  {link.url}" for link in message.links))
    if message.footer:
        blocks.append("-- \n" + "\n".join(_filled(line) for line in message.footer))
    return "\n\n".join(blocks) + "\n"


def _holds(section: Section) -> bool:
    return bool(section.paragraphs or section.facts or section.quotes)


def _section(section: Section, language: str) -> Iterator[str]:
    yield f"{section.title}\n{'-' * min(len(section.title), WIDTH)}"
    yield from (_filled(paragraph) for paragraph in section.paragraphs)
    if section.facts:
        yield _table(section.facts)
    yield from (_quote(quote, language) for quote in section.quotes)


def _filled(text: str, first: str = "", later: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def _table(facts: tuple[Fact, ...] | list[Fact]) -> str:
    width = max((len(fact.label) for fact in facts if len(fact.label) <= LABEL), default=0)
    indent = " " * (width + 2)
    lines = []
    for fact in facts:
        if len(fact.label) > LABEL:
            lines += [fact.label, _filled(fact.value, indent, indent)]
        else:
            lines.append(_filled(fact.value, f"{fact.label.ljust(width)}  ", indent) if fact.value else fact.label)
    return "\n".join(lines)


def _quote(quote: Quote, language: str) -> str:
    score = f"{quote.score}: " if quote.score else ""
    source = words.quote_source(quote.source, quote.said_on, quote.language, language)
    return f"{_filled(f'{score}“{quote.text}”', '> ', '> ')}\n  {source}"
