"""Messages in a folder: to be opened, by their owner only, and never half written."""

from __future__ import annotations

import stat
from email.message import EmailMessage
from pathlib import Path

import pytest

from orchestration.delivery.channels.apprise import Apprise
from orchestration.delivery.channels.file import File
from orchestration.delivery.worker import drain
from orchestration.ledger import waiting
from orchestration.ledger.store import Ledger
from orchestration.messages.html import page_of
from tests.orchestration.ledger.said import NOW, Clock, Look, put

PNG = b"\x89PNG\r\n\x1a\nnot really"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


def mail_with_picture() -> bytes:
    made = EmailMessage()
    made["Subject"], made["Message-ID"] = "NPS fell", "<a@voicehouse>"
    made.set_content("NPS fell to 12.5.")
    page = (
        '<!doctype html><meta charset="utf-8"><p>NPS fell — “ernst”</p><img src="cid:plot" alt="12.5"><img src="cid:x">'
    )
    made.add_alternative(page, subtype="html")
    part = made.get_payload()[1]
    assert isinstance(part, EmailMessage)
    part.add_related(PNG, "image", "png", cid="<plot>")
    return made.as_bytes()


def test_a_message_is_a_mail_and_a_page_one_can_open(ledger: Ledger, tmp_path: Path) -> None:
    channel = File(name="folder", folder=tmp_path / "messages")
    raw = mail_with_picture()
    with ledger.writing() as connection:
        message_id = put(connection, 1, channel, look=Look("NPS fell", "message/rfc822", raw))
    assert drain(ledger, {"folder": channel}, Clock()).sent == 1
    mail = channel.place(message_id, NOW)
    assert mail.name == f"20260302T090000-{message_id[:16]}.eml"
    assert mail.read_bytes() == raw
    page = mail.with_suffix(".html").read_text("utf-8")
    assert "NPS fell — “ernst”" in page
    assert 'src="data:image/png;base64,' in page
    assert 'src="cid:x"' in page, "what is not there stays as it is"
    assert stat.S_IMODE(channel.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in channel.folder.iterdir()} == {0o600}


def test_a_repeat_replaces_its_file(ledger: Ledger, tmp_path: Path) -> None:
    channel = File(name="folder", folder=tmp_path / "messages")
    clock = Clock()
    with ledger.writing() as connection:
        message_id = put(connection, 1, channel)
    drain(ledger, {"folder": channel}, clock)
    before = sorted(file.name for file in channel.folder.iterdir())
    with ledger.writing() as connection:  # As if the worker had been killed before it could say so.
        from orchestration.ledger.tables import outbox

        connection.execute(outbox.update().values(status="waiting"))
    assert drain(ledger, {"folder": channel}, clock).sent == 1
    assert sorted(file.name for file in channel.folder.iterdir()) == before
    assert message_id[:16] in before[0]


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_lost(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("a file is in the way")
    channel = File(name="folder", folder=tmp_path / "messages")
    with ledger.writing() as connection:
        put(connection, 1, channel)
    report = drain(ledger, {"folder": channel}, Clock())
    assert report.troubles == {"folder": "the folder cannot be written (File exists)"}
    assert report.retried == 1


def test_a_mail_of_words_only_is_a_page_with_its_words_inert() -> None:
    page = page_of(b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n<script>alert(1)</script>")
    assert page is not None
    assert b"<script>" not in page
    assert b"&lt;script&gt;" in page
    assert page_of(b"Content-Type: application/json\r\n\r\n{}") is None


def test_what_is_no_mail_at_all_is_kept_as_it_is(ledger: Ledger, tmp_path: Path) -> None:
    channel = File(name="folder", folder=tmp_path / "messages")
    with ledger.writing() as connection:
        message_id = put(connection, 1, channel, look=Look("x", "application/json", b"\xff\xfe\x00"))
    assert drain(ledger, {"folder": channel}, Clock()).sent == 1
    assert channel.place(message_id, NOW).read_bytes() == b"\xff\xfe\x00"


def test_apprise_sends_text_and_says_what_is_missing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, unused_port: int
) -> None:
    channel = Apprise(name="other", url_env="OTHER_URL", allow_private=True)
    text = Look("NPS fell", "text/plain; charset=utf-8", b"NPS fell to 12.5.")
    clock = Clock()
    with ledger.writing() as connection:
        put(connection, 1, channel, look=text)
    monkeypatch.setenv("OTHER_URL", "hunter2")
    assert drain(ledger, {"other": channel}, clock).troubles == {"other": "OTHER_URL holds no URL that apprise knows"}
    clock.pass_by(60)
    monkeypatch.setenv("OTHER_URL", f"json://127.0.0.1:{unused_port}/hunter2")
    report = drain(ledger, {"other": channel}, clock)
    assert (report.sent, report.retried) == (0, 1)
    with ledger.reading() as connection:
        (row,) = waiting.in_status(connection, ["waiting"], 1)
    assert row["last_error"] == "the service did not take it"
    assert "hunter2" not in caplog.text


def test_apprise_reaches_its_service(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, hooks) -> None:  # type: ignore[no-untyped-def]
    channel = Apprise(name="other", url_env="OTHER_URL", allow_private=True)
    monkeypatch.setenv("OTHER_URL", f"json://127.0.0.1:{hooks.port}/in")
    with ledger.writing() as connection:
        put(connection, 1, channel, look=Look("NPS fell", "text/plain", b"NPS fell to 12.5."))
        put(connection, 2, channel, look=Look("card", "application/json", b"{}"))
    report = drain(ledger, {"other": channel}, Clock())
    assert (report.sent, report.failed) == (1, 1)
    assert b"NPS fell to 12.5." in hooks.asked[0].body


def test_apprise_that_is_not_installed_is_told(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "apprise", None)
    monkeypatch.setenv("OTHER_URL", "json://127.0.0.1/")
    channel = Apprise(name="other", url_env="OTHER_URL", allow_private=True)
    with ledger.writing() as connection:
        put(connection, 1, channel)
    report = drain(ledger, {"other": channel}, Clock())
    assert report.troubles == {"other": "apprise is not installed: install voicehouse[apprise]"}
