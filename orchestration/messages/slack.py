"""A message for a Slack webhook (Block Kit): the news, the numbers, a few words of customers, buttons.

Every text is escaped and, where Slack would read marks in it, sent as plain text or verbatim: no link, mention or
format can come from what a customer wrote. Short by intent: the mail has the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from orchestration.messages import inert, words
from orchestration.messages.message import Fact, Figure, Message, Section, Severity, State
from orchestration.messages.rendered import Occasion, Rendered, Sender

# Slack refuses a message that goes beyond any of these.
TITLE, TEXT, FIELDS, BUTTON, BLOCKS = 150, 2_800, 10, 75, 50
FIELD, LINE = 300, 600  # by intent
SECTIONS, QUOTES = 4, 3
Json = dict[str, Any]


def block_kit(message: Message, occasion: Occasion) -> Rendered:
    """A payload for an incoming webhook."""
    blocks = list(_blocks(message, occasion.sender))[:BLOCKS]
    # `text` is what notifications and screen readers say.
    payload = {
        "text": inert.slack(f"{words.label(message)}: {message.headline}"),
        "blocks": blocks,
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    return Rendered(
        inert.one_line(message.subject), "application/json", json.dumps(payload, ensure_ascii=False).encode()
    )


def _blocks(message: Message, sender: Sender) -> Iterator[Json]:
    yield {"type": "header", "text": _plain(message.subject, TITLE)}
    if message.kicker:
        yield {"type": "context", "elements": [_plain(_above(message), TITLE)]}
        yield {"type": "section", "text": _raw(f"*{_short(message.headline, LINE)}*")}
    else:
        yield {"type": "section", "text": _marked(f"{_sign(message)} *{words.label(message)}.* ", message.headline)}
    if message.intro:
        yield {"type": "section", "text": _plain(message.intro, LINE)}
    if message.figures:
        yield {"type": "section", "fields": [_figure(each) for each in message.figures[:FIELDS]]}
    for section in words.brief(message.sections, SECTIONS):
        yield from _section(section, message.language)
    if message.links:
        yield {"type": "actions", "elements": [_button(link, place == 0) for place, link in enumerate(message.links)]}
    footer = " ".join([f"{sender.brand}.", *message.footer])
    yield {"type": "context", "elements": [_plain(footer)]}


def _above(message: Message) -> str:
    return " · ".join(filter(None, (message.kicker, message.scope)))


def _figure(figure: Figure) -> Json:
    """`*NPS*`, `3 (−12 points, Real drop)`: what stands in brackets explains the number."""
    more = ", ".join(filter(None, (figure.change, figure.verdict, figure.note)))
    label, value = (
        inert.capped(figure.label, FIELD),
        inert.capped(f"{figure.value}{f' ({more})' if more else ''}", FIELD),
    )
    return _marked(f"*{inert.slack(label)}*\n", value)


def _section(section: Section, language: str) -> Iterator[Json]:
    title = [f"*{inert.slack(section.title)}*"] if section.title else []
    kept, left = inert.fitting(list(_lines(section)), TEXT - sum(map(len, title)) - 40)
    if kept:
        more = [words.left_out(left)] if left else []
        yield {"type": "section", "text": _raw("\n".join([*title, *kept, *more]))}
    elif section.quotes and title:
        yield {"type": "section", "text": _raw(title[0])}
    for quote in section.quotes[:QUOTES]:
        score = f"{quote.score}: " if quote.score else ""
        source = words.quote_source(quote.source, quote.said_on, quote.language, language)
        yield {"type": "section", "text": _plain(f"{score}{words.quoted(inert.capped(quote.text, 600))}")}
        yield {"type": "context", "elements": [_plain(source)]}
    if section.note:
        yield {"type": "context", "elements": [_plain(section.note, LINE)]}


def _lines(section: Section) -> Iterator[str]:
    """What a picture shows is in its alternative text, and that is in the mail: short looks leave it out."""
    yield from map(inert.slack, section.paragraphs)
    if section.table:
        for row in section.table.rows:
            line = inert.slack(words.cells(section.table, row))
            yield f"*{line}*" if row.is_strong else line
    yield from map(_fact, section.facts)
    for each in section.rows:
        yield inert.slack(" · ".join(filter(None, (each.title, each.badge, each.detail, each.note))))


def _fact(fact: Fact) -> str:
    return f"{inert.slack(fact.label)}: {inert.slack(fact.value)}" if fact.value else inert.slack(fact.label)


def _button(link: Any, is_first: bool) -> Json:
    button = {"type": "button", "text": _plain(link.label, BUTTON), "url": link.url}
    return button | {"style": "primary"} if is_first else button


def _sign(message: Message) -> str:
    if message.state is State.RESOLVED:
        return ":white_check_mark:"
    return {Severity.CRITICAL: ":red_circle:", Severity.WARNING: ":large_orange_circle:"}.get(
        message.severity, ":large_blue_circle:"
    )


def _plain(text: str, longest: int = TEXT) -> Json:
    return {"type": "plain_text", "text": _short(text, longest), "emoji": False}


def _short(text: str, longest: int) -> str:
    """As Slack takes it, entities counted."""
    shown = inert.slack(text)
    while len(shown) > longest:
        text = inert.capped(text, max(len(text) - (len(shown) - longest + 4) // 5, 1))
        shown = inert.slack(text)
    return shown


def _marked(own: str, text: str) -> Json:
    return _raw(own + _short(text, TEXT - len(own)))


def _raw(text: str) -> Json:
    # Verbatim: Slack makes no links of addresses and no mentions of names.
    return {"type": "mrkdwn", "text": text, "verbatim": True}
