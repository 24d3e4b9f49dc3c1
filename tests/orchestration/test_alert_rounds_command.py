"""`voc alerts test`, `watch`, `evaluate` and `escalate`: what a scheduler or a person gets back."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from orchestration.alerts.rounds.watch import FAMILIES
from orchestration.cli import alerts
from orchestration.ledger import evaluations
from orchestration.ledger.store import ledger_url, open_ledger
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from tests.orchestration.alerts.rounds.marts import Marts
from tests.orchestration.ledger.said import Named, put

RULES = """
channels:
  folder: {kind: file, from: Voice <voice@company.example>}
  chat: {kind: slack, url_env: SLACK_WEBHOOK_URL}
rules:
  - {name: detractor, title: A detractor, family: answer, metric: nps, at_most: 6, channels: folder}
  - {name: checks, family: check_failed, severity: critical, owner: billing_lead, channels: [folder, chat]}
"""
Voc = Callable[..., int]
Read = pytest.CaptureFixture[str]


@pytest.fixture
def voc(settings: Settings, tmp_path: Path) -> Voc:
    """Runs `voc alerts` with these words; its exit code."""
    rules = tmp_path / "rules.yml"
    rules.write_text(RULES)
    os.environ["VOC_ALERT_RULES"] = str(rules)
    os.environ.pop("SLACK_WEBHOOK_URL", None)
    parser = argparse.ArgumentParser(prog="voc")
    alerts.add_commands(parser.add_subparsers())

    def run(*words: str) -> int:
        arguments = parser.parse_args(["alerts", *words])
        return int(arguments.command(arguments))

    return run


def evaluated(settings: Settings, hours_ago: float) -> None:
    ledger = open_ledger(ledger_url(settings))
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    with ledger.writing() as connection:
        for family in FAMILIES:
            evaluations.record(connection, family, at, True, 1, 0, at)
    ledger.close()


def test_a_test_message_is_a_mail_one_can_open(voc: Voc, settings: Settings, capsys: Read) -> None:
    assert voc("test", "detractor") == 0
    assert "1 sent, 0 to be tried again, 0 failed for good." in capsys.readouterr().out
    (file,) = (settings.state_dir / "messages").glob("*.eml")
    mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert mail["To"] == "success-lead@company.example", "who looks after whatever nobody else does"
    assert mail["From"] == "Voice <voice@company.example>"
    assert mail["Subject"] == "Test of the rule A detractor"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "nothing happened" in mail.get_body(("plain",)).get_content()
    assert "nothing happened" in file.with_suffix(".html").read_text()


def test_it_goes_to_whom_one_says(voc: Voc, settings: Settings) -> None:
    voc("test", "detractor", "--to", "me@company.example")
    voc("test", "detractor", "--to", "me@company.example")
    files = list((settings.state_dir / "messages").glob("*.eml"))
    assert len(files) == 2, "each test is one of its own"
    assert all(b"me@company.example" in file.read_bytes() for file in files)


def test_a_channel_that_cannot_send_is_named_and_the_others_have_sent(
    voc: Voc, settings: Settings, capsys: Read
) -> None:
    assert voc("test", "checks") == 1
    out = capsys.readouterr().out
    assert "1 sent" in out
    assert "Channel chat: SLACK_WEBHOOK_URL is not set." in out
    assert len(list((settings.state_dir / "messages").glob("*.eml"))) == 1


def test_what_waits_for_another_channel_is_no_fault_of_this_one(voc: Voc, settings: Settings, capsys: Read) -> None:
    """It was said to wait for a channel which the rules file does not have."""
    ledger = open_ledger(ledger_url(settings))
    with ledger.writing() as connection:
        put(connection, 1, Named("chat", "slack"), "chat", at=datetime.now(UTC))
    ledger.close()
    assert voc("test", "detractor") == 0
    assert "chat" not in capsys.readouterr().out


def test_a_rule_that_is_not_there_is_a_mistake_of_one_line(voc: Voc) -> None:
    with pytest.raises(UserError, match="There is no rule pigeon: `voc alerts check` lists them"):
        voc("test", "pigeon")


def test_the_watch_fails_while_nothing_is_evaluated_and_says_it_once(
    voc: Voc, settings: Settings, capsys: Read
) -> None:
    assert voc("watch") == 1
    assert "in the last 26 hours: 2 new messages" in capsys.readouterr().out, "through both channels of the rule checks"
    assert voc("watch") == 1
    assert "0 new messages" in capsys.readouterr().out
    evaluated(settings, hours_ago=2)
    assert voc("watch") == 0
    assert "all is well with the warnings" in capsys.readouterr().out
    assert voc("watch", "--hours", "1") == 1


def test_a_round_by_hand_tells_what_it_wrote(voc: Voc, settings: Settings, capsys: Read) -> None:
    marts = Marts(settings.warehouse)
    marts.signal("a", datetime.now(UTC) - timedelta(hours=1))
    marts.close()
    assert voc("evaluate") == 0
    assert "2 messages wait for delivery (`voc outbox drain`); 0 confirmed episodes" in capsys.readouterr().out
    assert voc("watch") == 0
    assert voc("escalate") == 0


def test_a_round_that_reaches_nobody_fails_with_the_reason(voc: Voc, settings: Settings, capsys: Read) -> None:
    opened_at = datetime.now(UTC) - timedelta(hours=1)
    marts = Marts(settings.warehouse)
    marts.signal("a", opened_at, case_key="case1")
    marts.case("case1", opened_at, hours=0, backup="somebody_who_left")
    marts.close()
    assert voc("evaluate") == 1
    assert "case case1 is overdue and has nobody to go to" in capsys.readouterr().out
    assert voc("escalate") == 1
