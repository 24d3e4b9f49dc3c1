"""`voc outbox`: what a person sees and may do."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.cli.outbox_commands import add_commands
from orchestration.delivery.channels.file import File
from orchestration.ledger.store import ledger_url, open_ledger
from orchestration.ledger.tables import outbox as outbox_table
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from tests.orchestration.ledger.said import Named, put

RULES = """
channels:
  folder:
    kind: file
  chat:
    kind: slack
    url_env: SLACK_WEBHOOK_URL
"""
Voc = Callable[..., int]


@pytest.fixture
def voc(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Voc:
    """Runs `voc` with these words and gives its exit code; three messages wait, one for a channel that is gone."""
    rules = tmp_path / "rules.yml"
    rules.write_text(RULES)
    monkeypatch.setenv("VOC_ALERT_RULES", str(rules))
    monkeypatch.delenv("SLACK_WEBHOOK_URL", raising=False)
    parser = argparse.ArgumentParser(prog="voc")
    add_commands(parser.add_subparsers())
    ledger = open_ledger(ledger_url(settings))
    now = datetime.now(UTC)
    with ledger.writing() as connection:
        put(connection, 1, Named("folder", "file"), at=now)
        put(connection, 2, Named("chat", "slack"), "chat", at=now)
        put(connection, 3, Named("gone", "smtp"), at=now)
    ledger.close()

    def run(*words: str) -> int:
        arguments = parser.parse_args(["outbox", *words])
        return int(arguments.command(arguments))

    return run


def ids(out: str) -> dict[str, str]:
    """Subject -> beginning of the id, from what `voc outbox` lists."""
    listed = [line.split() for line in out.splitlines() if line.startswith("  ") and "Event" in line]
    return {" ".join(words[2:]): words[0] for words in listed}


def test_it_shows_what_waits_and_what_keeps_it(voc: Voc, capsys: pytest.CaptureFixture[str]) -> None:
    assert voc() == 0
    out = capsys.readouterr().out
    assert "chat cannot send: SLACK_WEBHOOK_URL is not set." in out
    assert "gone is not in the rules file: what waits for it stays." in out
    assert set(ids(out)) == {"Event 1", "Event 2", "Event 3"}
    assert "owner@example.org" not in out


def test_a_drain_sends_what_it_can_and_fails_loudly_for_the_rest(
    voc: Voc, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert voc("drain") == 1
    out = capsys.readouterr().out
    assert "1 sent, 0 to be tried again, 0 failed for good." in out
    assert "Channel chat: SLACK_WEBHOOK_URL is not set." in out
    assert "1 wait for channel gone, which is not in the rules file." in out
    assert len(list((settings.state_dir / "messages").glob("*.eml"))) == 1
    assert len(list((settings.state_dir / "messages").glob("*.html"))) == 1


def test_one_channel_can_be_drained(voc: Voc, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match="There is no channel pigeon: the rules file has chat, folder"):
        voc("drain", "--channel", "pigeon")
    assert voc("drain", "--channel", "folder", "--once") == 1
    out = capsys.readouterr().out
    assert "1 sent" in out
    assert "channel gone" in out
    assert "chat" not in out, "it is known, and was left alone"
    voc()
    voc("drop", ids(capsys.readouterr().out)["Event 3"])
    assert voc("drain", "--channel", "folder") == 0


def test_a_message_is_shown_without_its_body_unless_asked(
    voc: Voc, settings: Settings, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    voc("drain")
    voc()
    first = ids(capfdbinary.readouterr().out.decode())["Event 1"]
    assert voc("show", first) == 0
    out = capfdbinary.readouterr().out.decode()
    (mail,) = (settings.state_dir / "messages").glob("*.eml")
    assert f"{mail} and {mail.with_suffix('.html')}" in out
    assert "Message-ID: <" in out
    assert "owner@example.org" in out
    assert "must survive" not in out
    assert "1  20" in out
    voc("show", first, "--body")
    assert b"must survive" in capfdbinary.readouterr().out


def test_a_dropped_message_is_not_sent_and_can_be_taken_back(voc: Voc, capsys: pytest.CaptureFixture[str]) -> None:
    voc()
    first = ids(capsys.readouterr().out)["Event 1"]
    voc("drop", first)
    voc("drain")
    assert "0 sent" in capsys.readouterr().out
    with pytest.raises(UserError, match="is dropped: it can no longer be dropped"):
        voc("drop", first)
    voc("retry", first)
    voc("drain")
    assert "1 sent" in capsys.readouterr().out
    with pytest.raises(UserError, match="is sent: there is nothing to try again"):
        voc("retry", first)


def test_what_failed_is_tried_again_together(voc: Voc, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = open_ledger(ledger_url(settings))
    with ledger.writing() as connection:
        values = {"status": "failed", "last_error": "SMTP 550 5.1.1: the recipient was refused"}
        connection.execute(outbox_table.update().where(outbox_table.c.channel == "folder").values(**values))
    ledger.close()
    voc()
    out = capsys.readouterr().out
    assert "SMTP 550 5.1.1: the recipient was refused" in out
    assert "voc outbox retry --all-failed" in out
    voc("retry", "--all-failed")
    assert "1 will be sent by the next drain." in capsys.readouterr().out
    voc("drain")
    assert "1 sent" in capsys.readouterr().out


def test_old_bodies_are_gone_from_the_file_too(
    voc: Voc, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = b"must survive"
    files = [settings.state_dir / name for name in ("ledger.sqlite", "ledger.sqlite-wal")]
    voc("drain", "--channel", "folder")
    voc("forget", "--days", "1")
    assert "The bodies of 0 messages" in capsys.readouterr().out
    ledger = open_ledger(ledger_url(settings))
    with ledger.writing() as connection:
        connection.execute(outbox_table.update().values(status="sent", updated_at=datetime(2020, 1, 1, tzinfo=UTC)))
    assert any(secret in file.read_bytes() for file in files if file.exists())
    voc("forget", "--days", "1")
    assert "The bodies of 3 messages" in capsys.readouterr().out
    assert not any(secret in file.read_bytes() for file in files if file.exists())
    ledger.close()


def test_an_id_that_is_none_or_several_is_a_mistake_of_one_line(voc: Voc) -> None:
    with pytest.raises(UserError, match="no message whose id begins with zzz"):
        voc("show", "zzz")
    with pytest.raises(UserError, match="say more"):
        voc("show", "")
    with pytest.raises(UserError, match="no message whose id begins with %"):
        voc("show", "%")


def test_without_a_rules_file_messages_go_to_a_folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.delivery import configured

    monkeypatch.delenv("VOC_ALERT_RULES", raising=False)
    monkeypatch.setattr(configured, "RULES", "no/such/file.yml")
    assert configured.configured_channels(settings) == {
        "folder": File(name="folder", folder=settings.state_dir / "messages")
    }


@pytest.mark.parametrize("words", [[], ["drain"], ["retry"], ["drop"], ["forget"], ["show"]])
def test_every_action_explains_itself(voc: Voc, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        voc(*words, "--help")
    assert ended.value.code == 0
    assert "usage: voc outbox" in capsys.readouterr().out
