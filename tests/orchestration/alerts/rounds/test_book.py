"""What a round goes by, from the rules file and the project's own registries."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.alerts.rounds.book import read_book, sender_of
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.messages import links
from tests.orchestration.alerts.rounds.conftest import NOW

RULES = """
channels:
  folder: {kind: file}
  mail: {kind: smtp, host: smtp.example.org, from: Voice <voice@company.example>, reply_to: help@company.example}
rules:
  - {name: detractor, family: answer, metric: nps, at_most: 6, channels: folder}
"""


@pytest.fixture(autouse=True)
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules.yml"
    file.write_text(RULES)
    os.environ["VOC_ALERT_RULES"] = str(file)
    return file


def test_people_are_shown_by_their_role_and_reached_by_their_address(settings: Settings) -> None:
    book = read_book(settings)
    person = book.person("support_lead")
    assert person is not None
    assert person.email == "support-lead@company.example"
    assert (person.manager, person.is_in_hours, person.shown.time_zone) == (
        *("customer_director", True),
        "Europe/Copenhagen",
    )
    assert book.owner("support_lead") == person.shown
    assert book.person(None) is book.owner("a_stranger") is book.rule("pigeon") is None
    assert book.everybody() == "success_lead"


def test_a_fault_of_the_file_refuses_the_whole_with_its_line(settings: Settings, rules: Path) -> None:
    rules.write_text(RULES.replace("kind: file", "kind: pigeon").replace("at_most: 6", "at_most: six"))
    with pytest.raises(UserError, match=r"rules\.yml:3: (.|\n)*rules\.yml:6: "):
        read_book(settings)


def test_a_file_that_was_named_and_is_not_there_is_no_empty_one(settings: Settings, rules: Path) -> None:
    rules.unlink()
    with pytest.raises(UserError, match=r"rules\.yml"):
        read_book(settings)


def test_messages_come_from_whom_the_channel_says(settings: Settings) -> None:
    channels = read_book(settings).channels
    sender = sender_of(channels["mail"])
    assert (sender.name, sender.address, sender.reply_to) == ("Voice", "voice@company.example", "help@company.example")
    assert sender_of(channels["folder"]).address == "voicehouse@localhost"


def test_links_are_the_recipients_own_and_only_where_there_is_a_page(settings: Settings) -> None:
    assert read_book(settings).answers("case", "case1", "support_lead", NOW).contacted is None
    os.environ["VOC_PUBLIC_URL"] = "https://voice.company.example"
    book = read_book(settings)
    assert book.answers("case", "case1", None, NOW).contacted is None
    url = book.answers("case", "case1", "support_lead", NOW).contacted
    assert url is not None
    assert url.startswith("https://voice.company.example/confirm/")
    said = links.read(url.rpartition("/")[2], book.link_secret, NOW + timedelta(days=1))
    assert (said.what, said.ref, said.action, said.actor) == ("case", "case1", "contacted", "support_lead")


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_page_without_a_secret_is_refused_before_anything_is_judged(settings: Settings, secret: str) -> None:
    """Each message failed in the midst of its round, and so did the round, without a word of what to do."""
    os.environ.update(VOC_PUBLIC_URL="https://voice.company.example", VOC_LINK_SECRET=secret)
    with pytest.raises(UserError, match="VOC_LINK_SECRET has fewer than 16 characters"):
        read_book(settings)
