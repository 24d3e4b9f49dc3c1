"""Who a message goes to, through which channels, and when it may leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.telling import Told, tell
from orchestration.alerts.rules import CheckFailed
from orchestration.language import language
from orchestration.ledger.store import Ledger
from orchestration.messages.message import Message, Severity
from tests.orchestration.alerts.rounds.conftest import NOW, Written, person
from tests.orchestration.ledger.said import message

RULE = CheckFailed(name="checks", family="check_failed", title="A check failed", line=1, channels=("folder",))
SATURDAY = datetime(2026, 3, 14, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)  # 9:00 in Copenhagen
Say = Callable[..., Told]


@pytest.fixture
def say(ledger: Ledger, book_of: Callable[..., Book]) -> Say:
    """Tell one event; what became of it."""

    def said(
        *people: str | None, channels: tuple[str, ...] = ("folder",), book: Book | None = None, at: datetime = NOW,
        number: int = 1, heard: list[str | None] | None = None, **rule: object,
    ) -> Told:  # fmt: skip
        told = Told()

        def made(who: str | None) -> Message:
            if heard is not None:
                heard.append(who)
            return message(number)

        with ledger.writing() as connection:
            tell(connection, book or book_of(), replace(RULE, channels=channels, **rule), made, people, at, at, told)
        return told

    return said


@pytest.mark.parametrize("channel", ["folder", "mail"])
def test_a_channel_with_addresses_takes_one_message_for_each_owner(say: Say, written: Written, channel: str) -> None:
    heard: list[str | None] = []
    told = say("support_lead", "success_lead", channels=(channel,), heard=heard)
    rows = written("outbox")
    assert [row["recipient"] for row in rows] == ["support_lead@company.example", "success_lead@company.example"]
    assert (told.enqueued, told.unreached) == (2, [])
    assert heard == ["support_lead", "success_lead"], "each in their own name"


def test_a_channel_that_is_a_place_takes_one_message_whoever_it_is_for(say: Say, written: Written) -> None:
    assert say("support_lead", "success_lead", channels=("chat",)).enqueued == 1
    assert [row["recipient"] for row in written("outbox")] == ["chat"]


def test_an_owner_who_is_the_backup_too_hears_once(say: Say, written: Written) -> None:
    say("support_lead", None, "support_lead")
    assert len(written("outbox")) == 1


def test_an_owner_without_an_address_is_passed_over_where_another_is_reached(
    say: Say, book_of: Callable[..., Book], written: Written
) -> None:
    book = book_of(people=[person("support_lead", email=None), person("success_lead")])
    assert say("support_lead", "success_lead", book=book).unreached == []
    assert [row["recipient"] for row in written("outbox")] == ["success_lead@company.example"]


@pytest.mark.parametrize(
    ("people", "channels"), [((), ("folder",)), (("a_stranger",), ("folder",)), (("support_lead",), ())]
)
def test_nobody_is_missed_silently(
    say: Say, written: Written, people: tuple[str, ...], channels: tuple[str, ...]
) -> None:
    told = say(*people, channels=channels)
    assert written("outbox") == []
    assert "rule checks: nobody can be told" in told.unreached[0]
    assert "owners.csv" in told.unreached[0]


def test_a_place_hears_of_what_has_no_owner(say: Say, written: Written) -> None:
    assert say(None, channels=("folder", "chat")).unreached == []
    assert [row["channel"] for row in written("outbox")] == ["chat"]


def test_business_hours_hold_a_mail_back_but_no_file(say: Say, written: Written) -> None:
    say("support_lead", channels=("folder", "mail", "chat"), at=SATURDAY, is_business_hours=True)
    leaves = {row["channel"]: row["not_before"] for row in written("outbox")}
    assert leaves == {"folder": SATURDAY, "mail": MONDAY, "chat": MONDAY}


def test_an_owner_who_wants_mail_in_business_hours_gets_it_then_and_others_at_once(
    say: Say, book_of: Callable[..., Book], written: Written
) -> None:
    book = book_of(people=[person("support_lead", is_in_hours=True), person("success_lead")])
    say("support_lead", "success_lead", channels=("mail",), book=book, at=SATURDAY)
    assert [row["not_before"] for row in written("outbox")] == [MONDAY, SATURDAY]


def test_what_is_critical_does_not_wait_for_monday(say: Say, written: Written) -> None:
    say("support_lead", channels=("mail",), at=SATURDAY, is_business_hours=True, severity=Severity.CRITICAL)
    assert written("outbox")[0]["not_before"] == SATURDAY


def test_the_same_event_told_again_adds_nothing_and_misses_nobody(say: Say, written: Written) -> None:
    say("support_lead", channels=("folder", "chat"))
    before = written("outbox")
    again = say("support_lead", channels=("folder", "chat"), at=SATURDAY)
    assert (again.enqueued, again.unreached) == (0, [])
    assert written("outbox") == before
    assert say("support_lead", number=2).enqueued == 1


def test_everybody_reads_it_in_their_own_language(
    ledger: Ledger, book_of: Callable[..., Book], written: Written
) -> None:
    people = [replace(person("support_lead"), language="da"), replace(person("success_lead"), language="fr")]
    heard: list[str] = []

    def made(_: str | None) -> Message:
        heard.append(language())
        return replace(message(1), language=language())

    rule = replace(RULE, channels=("mail", "chat"))
    with ledger.writing() as connection:
        names = ["support_lead", "success_lead"]
        tell(connection, book_of(people=people), rule, made, names, NOW, NOW, Told())
    assert heard == ["da", "en", "da"], "a place hears it as its first owner does"
    assert language() == "en"
    bodies = [row["body"] for row in written("outbox") if "@" in row["recipient"]]
    assert [b"Content-Language: da" in body for body in bodies] == [True, False]
