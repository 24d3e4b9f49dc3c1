"""The letters of one audience, and the one transaction in which they and the ledger's row are written.

Does not belong here: what is due and for which period (sending.py), to whom (addressing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from orchestration.alerts.rounds.book import sender_of
from orchestration.delivery.channels.base import Channel
from orchestration.digests.rounds.addressing import Addressee, Pages, addressed, addressees
from orchestration.digests.rounds.composer import Composer
from orchestration.language import speaking
from orchestration.ledger import digests, outbox, unsubscriptions
from orchestration.ledger.digests import Sent
from orchestration.ledger.ids import stable_id
from orchestration.ledger.store import Ledger
from orchestration.lib.settings import Settings
from orchestration.messages.looks import render
from orchestration.messages.message import Message
from orchestration.messages.rendered import Rendered
from orchestration.subscriptions.branding import branded
from orchestration.subscriptions.calendar import Calendar
from orchestration.subscriptions.model import Audience, Window
from orchestration.subscriptions.read import Subscriptions

# The words in a language.
Said = Callable[[str], Message]


@dataclass(frozen=True)
class Outcome:
    """What became of one audience's period.

    Args:
        what: sent, delayed (the note went out), waiting, empty (nobody answered), already, unreached, failed.
        enqueued: messages. unsubscribed: people who were left out.
        reason: why nothing went out, or not to everybody.
    """

    audience: str
    window: Window
    what: str
    enqueued: int = 0
    unsubscribed: int = 0
    reason: str = ""

    @property
    def is_trouble(self) -> bool:
        return self.what in ("unreached", "failed") or (self.what in ("sent", "delayed") and bool(self.reason))


@dataclass(frozen=True)
class Making:
    """What all audiences of a round share.

    Args:
        now: on the clock that the data go by.
        owners: their titles by name.
        episodes: of the ledger, which the marts know a run later.
    """

    settings: Settings
    ledger: Ledger
    subscriptions: Subscriptions
    channels: Mapping[str, Channel]
    calendar: Calendar
    composer: Composer
    pages: Pages
    now: datetime
    owners: Mapping[str, str] = field(default_factory=dict)
    episodes: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class _Letter:
    addressee: Addressee
    message: Message
    rendered: Rendered


def written(made: Making, audience: Audience, window: Window, sent: Sent, said: Said, what: str) -> Outcome:
    """Render for everybody, then write all of it or nothing."""
    everybody, unreached = addressees(made.subscriptions, audience, made.channels)
    missed = f"not reached: {', '.join(unreached)}" if unreached else ""
    if not everybody:
        return Outcome(audience.name, window, "unreached", reason=missed or "no channel and nobody to send it to")
    with made.ledger.reading() as connection:
        gone = unsubscriptions.of_audience(connection, audience.name)
    letters = list(_letters(made, audience, sent, said, [each for each in everybody if not each.keys & gone]))
    wall = datetime.now(UTC)
    with made.ledger.writing() as connection:
        # Whoever unsubscribed while this was rendered is left out, too.
        gone = unsubscriptions.of_audience(connection, audience.name)
        letters = [letter for letter in letters if not letter.addressee.keys & gone]
        row = replace(
            sent,
            languages=",".join(sorted({letter.message.language for letter in letters})),
            recipients_count=len(letters),
            unsubscribed_count=sum(bool(each.keys & gone) for each in everybody),
        )
        if not digests.record(connection, row, wall):
            return Outcome(audience.name, window, "already", reason="another program sent it just now")
        for letter in letters:
            to = letter.addressee
            outbox.enqueue(connection, letter.message, letter.rendered, to.channel, to.recipient, wall, wall)
    return Outcome(audience.name, window, what, len(letters), row.unsubscribed_count, missed)


def _letters(
    made: Making, audience: Audience, sent: Sent, said: Said, everybody: Sequence[Addressee]
) -> Iterator[_Letter]:
    """Each language is put into words once. The keys are the ledger's: nothing is sent twice whatever the words are."""
    brand = made.subscriptions.brand(audience.brand)
    by_language: dict[str, Message] = {}
    for addressee in everybody:
        if addressee.language not in by_language:
            message = said(addressee.language)
            thread = stable_id("audience", audience.name)
            by_language[addressee.language] = replace(message, key=sent.digest_id, thread=thread)
        sender = branded(sender_of(addressee.channel), brand, audience.name)
        with speaking(addressee.language):
            message = addressed(by_language[addressee.language], addressee, audience, sender, made.pages)
            rendered = render(message, addressee.channel.kind, addressee.recipient, sender, made.now)
        yield _Letter(addressee, message, rendered)
