"""The HTML half of a mail: MJML from a Jinja template that escapes, laid out by mrml; and a mail as a page to open.

Does not belong here: what is said. What may differ between messages is decided here, so that the template only lays
out what it is given.
"""

from __future__ import annotations

import base64
import email
import unicodedata
from email.message import EmailMessage
from email.policy import default
from functools import cache
from html import escape
from typing import Any

from orchestration.language import say
from orchestration.language.dates import day
from orchestration.messages import pictures, words
from orchestration.messages.bars import bars, is_narrow, is_whole
from orchestration.messages.colours import readable
from orchestration.messages.message import Message, Severity, State
from orchestration.messages.rendered import Occasion
from orchestration.messages.shortening import shorter

LARGEST = 90_000  # Gmail cuts a mail at 102 KB of HTML.
CARD, PAGE, NIGHT = "#ffffff", "#edf1f4", "#1c232a"  # grounds of letters, as the templates have them
_PILLS = {Severity.CRITICAL: "bad", Severity.WARNING: "warn", Severity.INFO: "calm"}
# What a page from a file may do: show itself.
_PERMITTED = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(message: Message, occasion: Occasion) -> str:
    """The whole page, below 90 KB: what does not fit is left to the plain text, and said so."""
    for shown in shorter(message):
        found = _page(shown, occasion, is_whole=shown is message)
        if len(found.encode()) <= LARGEST:
            return found
    raise ValueError("A message is too large for a mail.")


def page_of(eml: bytes) -> bytes | None:
    """A mail's HTML with its pictures inside, or its words, as a file to open; it runs and fetches nothing.
    None for bytes that are no mail with words.
    """
    mail = email.message_from_bytes(eml, policy=default)
    body = mail.get_body(("html", "plain"))
    if not isinstance(body, EmailMessage) or body.get_content_maintype() != "text":
        return None
    text = str(body.get_content())
    rule = f'<meta http-equiv="Content-Security-Policy" content="{_PERMITTED}">'
    if body.get_content_subtype() != "html":
        return f'<!doctype html><head><meta charset="utf-8">{rule}</head><pre>{escape(text)}</pre>\n'.encode()
    for part in mail.walk():
        if part.get_content_maintype() == "image" and (cid := part["Content-ID"]):
            picture = base64.b64encode(part.get_payload(decode=True)).decode()  # type: ignore[arg-type]
            text = text.replace(f'"cid:{str(cid).strip("<>")}"', f'"data:{part.get_content_type()};base64,{picture}"')
    return text.replace("<head>", f"<head>{rule}", 1).encode()


def pill(message: Message) -> str:
    """The tone of the label."""
    if message.state is State.RESOLVED:
        return "good"
    return "calm" if message.state is State.ACKNOWLEDGED else _PILLS[message.severity]


def _page(message: Message, occasion: Occasion, *, is_whole: bool) -> str:
    import mrml

    sender = occasion.sender
    mjml = _template().render(
        message=message,
        sender=sender,
        colours=_colours(sender.colour),
        said_on=day(occasion.said_at.date()),
        logo=f"cid:{pictures.LOGO}" if sender.logo else None,
        picture=f"cid:{pictures.PLOT}" if message.plot else None,
        pictures=[f"cid:{pictures.of_section(number)}" for number in range(len(message.sections))],
        label=words.label(message),
        pill=pill(message),
        cut="" if is_whole else say("More is in the text part of this mail."),
        source=lambda quote: words.quote_source(quote.source, quote.said_on, quote.language, message.language),
        quoted=words.quoted,
        bars=bars,
    )
    return str(mrml.to_html(mjml).content)


@cache
def _colours(brand: str) -> dict[str, str]:
    """The brand's colour as letters on the card, on the page around it, and by night on both."""
    return {
        "on_card": readable(brand, CARD),
        "on_page": readable(brand, PAGE),
        "by_night": readable(brand, NIGHT),
    }


def attribute(text: str) -> Any:
    """A text within quotes: mrml writes there what it does not take for a letter (unbroken blanks, marks on letters,
    backslashes) as escapes of its own, `\\u{a0}`, that readers would see; references go through as they are.
    """
    from markupsafe import Markup, escape

    safe = str(escape(text))
    return Markup("".join(f"&#{ord(each)};" if _is_escaped(each) else each for each in safe))  # noqa: S704


def _is_escaped(letter: str) -> bool:
    return letter == "\\" or (letter != " " and unicodedata.category(letter)[0] in "MCZ")


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("orchestration.messages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["attribute"] = attribute
    environment.tests |= {"narrow": is_narrow, "whole": is_whole}
    return environment.get_template("message.mjml.j2")
