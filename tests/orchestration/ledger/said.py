"""Messages for the tests of ledger and delivery: what is said, and bytes that stand for its look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from orchestration.ledger import outbox
from orchestration.ledger.ids import stable_id
from orchestration.messages.message import Message, Severity, State

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Look:
    subject: str
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Named:
    """A channel as the outbox sees it."""

    name: str = "mail"
    kind: str = "smtp"


class Clock:
    """A clock that goes when told to."""

    def __init__(self, start: datetime = NOW) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


def message(number: int | str, thread: str | None = None, kind: str = "opened") -> Message:
    return Message(
        key=stable_id("event", number),
        thread=thread or stable_id("thread", number),
        kind=kind,
        severity=Severity.WARNING,
        state=State.TRIGGERED,
        subject=f"Event {number}",
        headline=f"Event {number} happened.",
    )


def mail(said: Message, recipient: str = "owner@example.org") -> Look:
    body = (
        f"From: Voice <voice@example.org>\r\nTo: {recipient}\r\nSubject: {said.subject}\r\n"
        f"Message-ID: <{said.key}@voicehouse>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n\r\n'
        f"{said.headline}\r\n.\r\nA line that starts with a dot must survive.\r\n"
    )
    return Look(said.subject, "message/rfc822", body.encode())


def put(
    connection: sa.Connection,
    number: int | str,
    channel: outbox.Addressed | None = None,
    recipient: str = "owner@example.org",
    look: Look | None = None,
    thread: str | None = None,
    at: datetime = NOW,
    not_before: datetime | None = None,
) -> str:
    """Enqueue one message; its id."""
    channel = channel or Named()
    said = message(number, thread)
    outbox.enqueue(connection, said, look or mail(said, recipient), channel, recipient, not_before, now=at)
    return outbox.message_id_of(said.key, channel.name, recipient)
