"""A message for a Microsoft Teams workflow: an adaptive card.

All text is in text runs, which Teams shows as they are; a TextBlock or FactSet would read Markdown in them, links
included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from orchestration.messages import inert, words
from orchestration.messages.html import pill
from orchestration.messages.message import Fact, Figure, Message, Row, Section, Table, Tone
from orchestration.messages.rendered import Occasion, Rendered, Sender

LARGEST = 25_000  # bytes; Teams refuses 28 KB
SECTIONS, QUOTES = 5, 3
FACTS, FEWEST = 40, 5  # lines of a section; fewer where the card grows too large
LONGEST, FIGURE, LINE = 3_000, 60, 400  # letters of a text
ACROSS, FIGURES = 3, 6
_COLOURS = {"bad": "attention", "warn": "warning", "good": "good", "calm": "default"}
_TONES = {Tone.GOOD: "good", Tone.BAD: "attention", Tone.PLAIN: "default"}
Json = dict[str, Any]


def adaptive_card(message: Message, occasion: Occasion) -> Rendered:
    """A payload for a workflow; what does not fit is left out, lines first, then parts from the end."""
    shown, facts = message, FACTS
    while len(body := _payload(shown, occasion.sender, facts)) > LARGEST and shown.sections:
        if facts > FEWEST:
            facts //= 2
        else:
            shown = replace(shown, sections=shown.sections[:-1])
    return Rendered(inert.one_line(message.subject), "application/json", body)


def _payload(message: Message, sender: Sender, facts: int) -> bytes:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": inert.capped(inert.uncalled(message.headline), LINE),
        "lang": message.language,
        "msteams": {"width": "Full"},
        "body": list(_body(message, sender, facts)),
        "actions": [{"type": "Action.OpenUrl", "title": link.label, "url": link.url} for link in message.links[:6]],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=False).encode()


def _body(message: Message, sender: Sender, facts: int) -> Iterator[Json]:
    if message.kicker:
        above = " · ".join(filter(None, (sender.brand, message.kicker, message.scope)))
        yield _text(_run(inert.capped(above, LINE), size="small", isSubtle=True))
    else:
        label = f"{sender.brand} · {words.label(message)}"
        yield _text(_run(label, size="small", weight="bolder", color=_COLOURS[pill(message)]))
    yield _text(_run(inert.capped(message.headline, LINE), size="large", weight="bolder"), spacing="small")
    if message.intro:
        yield _text(_run(inert.capped(message.intro, LINE)), spacing="small")
    for first in range(0, min(len(message.figures), FIGURES), ACROSS):
        columns = [_figure(each) for each in message.figures[first : first + ACROSS]]
        yield {"type": "ColumnSet", "spacing": "medium", "columns": columns}
    for section in words.brief(message.sections, SECTIONS):
        yield from _section(section, message.language, facts)
    for line in message.footer:
        yield _text(_run(inert.capped(line, LINE), size="small", isSubtle=True), spacing="small")


def _figure(figure: Figure) -> Json:
    tone = Tone.PLAIN if figure.change or figure.verdict else figure.tone
    items = [
        _text(_run(inert.capped(figure.label, FIGURE), size="small", isSubtle=True)),
        _text(
            _run(inert.capped(figure.value, FIGURE), size="extraLarge", weight="bolder", color=_TONES[tone]),
            spacing="none",
        ),
    ]
    if figure.change:
        items.append(
            _text(_run(inert.capped(figure.change, FIGURE), weight="bolder", color=_TONES[figure.tone]), spacing="none")
        )
    for text in filter(None, (figure.verdict, figure.note, figure.scale)):
        items.append(_text(_run(inert.capped(text, FIGURE), size="small", isSubtle=True), spacing="none"))
    return {"type": "Column", "width": "stretch", "items": items}


def _section(section: Section, language: str, facts: int) -> Iterator[Json]:
    if section.title and not replace(section, plot=None).is_empty:
        yield _text(_run(section.title, weight="bolder"), spacing="large")
    for paragraph in section.paragraphs:
        yield _text(_run(paragraph), spacing="small")
    lines = [*_table(section.table), *map(_fact, section.facts), *map(_row, section.rows)]
    yield from lines[:facts]
    if len(lines) > facts:
        yield _text(_run(words.left_out(len(lines) - facts)), spacing="small")
    for quote in section.quotes[:QUOTES]:
        score = f"{quote.score}: " if quote.score else ""
        source = words.quote_source(quote.source, quote.said_on, quote.language, language)
        items = [
            _text(_run(f"{score}{words.quoted(quote.text)}")),
            _text(_run(source, size="small", isSubtle=True), spacing="none"),
        ]
        yield {"type": "Container", "style": "emphasis", "spacing": "small", "items": items}
    if section.note:
        yield _text(_run(section.note, size="small", isSubtle=True), spacing="small")


def _table(table: Table | None) -> Iterator[Json]:
    """Heads and rows; a last column of bars is its number only."""
    if table is None or not table.rows:
        return
    yield _cells([_run(head, size="small", isSubtle=True) for head in table.columns])
    for row in table.rows:
        look = {"weight": "bolder"} if row.is_strong else {}
        last = len(row.cells) - 1
        yield _cells(
            [
                _run(cell, **look, **({"color": _TONES[row.tone]} if place == last else {}))
                for place, cell in enumerate(row.cells)
            ]
        )


def _cells(runs: list[Json]) -> Json:
    columns = [
        {
            "type": "Column",
            "width": 3 if place == 0 else 2,
            "items": [_text(run) | ({} if place == 0 else {"horizontalAlignment": "right"})],
        }
        for place, run in enumerate(runs)
    ]
    return {"type": "ColumnSet", "spacing": "small", "columns": columns}


def _fact(fact: Fact) -> Json:
    columns = [
        {"type": "Column", "width": 2 if fact.value else 5, "items": [_text(_run(fact.label, isSubtle=True))]},
        {"type": "Column", "width": 3, "items": [_text(_run(fact.value, color=_TONES[fact.tone]))]},
    ]
    return {"type": "ColumnSet", "spacing": "small", "columns": columns[: 2 if fact.value else 1]}


def _row(row: Row) -> Json:
    """One item, so that a row is shown whole or not at all."""
    badge = [_run(f"  {row.badge}", color=_TONES[row.badge_tone])] if row.badge else []
    items = [_text(_run(row.title, weight="bolder"), *badge)]
    if row.detail:
        items.append(_text(_run(row.detail, size="small", isSubtle=True), spacing="none"))
    if row.note:
        items.append(_text(_run(row.note, size="small", color=_TONES[row.note_tone]), spacing="none"))
    return {"type": "Container", "spacing": "small", "items": items}


def _text(*runs: Json, spacing: str = "default") -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs), "spacing": spacing}


def _run(text: str, **look: Any) -> Json:
    return {"type": "TextRun", "text": inert.capped(inert.uncalled(text), LONGEST), **look}
