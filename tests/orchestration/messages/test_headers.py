"""How a reader ends a mail, as programs read it: RFC 2369 and RFC 8058."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.policy import default

import pytest

from orchestration.messages.links import Answer, ExpiredLinkError, ForgedLinkError, signed
from orchestration.messages.looks import render
from orchestration.messages.message import State
from orchestration.messages.reader_links import (
    Unsubscription,
    check_report,
    read_unsubscription,
    report_url,
    unsubscribe_mail,
    unsubscribe_url,
)
from tests.orchestration.messages.samples import AT, SENDER, message

SECRET = "a secret of these tests, long enough"
WHO = Unsubscription("support", "0a" * 32, "da")
URL = unsubscribe_url("https://voice.example.org/", SECRET, WHO)


def raw(**more: object) -> bytes:
    return render(message(kind="digest", **more), "smtp", "a@example.org", SENDER, AT).body


def test_an_address_longer_than_a_line_stays_an_address() -> None:
    head = raw(unsubscribe=URL).partition(b"\r\n\r\n")[0].decode()
    assert len(URL) > 78
    assert f"\r\nList-Unsubscribe: <{URL}>\r\n" in head
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert max(map(len, head.split("\r\n"))) < 998


@pytest.mark.parametrize("address", ["http://voice.intranet/unsubscribe/x", "mailto:a@example.org?subject=x%20y"])
def test_one_click_is_for_pages_with_tls_only(address: str) -> None:
    mail = email.message_from_bytes(raw(unsubscribe=address), policy=default)
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["List-Unsubscribe-Post"] is None


def test_without_an_address_there_is_no_header() -> None:
    assert b"List-Unsubscribe" not in raw()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://x> , <https://y", "https://a b", "ftp://x"])
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no plain"):
        raw(unsubscribe=address)


@pytest.mark.parametrize("kind", ["digest", "delayed", "response"])
def test_a_letter_of_its_own_answers_nothing(kind: str) -> None:
    body = render(message(kind=kind, state=State.RESOLVED), "smtp", "a@example.org", SENDER, AT).body
    mail = email.message_from_bytes(body, policy=default)
    assert mail["In-Reply-To"] is mail["References"] is None
    assert not mail["Subject"].startswith("Re:")


def test_a_link_says_what_it_was_made_for_and_names_nobody() -> None:
    token = URL.rpartition("/")[2]
    assert read_unsubscription(token, SECRET) == WHO
    assert "@" not in URL.partition("://")[2]


@pytest.mark.parametrize("secret", [SECRET, "another secret, as long as that"])
def test_no_link_is_good_for_another_thing(secret: str) -> None:
    report = report_url("https://x.example", SECRET, AT).rpartition("/")[2]
    confirm = signed(Answer("case", "c1", "resolve", "owner"), SECRET, AT)
    token = URL.rpartition("/")[2]
    for other in (report, confirm, token[:-2], token + "A", "", "x" * 4000):
        with pytest.raises(ForgedLinkError):
            read_unsubscription(other, secret)
    for other in (token, confirm, report[:-2], ""):
        with pytest.raises(ForgedLinkError):
            check_report(other, secret, AT)


def test_a_link_to_the_report_holds_for_a_month() -> None:
    token = report_url("https://x.example", SECRET, AT).rpartition("/")[2]
    check_report(token, SECRET, AT.replace(day=1))
    with pytest.raises(ExpiredLinkError):
        check_report(token, SECRET, datetime(AT.year + 1, 1, 1, tzinfo=UTC))


def test_a_link_cannot_be_made_of_an_address() -> None:
    for values in (("support", "anna@example.org"), ("Support Team", "0a" * 32), ("support", "0a" * 32, "x y")):
        with pytest.raises(ValueError, match=r"names an audience|is a code"):
            Unsubscription(*values)


def test_a_mail_that_asks_for_it_says_which_digests() -> None:
    assert unsubscribe_mail("voice@example.org", "support") == "mailto:voice@example.org?subject=unsubscribe%20support"
