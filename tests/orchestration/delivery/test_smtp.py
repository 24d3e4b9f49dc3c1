"""Mail: against a real server, with and without TLS and login, and what its refusals mean."""

from __future__ import annotations

import ssl
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from orchestration.delivery.channels.smtp import Smtp
from orchestration.delivery.worker import DrainReport, drain
from orchestration.ledger import waiting
from orchestration.ledger.backoff import Patience
from orchestration.ledger.store import Ledger
from tests.orchestration.delivery import certificate
from tests.orchestration.delivery.conftest import NAME, Names
from tests.orchestration.delivery.mail_server import MailServer, serving
from tests.orchestration.ledger.said import Clock, Look, mail, message, put

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd: what the plain relay's test is about


@pytest.fixture
def url(tmp_path: Path) -> str:
    """These tests are about mail: one kind of ledger will do."""
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


def channel(server: MailServer, **changed: Any) -> Smtp:
    plain: dict[str, Any] = {"security": "none", "allow_private": True, "timeout_seconds": 3.0}
    own = plain | {"host": "127.0.0.1", "port": server.port} | changed
    return Smtp(name="mail", sender="Voice <voice@example.org>", **own)


def send(ledger: Ledger, mails: Smtp, clock: Clock | None = None, **more: Any) -> DrainReport:
    return drain(ledger, {"mail": mails}, clock or Clock(), **more)


def errors(ledger: Ledger) -> list[str]:
    with ledger.reading() as connection:
        rows = waiting.in_status(connection, ["waiting", "failed"], 99)
    return [str(row["last_error"]) for row in rows if row["last_error"]]


def script(**by_stage: list[str | None]) -> Any:
    """Faults in this order, then none."""
    return lambda stage: by_stage[stage].pop(0) if by_stage.get(stage) else None


def test_the_frozen_bytes_arrive_whole_through_one_connection(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for number in range(20):
            put(connection, number)
    with serving(MailServer()) as server:
        assert send(ledger, channel(server)).sent == 20
        assert server.connections == 1
    assert {content for _, content, _ in server.taken} == {mail(message(n)).body for n in range(20)}
    assert all(to == ["owner@example.org"] for _, _, to in server.taken)


def test_a_long_session_is_split(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for number in range(60):
            put(connection, number)
    with serving(MailServer()) as server:
        assert send(ledger, channel(server)).sent == 60
        assert server.connections == 2


def test_lines_end_as_mail_wants_it_whatever_was_frozen(ledger: Ledger) -> None:
    """A line that ends in a bare LF is read as one line by some servers and as two by others."""
    body = b"Subject: x\nMessage-ID: <a@b>\n\nfirst\n.\nMAIL FROM:<evil@example.org>\r.\r\nlast"
    with ledger.writing() as connection:
        put(connection, 1, look=Look("x", "message/rfc822", body))
    with serving(MailServer()) as server:
        assert send(ledger, channel(server)).sent == 1
    assert len(server.taken) == 1
    assert server.taken[0][1] == (
        b"Subject: x\r\nMessage-ID: <a@b>\r\n\r\nfirst\r\n.\r\nMAIL FROM:<evil@example.org>\r\n.\r\nlast\r\n"
    )


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_with_login(
    ledger: Ledger, security: str, certified: tuple[Path, ssl.SSLContext], names: tuple[Names, list[str]],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    names[0][NAME] = ["127.0.0.1"]
    monkeypatch.setenv("MAIL_USER", "voice")
    monkeypatch.setenv("MAIL_PASSWORD", "hunter2")
    with ledger.writing() as connection:
        put(connection, 1)
    login = {"username_env": "MAIL_USER", "password_env": "MAIL_PASSWORD"}
    how = {"starttls": certified[1]} if security == "starttls" else {"tls": certified[1]}
    with serving(MailServer(users={"voice": "hunter2"}), **how) as server:
        another, _ = certificate.make(tmp_path, NAME)
        common = {"host": NAME, "security": security, **login}
        refused = send(ledger, channel(server, **common, ca_file=another))
        assert refused.troubles == {"mail": "the mail server's certificate is not trusted"}
        clock = Clock()
        clock.pass_by(60)
        monkeypatch.setenv("MAIL_PASSWORD", "wrong-hunter3")
        refused = send(ledger, channel(server, **common, ca_file=certified[0]), clock)
        assert refused.troubles == {"mail": "SMTP 535: the login was refused"}
        clock.pass_by(120)
        monkeypatch.setenv("MAIL_PASSWORD", "hunter2")
        assert send(ledger, channel(server, **common, ca_file=certified[0]), clock).sent == 1
    assert names[1] == [NAME] * 3, "one look-up for each connection"


def test_a_plain_relay_may_ask_for_a_login(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_USER", "voice")
    monkeypatch.setenv("MAIL_PASSWORD", "hunter2")
    with ledger.writing() as connection:
        put(connection, 1)
    login = {"username_env": "MAIL_USER", "password_env": "MAIL_PASSWORD", "allow_clear_password": True}
    with serving(MailServer(users={"voice": "hunter2"})) as server:
        assert send(ledger, channel(server, **login)).sent == 1


def test_a_server_without_tls_does_not_get_the_password(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_USER", "voice")
    monkeypatch.setenv("MAIL_PASSWORD", "hunter2")
    with ledger.writing() as connection:
        put(connection, 1)
    with serving(MailServer(users={"voice": "hunter2"})) as server:
        login = {"username_env": "MAIL_USER", "password_env": "MAIL_PASSWORD"}
        report = send(ledger, channel(server, security="starttls", **login))
    assert report.troubles == {"mail": "the mail server offers no TLS or no login"}
    assert server.taken == []


@pytest.mark.parametrize(
    ("stage", "reply", "expected", "outcome"),
    [
        ("rcpt", "550 5.1.1 owner@example.org: no such user", "SMTP 550 5.1.1: the recipient was refused", "failed"),
        ("rcpt", "450 4.2.0 owner@example.org greylisted", "SMTP 450 4.2.0: the recipient was put off", "retried"),
        ("mail", "553 5.7.1 voice@example.org not yours", "SMTP 553 5.7.1: the sender was refused", "failed"),
        ("mail", "451 try later", "SMTP 451: the sender was put off", "retried"),
        ("data", "554 5.6.0 hunter2 is spam", "SMTP 554 5.6.0: the message was refused", "failed"),
        ("data", "452 4.3.1 full", "SMTP 452 4.3.1: the message was put off", "retried"),
    ],
)
def test_five_hundred_is_for_good_and_four_hundred_for_now(
    ledger: Ledger, stage: str, reply: str, expected: str, outcome: str
) -> None:
    with ledger.writing() as connection:
        put(connection, 1)
        put(connection, 2, at=Clock().pass_by(-10))
    with serving(MailServer(faults=script(**{stage: [reply]}))) as server:
        report = send(ledger, channel(server))
    assert (getattr(report, outcome), report.sent) == (1, 1), "the next message is not to blame"
    assert errors(ledger) == [expected], "the server's own words quote addresses"


def test_trouble_with_the_server_is_no_messages_fault_and_costs_one_try(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for number in range(9):
            put(connection, number)
    for fault in ["554 5.7.0 go away", "421 4.3.2 closing", "drop"]:
        with serving(MailServer(faults=script(connect=[fault]))) as server:
            report = send(ledger, channel(server), limit=9)
            assert (report.retried, report.failed, report.sent) == (1, 0, 0), fault
            assert list(report.troubles) == ["mail"]
    with serving(MailServer()) as server:
        assert send(ledger, channel(server)).sent == 6


def test_a_server_that_closes_between_two_messages_is_called_again(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for number in range(4):
            put(connection, number)
    with serving(MailServer(faults=script(data=[None, "drop"]))) as server:
        report = send(ledger, channel(server))
        assert (report.sent, report.retried) == (3, 1)
        assert server.connections == 2
        clock = Clock()
        clock.pass_by(60)
        assert send(ledger, channel(server), clock).sent == 1
    copies = [c for i, c, _ in server.taken if server.ids.count(i) == 2]
    assert len(copies) == 2
    assert copies[0] == copies[1], "the server had it: the repeat is the same, with the same Message-ID"


def test_a_server_that_never_answers_gets_no_longer_than_the_limit(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        put(connection, 1)
    with serving(MailServer(faults=script(data=["hang"]))) as server:
        report = send(ledger, channel(server, timeout_seconds=0.5))
    assert report.troubles == {"mail": "no answer in time"}


def test_many_failures_in_a_row_are_the_channels(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for number in range(50):
            put(connection, number)
    with serving(MailServer(faults=lambda stage: "452 4.3.1 full" if stage == "data" else None)) as server:
        report = send(ledger, channel(server))
    assert report.retried == 5, "a server that takes nothing is not asked fifty times"
    assert report.troubles == {"mail": "SMTP 452 4.3.1: the message was put off"}


def test_addresses_beyond_ascii_need_a_server_that_takes_them(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        put(connection, 1, recipient="jürgen@example.org", look=mail(message(1)))
        put(connection, 2, recipient="no address", look=mail(message(2)))
    with serving(MailServer()) as server:
        report = send(ledger, channel(server))
    assert (report.sent, report.failed) == (1, 1)
    assert server.taken[0][2] == ["jürgen@example.org"]
    assert "SMTPUTF8" in server.options
    assert errors(ledger) == ["the recipient is no mail address"]


def test_a_server_in_the_own_network_needs_the_channels_word(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        put(connection, 1)
    with serving(MailServer()) as server:
        report = send(ledger, channel(server, allow_private=False))
        assert server.connections == 0
    assert "not public (allow_private: true permits it)" in report.troubles["mail"]


def test_mail_that_is_given_up_is_told_after_its_last_try(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        put(connection, 1)
    clock = Clock()
    with serving(MailServer(faults=lambda stage: "452 full" if stage == "data" else None)) as server:
        reports = []
        for _ in range(3):
            reports.append(send(ledger, channel(server), clock, patience=Patience(tries=3)))
            clock.pass_by(3600)
    assert [(r.retried, r.failed) for r in reports] == [(1, 0), (1, 0), (0, 1)]
    assert not reports[-1].is_clean
    assert errors(ledger) == ["SMTP 452: the message was put off (gave up after 3 tries)"]
    assert message_from_bytes(mail(message(1)).body)["Message-ID"]
