"""A message as plain text: everything that the mail's other half says, for who reads or hears it without HTML."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.messages import words
from orchestration.messages.columns import WIDTH, aligned, filled, pairs
from orchestration.messages.message import Figure, Message, Plot, Quote, Row, Section


def plain(message: Message, *, with_links: bool = True) -> str:
    """Lines of at most 76 characters, but for addresses, which break nowhere."""
    blocks = ["\n".join(filled(line) for line in (message.kicker, message.scope) if line)]
    blocks += [filled(message.headline), filled(message.intro) if message.intro else ""]
    if message.figures:
        blocks.append(pairs([(figure.label, _figure(figure)) for figure in message.figures]))
    if message.plot:
        blocks.append(_plot(message.plot))
    blocks += ["\n\n".join(_section(section, message.language)) for section in message.sections if not section.is_empty]
    if with_links and message.links:
        blocks.append("\n".join(f"{link.label}:\n  {link.url}" for link in message.links))
    small = [filled(line) for line in message.footer]
    small += [f"{link.label}:\n  {link.url}" for link in message.footer_links if with_links]
    if small:
        blocks.append("-- \n" + "\n".join(small))
    return "\n\n".join(filter(None, blocks)) + "\n"


def _figure(figure: Figure) -> str:
    """`3, −12 points, Real drop, −100 to 100`."""
    return ", ".join(filter(None, (figure.value, figure.change, figure.verdict, figure.note, figure.scale)))


def _section(section: Section, language: str) -> Iterator[str]:
    if section.title:
        yield f"{section.title}\n{'-' * min(len(section.title), WIDTH)}"
    yield from (filled(paragraph) for paragraph in section.paragraphs)
    if section.plot:
        yield _plot(section.plot)
    if section.table and section.table.rows:
        yield aligned([section.table.columns, *(row.cells for row in section.table.rows)])
    if section.facts:
        yield pairs([(fact.label, fact.value) for fact in section.facts])
    if section.rows:
        yield "\n".join(map(_row, section.rows))
    yield from (_quote(quote, language) for quote in section.quotes)
    if section.note:
        yield filled(section.note)


def _plot(plot: Plot) -> str:
    return "\n".join(filled(line) for line in (plot.alt, plot.caption) if line)


def _row(row: Row) -> str:
    head = f"{row.title} [{row.badge}]" if row.badge else row.title
    return "\n".join([filled(head, "* ", "  "), *(filled(line, "  ", "  ") for line in (row.detail, row.note) if line)])


def _quote(quote: Quote, language: str) -> str:
    score = f"{quote.score}: " if quote.score else ""
    source = words.quote_source(quote.source, quote.said_on, quote.language, language)
    return f"{filled(f'{score}{words.quoted(quote.text)}', '> ', '> ')}\n{filled(source, '  ', '  ')}"
