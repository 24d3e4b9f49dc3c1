"""What customers and survey authors write does nothing in any channel, and reaches no place where others read it."""

from __future__ import annotations

import email
import json
import re
from email.message import EmailMessage
from email.policy import default

import pytest

from orchestration.messages.looks import LOOKS, render
from orchestration.responses.model import Report
from orchestration.responses.wording import listed, whole
from tests.orchestration.messages.samples import PAYLOADS, SENDER
from tests.orchestration.messages.test_payloads import HIDDEN, Page, strings
from tests.orchestration.responses.stories import AT, attack, story

HARMLESS = "harmless words"
KINDS = [kind for kind in LOOKS if kind != "pagerduty"]  # Nobody is woken for a response.


def body(kind: str, payload: str) -> bytes:
    return render(whole.told(attack(payload)), kind, "anna@example.org", SENDER, AT).body


def page(payload: str) -> Page:
    mail = email.message_from_bytes(body("smtp", payload), policy=default)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("html",))
    assert part is not None
    return Page(str(part.get_content()))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_page_holds_no_element_of_theirs(payload: str) -> None:
    attacked = page(payload)
    # A text that is typed among choices may stand as a quote: the kinds of elements are what may not change.
    assert {tag for tag, _ in attacked.found} <= {tag for tag, _ in page(HARMLESS).found} | {"span", "table", "td"}
    assert not any(name.startswith("on") or name == "src" for _, names in attacked.found for name in names)
    assert attacked.comments == page(HARMLESS).comments
    assert not HIDDEN.search(re.sub(r"[\r\n]", "", attacked.text))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_mail_has_the_same_headers_and_parts(payload: str) -> None:
    mails = [email.message_from_bytes(body("smtp", text), policy=default) for text in (HARMLESS, payload)]
    assert mails[0].keys() == mails[1].keys()
    usual, attacked = ([part.get_content_type() for part in mail.walk()] for mail in mails)
    assert attacked == usual
    assert mails[1]["To"] == "anna@example.org"
    assert not mails[1].defects


@pytest.mark.parametrize("payload", PAYLOADS)
def test_chats_see_no_link_no_mention_and_no_format(payload: str) -> None:
    slack = json.loads(body("slack", payload))
    for text in strings(slack["blocks"]):
        assert not re.search(r"[<>]|@(channel|here|everyone)", text)
    assert "elements" not in [block for block in slack["blocks"] if block["type"] == "actions"]
    card = json.loads(body("teams", payload))["attachments"][0]["content"]
    assert card["actions"] == []
    assert "entities" not in card["msteams"]
    assert '"TextBlock"' not in json.dumps(card["body"])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_sheet_gets_no_formula_of_an_answer(payload: str) -> None:
    sent = json.loads(body("webhook", payload))
    for section in sent["sections"]:
        assert all(quote["text"][0] not in "=+-@|%" for quote in section["quotes"])
        assert all(row["detail"][:1] not in tuple("=+-@|%") for row in section["rows"])


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_look_takes_a_list_of_them(kind: str, payload: str) -> None:
    message = listed.told(Report("r", payload), payload, [attack(payload), attack(payload)], AT)
    rendered = render(message, kind, "anna@example.org", SENDER, AT)
    assert "\n" not in rendered.subject


def test_nobody_is_woken_for_a_response() -> None:
    with pytest.raises(ValueError, match="pager"):
        render(whole.told(story()), "pagerduty", "pager", SENDER, AT)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_response_gives_the_same_bytes(kind: str) -> None:
    first, second = (render(whole.told(story()), kind, "anna@example.org", SENDER, AT) for _ in range(2))
    assert first == second
