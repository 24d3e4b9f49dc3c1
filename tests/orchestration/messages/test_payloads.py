"""What a customer may write does nothing in any channel: outputs are parsed as their readers parse them."""

from __future__ import annotations

import email
import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest

from orchestration.messages.looks import LOOKS, quiet, render
from tests.orchestration.messages.samples import AT, PAYLOADS, SENDER, attack, message

HIDDEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.comments: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value


def body(kind: str, payload: str) -> bytes:
    return render(attack(payload), kind, "anna@example.org", SENDER, AT).body


def mail_of(payload: str) -> EmailMessage:
    found = email.message_from_bytes(body("smtp", payload), policy=default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_page_has_the_same_elements_whatever_is_written_in_it(payload: str) -> None:
    def page(text: str) -> Page:
        part = mail_of(text).get_body(("html",))
        assert part is not None
        return Page(str(part.get_content()))

    harmless, attacked = page("harmless words"), page(payload)
    assert attacked.found == harmless.found
    assert attacked.comments == harmless.comments
    shown = quiet(attack(payload)).headline
    assert shown in attacked.text
    assert not HIDDEN.search(re.sub(r"[\r\n]", "", attacked.text))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_headers_and_parts_of_a_mail_stay_what_they_are(payload: str) -> None:
    harmless, attacked = mail_of("harmless words"), mail_of(payload)
    assert attacked.keys() == harmless.keys()
    assert attacked["Bcc"] is None
    assert attacked["To"] == "anna@example.org"
    assert [part.get_content_type() for part in attacked.walk()] == [
        part.get_content_type() for part in harmless.walk()
    ]
    assert not attacked.defects
    head = body("smtp", payload).split(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert all(b"\n" not in line and len(line) < 998 for line in body("smtp", payload).split(b"\r\n"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_slack_sees_no_link_no_mention_and_no_format(payload: str) -> None:
    sent = json.loads(body("slack", payload))
    for text in strings(sent["blocks"]):
        assert not re.search(r"[<>]", text)
        assert not re.search(r"@(channel|here|everyone)", text)
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)
    assert not re.search(r"[<>]|@(channel|here|everyone)", sent["text"])
    texts = [part for block in sent["blocks"] for part in _texts(block)]
    assert all(text["type"] == "plain_text" or text["verbatim"] is True for text in texts)
    assert len(sent["blocks"]) <= 50
    assert all(len(text["text"]) <= 3000 for text in texts)
    buttons = [part for block in sent["blocks"] if block["type"] == "actions" for part in block["elements"]]
    assert [button["url"] for button in buttons] == ["https://voice.example.org/confirm/AA"]


def _texts(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "text" in block:
        yield block["text"]
    yield from block.get("fields", [])
    if block["type"] == "context":
        yield from block["elements"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_teams_reads_no_markdown_in_what_is_written(payload: str) -> None:
    card = json.loads(body("teams", payload))["attachments"][0]["content"]
    assert "entities" not in card["msteams"]
    assert [action["url"] for action in card["actions"]] == ["https://voice.example.org/confirm/AA"]

    def kinds(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if "text" in value:
                yield value["type"]
            for part in value.values():
                yield from kinds(part)
        elif isinstance(value, list):
            for part in value:
                yield from kinds(part)

    # A TextRun is shown as it is; a TextBlock or a FactSet would be read as Markdown.
    assert set(kinds(card["body"])) == {"TextRun"}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("kind", ["pagerduty", "webhook"])
def test_programs_get_the_same_fields_whatever_is_written(kind: str, payload: str) -> None:
    sent, usual = json.loads(body(kind, payload)), json.loads(body(kind, "harmless words"))
    assert sent.keys() == usual.keys()
    assert not any(HIDDEN.search(text) for text in strings(sent))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_receiver_that_writes_quotes_into_a_sheet_gets_no_formula(payload: str) -> None:
    sent = json.loads(body("webhook", payload))
    for section in sent["sections"]:
        assert all(quote["text"][0] not in "=+-@|%" for quote in section["quotes"])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_plain_text_calls_nobody(payload: str) -> None:
    text = body("apprise", payload).decode()
    assert not re.search(r"@(channel|here|everyone)|<[@#!&]", text)
    assert not HIDDEN.search(text.replace("\n", ""))


@pytest.mark.parametrize("kind", LOOKS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_outboxs_label_is_one_short_line(kind: str, payload: str) -> None:
    subject = render(attack(payload), kind, "anna@example.org", SENDER, AT).subject
    assert len(subject) <= 150
    assert "\n" not in subject
    assert "\r" not in subject


def test_a_recipient_cannot_add_headers() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 # whatever of the address is wrong
        render(message(), "smtp", "a@example.org\r\nBcc: b@example.org", SENDER, AT)
