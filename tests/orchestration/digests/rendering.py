"""What a reader sees of a mail, and the numbers in it."""

from __future__ import annotations

import email
import re
from collections import Counter
from collections.abc import Iterator
from email.policy import default
from html.parser import HTMLParser
from typing import Any

from orchestration.messages.message import Message, Quote
from tests.orchestration.digests.hand_made import texts

TOKEN = re.compile(r"\d[\d,.\u00a0]*\d|\d")
UNSEEN = frozenset({"style", "script", "title", "head"})
# Texts of a message that no reader of a mail's body sees.
INTERNAL = frozenset({"key", "thread", "kind", "severity", "state", "subject", "language", "unsubscribe"})


def numbers(text: str) -> Counter[str]:
    return Counter(TOKEN.findall(text.replace("\N{NO-BREAK SPACE}", " ")))


def of_message(message: Message) -> Counter[str]:
    """Of everything that is to be seen: texts, and the days of quotes."""
    shown = [
        text for name in message.__dataclass_fields__ if name not in INTERNAL for text in texts(getattr(message, name))
    ]
    shown += [f"{quote.said_on.day} {quote.said_on.year}" for quote in _quotes(message)]
    return numbers(" ; ".join(shown))


def bodies(eml: bytes) -> tuple[str, str]:
    """Plain text and HTML of a mail."""
    mail: Any = email.message_from_bytes(eml, policy=default)
    return mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()


class Seen(HTMLParser):
    """Visible text and alternative texts, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        style = re.sub(r"\s", "", given.get("style") or "")
        if given.get("alt"):
            self.parts.append(str(given["alt"]))
        if tag in ("br", "img", "meta", "link", "hr", "input"):
            return
        if self._hidden or tag in UNSEEN or "display:none" in style:
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return " \n ".join(self.parts)


def _quotes(message: Message) -> Iterator[Quote]:
    for section in message.sections:
        yield from section.quotes
