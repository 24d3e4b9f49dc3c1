"""A digest in every look: nothing lost, nothing too large, each picture where it belongs."""

from __future__ import annotations

import email
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from email.policy import default
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from orchestration.messages.bars import Bar, bars
from orchestration.messages.colours import READABLE, contrast, readable
from orchestration.messages.html import CARD, LARGEST, NIGHT, PAGE, page_of
from orchestration.messages.looks import render
from orchestration.messages.message import Message, Plot, Quote, Row, Section, Table, TableRow
from orchestration.messages.rendered import Sender
from tests.orchestration.messages.digests import CASES, digest
from tests.orchestration.messages.goldens import FOLDER, halves, written
from tests.orchestration.messages.samples import AT, SENDER, attack, message, png
from tests.orchestration.messages.test_mail import Addresses
from tests.orchestration.messages.test_payloads import Page, strings

# Named by programs, or said by other words: dates, languages.
UNSAID = {"key", "thread", "kind", "severity", "state", "subject", "language", "tone", "badge_tone", "note_tone", "url"}
LOGO = replace(SENDER, logo=png(300, 64))


@pytest.mark.parametrize("case", CASES)
def test_a_digest_says_what_was_reviewed(case: str) -> None:
    golden = (FOLDER / f"{case}.txt").read_text(encoding="utf-8")
    assert written(case) == golden, "write them anew: python -m tests.orchestration.messages.goldens"


def said(value: Any) -> Iterator[str]:
    """Every text of a message that a reader is to see."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in UNSAID:
                yield from said(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from said(part)
    elif type(value) is str and value:
        yield value


@pytest.mark.parametrize("case", CASES)
def test_both_halves_say_everything(case: str) -> None:
    what = digest(case, has_pictures=False)
    text, page = halves(what)
    seen = Page(page)
    alts = unescape(" ".join(re.findall(r'alt="([^"]*)"', page)))
    shown = " ".join(f"{seen.text} {alts}".replace("\u00a0", " ").split())
    read = " ".join(re.sub(r"\n> ?", " ", text).split())
    for part in said(what):
        assert " ".join(part.split()) in read, part
        assert " ".join(part.split()) in shown, part
    assert all(len(line) <= 76 for line in text.splitlines() if "https://" not in line)


def test_what_a_picture_shows_is_said_in_the_letters_it_was_given_in() -> None:
    """mrml wrote an unbroken blank between quotes as `\\u{a0}`, and blocked pictures showed that."""
    alt = '71\u00a0% <b>"x"</b> C:\\x x\u0301 it\'s &amp; \U0001f44d'
    _, page = halves(message(plot=Plot(png(), alt)))
    assert alt in [unescape(each) for each in re.findall(r'alt="([^"]*)"', page)]


def test_a_table_too_wide_for_text_becomes_blocks() -> None:
    wide = Table(
        ("Touchpoint", "A rather long head of a column", "Another long head"), (TableRow(("x" * 30, "1", "2")),)
    )
    text, _ = halves(message(sections=(Section("Wide", table=wide),)))
    assert f"{'x' * 30}\n  A rather long head of a column: 1\n  Another long head: 2\n" in text


def test_every_picture_lies_inside_under_its_own_name() -> None:
    what = message(
        sections=(Section("One", plot=Plot(png(2, 2), "first")), Section("Two", plot=Plot(png(3, 3), "second")))
    )
    rendered = render(what, "smtp", "a@example.org", LOGO, AT)
    assert rendered == render(what, "smtp", "a@example.org", LOGO, AT)
    mail = email.message_from_bytes(rendered.body, policy=default)
    pictures = {
        part["Content-ID"]: part.get_content() for part in mail.walk() if part.get_content_maintype() == "image"
    }
    assert pictures == {
        "<logo>": LOGO.logo,
        "<plot>": what.plot.png if what.plot else None,
        "<plot-1>": png(2, 2),
        "<plot-2>": png(3, 3),
    }
    page = page_of(rendered.body) or b""
    found = Addresses(page.decode()).fetched
    assert len(found) == 4
    assert all(address.startswith("data:image/png;base64,") for address in found)
    assert f'alt="{SENDER.brand}"' in page.decode()


def test_a_picture_that_the_page_has_no_room_for_is_not_sent() -> None:
    sections = tuple(Section(f"Part {number}", ("word " * 4_000,), plot=Plot(png(), "x")) for number in range(8))
    mail = email.message_from_bytes(
        render(message(sections=sections), "smtp", "a@example.org", SENDER, AT).body, policy=default
    )
    page = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    named = set(re.findall(r'"cid:([^"]+)"', page))
    sent = {part["Content-ID"].strip("<>") for part in mail.walk() if part.get_content_maintype() == "image"}
    assert sent == named
    assert "plot-8" not in sent


def test_long_tables_and_lists_are_cut_in_the_page_and_say_so() -> None:
    table = Table(("Account", "NPS"), tuple(TableRow((f"Account {number}", str(number)), 0.5) for number in range(400)))
    rows = tuple(Row(f"Case {number}", "detail", "New") for number in range(300))
    text, page = halves(
        message(sections=(Section("Accounts", table=table), Section("Cases", rows=rows, note="A note.")))
    )
    assert len(page.encode()) <= LARGEST
    shown = len(set(re.findall(r"Account (\d+)", page)))
    assert 5 <= shown < 400
    assert f"… and {400 - shown} more." in page
    assert "A note." in page
    assert "More is in the text part of this mail." in page
    assert "Account 399" in text
    assert "Case 299" in text


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", ["slack", "teams"])
def test_chats_get_the_news_the_numbers_and_a_link(case: str, kind: str) -> None:
    what = digest(case, has_pictures=False)
    body = render(what, kind, "x", SENDER, AT).body
    sent = " ".join(strings(json.loads(body)))
    assert len(body) < 16_000
    for part in (what.headline, what.kicker, what.links[0].url, *(each.change for each in what.figures)):
        assert part in sent
    marked = [section for section in what.sections if section.is_brief]
    for section in what.sections:
        if marked and section.title:
            assert (section.title in sent) == section.is_brief


def test_a_pager_takes_no_digest() -> None:
    for kind in ("digest", "delayed", "response"):
        with pytest.raises(ValueError, match="woken"):
            render(message(kind=kind), "pagerduty", "x", SENDER, AT)


def test_a_webhook_gets_every_part_of_a_digest() -> None:
    sent = json.loads(render(digest("fall", has_pictures=False), "webhook", "x", SENDER, AT).body)
    assert sent["figures"][0] == {
        "label": "NPS", "value": "3", "note": "", "tone": "bad", "change": "−12 points", "verdict": "Real drop",
        "scale": "−100 to 100",
    }  # fmt: skip
    assert sent["sections"][1]["plot"]["caption"].startswith("Shaded")
    assert sent["sections"][2]["table"]["rows"][0] == ["Billing", "−44", "11", "−7.9"]
    assert sent["sections"][3]["rows"][0]["badge"] == "Open 6 days"
    assert sent["footer_links"][1]["label"] == "Unsubscribe"


def test_words_of_the_look_are_in_the_messages_language(monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.language import language
    from orchestration.messages import words

    monkeypatch.setattr(words, "label", lambda _: f"said in {language()}")
    assert "said in et" in halves(message(language="et"))[1]


def test_bars_of_both_directions_begin_at_one_zero_on_one_scale() -> None:
    def of(*shares: float | None) -> tuple[Bar, ...]:
        return bars(Table(("a", "b"), tuple(TableRow(("x", "y"), share) for share in shares)))

    assert of(None, None) == ()
    assert of(1.0, 0.5, None, 0.0) == (Bar(66), Bar(33), Bar(0), Bar(0))
    down, up, little = of(-1.0, 0.5, 0.001)
    assert (down.zero, down.is_left, up.is_left) == (66, True, False)
    assert abs(down.length - 2 * up.length) <= 1
    assert little.length == 2
    assert of(-1.0, -0.2)[0] == Bar(66)


def test_a_brands_colour_is_read_on_every_ground() -> None:
    assert round(contrast("#ffffff", "#000000"), 1) == 21
    with pytest.raises(ValueError, match="too pale"):
        Sender(colour="#7fd1c8")
    for colour in ("#0b766e", "#000000", "#b3261e", "#1d4ed8", "#5b21b6"):
        Sender(colour=colour)
        for ground in (CARD, PAGE, NIGHT):
            assert contrast(readable(colour, ground), ground) >= READABLE


def test_a_logo_is_a_png() -> None:
    with pytest.raises(ValueError, match="no PNG"):
        Sender(logo=b"<svg onload=alert(1)>")


# Making a failing text shorter takes minutes, at a page each time.
BRIEFLY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
texts = st.text(st.characters(codec="utf-8"), max_size=60)


@BRIEFLY
@given(texts)
def test_whatever_is_written_the_page_has_the_same_elements_and_the_mail_the_same_headers(text: str) -> None:
    def mail(payload: str) -> Any:
        return email.message_from_bytes(
            render(attack(payload), "smtp", "a@example.org", SENDER, AT).body, policy=default
        )

    harmless, attacked = mail("words"), mail(f"a{text}")
    assert attacked.keys() == harmless.keys()
    pages = [Page(str(each.get_body(("html",)).get_content())) for each in (harmless, attacked)]
    assert pages[0].found == pages[1].found
    assert pages[0].comments == pages[1].comments


@BRIEFLY
@given(texts)
@example("& < > & < > ")
def test_whatever_is_written_chats_stay_within_their_limits(text: str) -> None:
    what: Message = attack(f"a{text * 60}")
    what = replace(what, sections=what.sections * 8, figures=what.figures * 3)
    assert len(render(what, "teams", "x", SENDER, AT).body) < 28_000
    sent = json.loads(render(what, "slack", "x", SENDER, AT).body)
    assert len(sent["blocks"]) <= 50
    for block in sent["blocks"]:
        for field in block.get("fields", []):
            assert len(field["text"]) <= 2_000
        if "text" in block:
            assert len(block["text"]["text"]) <= (150 if block["type"] == "header" else 3_000)


def test_a_quote_in_another_script_is_marked_with_its_language_and_finds_its_own_direction() -> None:
    quote = Quote("أفضل خدمة", date(2026, 11, 11), "ar", "Support", "10")
    _, page = halves(message(sections=(Section("Words", quotes=(quote,)),)))
    assert '<div dir="auto" lang="ar"' in page
