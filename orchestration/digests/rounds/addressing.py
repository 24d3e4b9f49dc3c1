"""To whom a digest goes, through what, in which language, under whose name, and how each of them can end it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from orchestration.alerts.rounds.book import public_links
from orchestration.alerts.rounds.telling import ADDRESSED
from orchestration.delivery.channels.base import Channel
from orchestration.language import say
from orchestration.ledger.unsubscriptions import person_key
from orchestration.messages import reader_links
from orchestration.messages.message import Link, Message
from orchestration.messages.reader_links import Unsubscription
from orchestration.messages.rendered import Sender
from orchestration.subscriptions.model import LANGUAGES, Audience, Person
from orchestration.subscriptions.read import Subscriptions


@dataclass(frozen=True)
class Addressee:
    """`person` is None for a place, such as a chat's room."""

    channel: Channel
    recipient: str
    language: str
    person: Person | None = None

    @property
    def keys(self) -> frozenset[str]:
        """By which an unsubscription knows them: whoever owns an address, and the address."""
        names = (self.person.name, self.person.email) if self.person else ()
        return frozenset(person_key(name) for name in names if name)


@dataclass(frozen=True)
class Pages:
    """Where links lead. `public_url`: of `voc confirm serve`, None without one."""

    public_url: str | None
    secret: str
    report: str = ""

    @classmethod
    def of(cls, subscriptions: Subscriptions, now: datetime) -> Pages:
        """`now`: the wall clock's, from which a link to the report holds.

        Raises:
            UserError: links could not be signed.
        """
        public_url, secret = public_links()
        report = subscriptions.report_url
        if not report and public_url:
            report = reader_links.report_url(public_url, secret, now)
        return cls(public_url, secret, report)


def addressees(
    subscriptions: Subscriptions, audience: Audience, channels: Mapping[str, Channel]
) -> tuple[list[Addressee], list[str]]:
    """Everybody once a channel; and the names of those whom a channel cannot reach."""
    found: dict[tuple[str, str], Addressee] = {}
    unreached: list[str] = []
    for channel in (channels[name] for name in audience.channels if name in channels):
        for addressee in _of_channel(subscriptions, audience, channel):
            if not addressee.recipient:
                unreached.append(f"{addressee.person.name if addressee.person else ''} by {channel.name}")
                continue
            # The same mailbox by an owner's name and by its address is one reader.
            found.setdefault((channel.name, addressee.recipient.lower()), addressee)
    return list(found.values()), unreached


def addressed(message: Message, addressee: Addressee, audience: Audience, sender: Sender, pages: Pages) -> Message:
    """The message with this reader's own ways to end it. Said in the language that is spoken."""
    if addressee.person is None:
        return message
    if pages.public_url:
        # Whoever reads this mailbox, and not whoever holds the office next.
        whom = addressee.person.email or addressee.person.name
        what = Unsubscription(audience.name, person_key(whom), message.language)
        url = reader_links.unsubscribe_url(pages.public_url, pages.secret, what)
        links = (*message.footer_links, Link(say("Unsubscribe"), url))
        return replace(message, unsubscribe=url, footer_links=links)
    answers_to = sender.reply_to or sender.address
    if answers_to.endswith("@localhost"):
        command = f"voc digest unsubscribe {audience.name} {addressee.person.name}"
        line = say("To receive this no more: `{command}`.", command=command)
        return replace(message, footer=(*message.footer, line))
    line = say(
        "To receive this no more, write to {address} with the subject “{subject}”.",
        address=answers_to,
        subject=f"unsubscribe {audience.name}",
    )
    asked = reader_links.unsubscribe_mail(answers_to, audience.name)
    return replace(message, unsubscribe=asked, footer=(*message.footer, line))


def _of_channel(subscriptions: Subscriptions, audience: Audience, channel: Channel) -> Iterator[Addressee]:
    people = [subscriptions.person(name) for name in audience.recipients]
    if channel.kind not in ADDRESSED:
        yield Addressee(channel, channel.name, _language(audience, people[0] if people else None))
        return
    for person in people:
        # A folder holds whatever has a name.
        recipient = person.email or (person.name if channel.kind == "file" else "")
        yield Addressee(channel, recipient, _language(audience, person), person)


def _language(audience: Audience, person: Person | None) -> str:
    wanted = audience.language or (person.language if person else None) or LANGUAGES[0]
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
