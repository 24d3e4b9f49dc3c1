"""From a message to rows of the outbox: through which channels, to which addresses, when it may leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from orchestration.alerts.hours import not_before
from orchestration.alerts.rounds.book import Book, sender_of
from orchestration.alerts.rules import Rule
from orchestration.delivery.channels.base import Channel
from orchestration.language import speaking
from orchestration.language.locales import ENGLISH
from orchestration.ledger import outbox
from orchestration.messages.looks import render
from orchestration.messages.message import Message

ADDRESSED = frozenset({"smtp", "file"})  # Kinds that go to a person; the others go to a place.


@dataclass
class Told:
    """What a round wrote into the outbox, and what it could not: nobody is missed silently."""

    enqueued: int = 0
    unreached: list[str] = field(default_factory=list)


def tell(
    connection: sa.Connection,
    book: Book,
    rule: Rule,
    message: Callable[[str | None], Message],
    people: Sequence[str | None],
    now: datetime,
    said_at: datetime,
    told: Told,
) -> None:
    """Write a message down for every channel of its rule and everybody it is for.

    Args:
        message: of the owner in whose name its links are made and in whose language it is said; a place's are those of
            the first, None without one.
        people: names of the registry owners.
        now: the wall clock, which decides when it may leave. said_at: the data's, which stands in it.
    """
    has_gone = False
    for channel, recipient, person in _recipients(book, rule, people):
        owner = book.person(person)
        leaves = now
        if channel.kind != "file":  # A file disturbs nobody.
            zone, is_in_hours = (owner.shown.time_zone, owner.is_in_hours) if owner else (None, False)
            leaves = not_before(rule, now, owner_zone=zone, is_owner_in_hours=is_in_hours)
        with speaking(owner.language if owner else ENGLISH):
            said = message(person)
            rendered = render(said, channel.kind, recipient, sender_of(channel), said_at)
        told.enqueued += outbox.enqueue(connection, said, rendered, channel, recipient, leaves, now) is not None
        has_gone = True
    if not has_gone:
        told.unreached.append(
            f"rule {rule.name}: nobody can be told. Name an owner with an e-mail address in owners.csv and "
            "owner_assignments.csv, or a channel of the rule in alert_rules.yml."
        )


def _recipients(book: Book, rule: Rule, people: Sequence[str | None]) -> Iterator[tuple[Channel, str, str | None]]:
    names = list(dict.fromkeys(name for name in people if name))
    for channel in (book.channels[name] for name in rule.channels if name in book.channels):
        if channel.kind not in ADDRESSED:
            yield channel, channel.name, names[0] if names else None
            continue
        for name in names:
            person = book.person(name)
            if person and person.email:
                yield channel, person.email, name
