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
from orchestration.messages.message import Message, Section, Tone
from orchestration.messages.rendered import Occasion, Rendered, Sender

LARGEST = 25_000  # bytes; Teams refuses 28 KB
SECTIONS, QUOTES = 5, 3
FACTS, FEWEST = 40, 5  # lines of a section; fewer where the card grows too large
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
        "fallbackText": inert.uncalled(message.headline),
        "lang": message.language,
        "msteams": {"width": "Full"},
        "body": list(_body(message, sender, facts)),
        "actions": [{"type": "Action.OpenUrl", "title": link.label, "url": link.url} for link in message.links[:6]],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=False).encode()


def _body(message: Message, sender: Sender, facts: int) -> Iterator[Json]:
    label = f"{sender.brand} · {words.label(message)}"
    yield _text(_run(label, size="small", weight="bolder", color=_COLOURS[pill(message)]))
    yield _text(_run(message.headline, size="large", weight="bolder"), spacing="small")
    if message.figures:
        yield {"type": "ColumnSet", "spacing": "medium", "columns": [_figure(each) for each in message.figures[:3]]}
    for section in message.sections[:SECTIONS]:
        yield from _section(section, message.language, facts)
    for line in message.footer:
        yield _text(_run(line, size="small", isSubtle=True), spacing="small")


def _figure(figure: Any) -> Json:
    items = [
        _text(_run(figure.label, size="small", isSubtle=True)),
        _text(_run(figure.value, size="extraLarge", weight="bolder", color=_TONES[figure.tone]), spacing="none"),
    ]
    if figure.note:
        items.append(_text(_run(figure.note, size="small", isSubtle=True), spacing="none"))
    return {"type": "Column", "width": "stretch", "items": items}


def _section(section: Section, language: str, facts: int) -> Iterator[Json]:
    if section.paragraphs or section.facts or section.quotes:
        yield _text(_run(section.title, weight="bolder"), spacing="large")
    for paragraph in section.paragraphs:
        yield _text(_run(paragraph), spacing="small")
    for fact in section.facts[:facts]:
        yield {
            "type": "ColumnSet",
            "spacing": "small",
            "columns": [
                {"type": "Column", "width": 2 if fact.value else 5, "items": [_text(_run(fact.label, isSubtle=True))]},
                {"type": "Column", "width": 3, "items": [_text(_run(fact.value, color=_TONES[fact.tone]))]},
            ][: 2 if fact.value else 1],
        }
    if len(section.facts) > facts:
        yield _text(_run(words.left_out(len(section.facts) - facts)), spacing="small")
    for quote in section.quotes[:QUOTES]:
        score = f"{quote.score}: " if quote.score else ""
        source = words.quote_source(quote.source, quote.said_on, quote.language, language)
        items = [
            _text(_run(f"{score}“{quote.text}”")),
            _text(_run(source, size="small", isSubtle=True), spacing="none"),
        ]
        yield {"type": "Container", "style": "emphasis", "spacing": "small", "items": items}


def _text(*runs: Json, spacing: str = "default") -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs), "spacing": spacing}


def _run(text: str, **look: Any) -> Json:
    return {"type": "TextRun", "text": inert.uncalled(text), **look}
