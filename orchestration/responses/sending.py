"""From a message to rows of the outbox: to whom, through which channels, in whose brand and language.

Does not belong here: which responses are told (judging.py), and what is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from orchestration.alerts.hours import not_before
from orchestration.alerts.rounds.book import Book, sender_of
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import ADDRESSED
from orchestration.alerts.rules import Rule
from orchestration.delivery.channels.base import Channel
from orchestration.language import speaking
from orchestration.ledger import outbox
from orchestration.messages.looks import render
from orchestration.messages.message import Message
from orchestration.responses.model import OWNER, Report
from orchestration.subscriptions.branding import branded

Say = Callable[[], Message]


@dataclass
class Sent:
    """What a round wrote into the outbox, and what it could not: nobody is missed silently."""

    enqueued: int = 0
    responses: int = 0
    unreached: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Recipient:
    """`address`: or the channel's name where it has none. `person`: a name of the registry owners."""

    channel: Channel
    address: str
    person: str | None = None


def send(
    connection: sa.Connection,
    book: Book,
    report: Report,
    said: Say,
    to: list[Recipient],
    clock: Clock,
    sent: Sent,
) -> None:
    """Write a message down for everybody it is for; `said` speaks the language that is spoken when it is called."""
    for each in to:
        language = language_of(book, report, each)
        with speaking(language):
            message = said()
            sender = branded(sender_of(each.channel), report.brand)
            rendered = render(message, each.channel.kind, each.address, sender, clock.as_of)
        leaves = _leaves(book, report, each, clock.now)
        written = outbox.enqueue(connection, message, rendered, each.channel, each.address, leaves, clock.now)
        sent.enqueued += written is not None


def recipients(book: Book, report: Report, owner: str | None, backup: str | None) -> list[Recipient]:
    """Each address once per channel; a place that has none, such as a chat, once."""
    return list(_recipients(book, report, owner, backup))


def _recipients(book: Book, report: Report, owner: str | None, backup: str | None) -> Iterator[Recipient]:
    meant: dict[str, str | None] = {}  # address to person
    for name in report.recipients:
        for person in (owner, backup) if name == OWNER else (name,):
            known = book.person(person)
            if known is not None:
                if known.email:
                    meant.setdefault(known.email, person)
            elif person and "@" in person:
                meant.setdefault(person, None)
    first = next(iter(meant.values()), None)
    for channel in (book.channels[name] for name in report.channels if name in book.channels):
        if channel.kind in ADDRESSED:
            yield from (Recipient(channel, address, person) for address, person in meant.items())
        else:
            yield Recipient(channel, channel.name, first)


def language_of(book: Book, report: Report, to: Recipient) -> str:
    """The report's own, else the recipient's, else English."""
    person = book.person(to.person)
    return report.language or (person.language if person else "en")


def _leaves(book: Book, report: Report, to: Recipient, now: datetime) -> datetime:
    if to.channel.kind == "file":  # A file disturbs nobody.
        return now
    person = book.person(to.person)
    zone, is_in_hours = (person.shown.time_zone, person.is_in_hours) if person else (None, False)
    as_rule = Rule(report.name, "response", report.title, 0, is_business_hours=report.is_business_hours)
    return not_before(as_rule, now, owner_zone=zone, is_owner_in_hours=is_in_hours)
