"""The mail: complete in both halves, held together in a thread, fetching nothing, the same bytes every time."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from orchestration.messages.html import LARGEST, page_of
from orchestration.messages.looks import render
from orchestration.messages.message import Message, Quote, Section, Severity, State
from tests.orchestration.messages.samples import AT, SENDER, message


class Addresses(HTMLParser):
    """Every address that a page would fetch or lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.linked: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "srcset", "background", "poster", "data") or (name == "href" and tag != "a"):
                self.fetched.append(value or "")
            elif name == "href":
                self.linked.append(value or "")


def mail(what: Message | None = None, recipient: str = "anna@example.org", kind: str = "smtp") -> EmailMessage:
    found = email.message_from_bytes(render(what or message(), kind, recipient, SENDER, AT).body, policy=default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def body(found: EmailMessage, kind: str) -> str:
    part = found.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_the_same_message_gives_the_same_bytes() -> None:
    assert render(message(), "smtp", "a@example.org", SENDER, AT) == render(
        message(), "smtp", "a@example.org", SENDER, AT
    )


def test_a_message_id_is_of_the_message_the_channel_and_the_recipient_only() -> None:
    first = mail()["Message-ID"]
    assert first.endswith("@example.org>")
    assert mail(message(headline="Said otherwise.", figures=()))["Message-ID"] == first
    assert mail(message(key="event2"))["Message-ID"] != first
    assert mail(recipient="bert@example.org")["Message-ID"] != first
    assert mail(kind="file")["Message-ID"] != first


def test_all_messages_of_a_thread_refer_to_one_root_under_one_subject() -> None:
    opened = mail()
    resolved = mail(message(key="event9", kind="resolved", state=State.RESOLVED, headline="CSAT is well again."))
    assert opened["References"] == opened["In-Reply-To"] == resolved["References"] == resolved["In-Reply-To"]
    assert opened["References"] not in (opened["Message-ID"], resolved["Message-ID"])
    assert resolved["Subject"] == f"Re: {opened['Subject']}"
    assert mail(message(thread="episode2"))["References"] != opened["References"]


def test_headers_say_that_a_program_wrote_it_and_where_answers_go() -> None:
    found = mail()
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-ID"] == "<alerts.voice.example.org>"
    assert found["Reply-To"] == "owner@example.org"
    assert found["From"].addresses[0].addr_spec == "voice@example.org"
    assert found["To"] == "anna@example.org"
    assert found["Date"].datetime == AT
    assert found["Content-Language"] == "en"
    assert found["Importance"] == "high"
    assert mail(message(severity=Severity.WARNING))["Importance"] is None


def test_the_plain_text_says_all_that_the_page_says() -> None:
    what = message()
    text = " ".join(body(mail(what), "plain").split())
    said = [what.headline, what.plot.alt if what.plot else ""]
    said += [part for figure in what.figures for part in (figure.label, figure.value, figure.note)]
    for section in what.sections[:3]:
        said += [section.title, *section.paragraphs]
        said += [part for fact in section.facts for part in (fact.label, fact.value)]
        said += [part for quote in section.quotes for part in (quote.text, quote.score, quote.source)]
    said += [part for link in what.links for part in (link.label, link.url)] + list(what.footer)
    page = " ".join(re.sub(r"<[^>]+>", " ", body(mail(what), "html")).split())
    for part in filter(None, said):
        assert " ".join(part.split()) in text, part
        if not part.startswith(("https://", "CSAT from")):
            assert part.replace("\u00a0", " ") in page.replace("\u00a0", " ").replace("&amp;", "&"), part
    assert "An empty part" not in text
    assert all(len(line) <= 76 for line in body(mail(what), "plain").splitlines() if "https://" not in line)


def test_nothing_is_fetched_but_the_picture_inside() -> None:
    found = mail()
    seen = Addresses(body(found, "html"))
    assert seen.fetched == ["cid:plot"]
    assert {urlsplit(address).hostname for address in seen.linked} == {"voice.example.org", "bi.example.org"}
    assert not re.search(r"@import|url\(|@font-face|<script|<link|<iframe", body(found, "html"), re.I)
    pictures = [part for part in found.walk() if part.get_content_maintype() == "image"]
    assert [part["Content-ID"] for part in pictures] == ["<plot>"]
    assert 'alt="CSAT from 11 Jan to 9 Aug' in body(found, "html")


def test_a_file_that_opens_in_a_browser_holds_its_picture_and_runs_nothing() -> None:
    page = (page_of(render(message(), "file", "folder", SENDER, AT).body) or b"").decode()
    assert [address[:22] for address in Addresses(page).fetched] == ["data:image/png;base64,"]
    assert "default-src 'none'" in page


def test_a_recipient_that_is_no_address_is_a_group_without_members() -> None:
    assert mail(recipient="sample folder", kind="file")["To"].addresses == ()


def test_an_international_domain_is_written_in_ascii() -> None:
    assert b"To: anna@xn--nide-loa.ee\r\n" in render(message(), "smtp", "anna@näide.ee", SENDER, AT).body
    with pytest.raises(ValueError, match="before its @"):
        render(message(), "smtp", "jüri@example.org", SENDER, AT)


def test_a_huge_message_stays_below_what_mail_programs_cut() -> None:
    quote = Quote("So many words. " * 20, date(2026, 8, 6), "en", "Support", "1")
    sections = tuple(Section(f"Part {number}", quotes=(quote,) * 40) for number in range(6))
    found = mail(message(sections=sections))
    assert len(body(found, "html").encode()) < LARGEST
    assert "More is in the text part of this mail." in body(found, "html")
    words = " ".join(body(found, "plain").replace("\n> ", " ").split())
    assert words.count("So many words") == 240 * 20


def test_a_link_is_a_plain_web_address_or_the_message_is_refused() -> None:
    what = message()
    for url in (
        "javascript:alert(1)",
        "https://a@evil.example/",
        "https://x.example/ y",
        "file:///etc/passwd",
        "//x",
        "https://x\r\n",
    ):
        with pytest.raises(ValueError, match="plain http"):
            render(replace(what, links=(replace(what.links[0], url=url),)), "smtp", "a@example.org", SENDER, AT)
