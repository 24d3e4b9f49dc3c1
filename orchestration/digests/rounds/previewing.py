"""A digest as it would look, for who writes subscriptions: nothing is written into the ledger, nobody receives it.

Does not belong here: where its files go and who opens them (orchestration/cli).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from orchestration.alerts.rounds.book import sender_of
from orchestration.delivery.channels.base import Channel
from orchestration.delivery.channels.file import File
from orchestration.digests.rounds.addressing import Addressee, Pages, addressed
from orchestration.digests.rounds.composer import Composer, known_episodes, project_composer
from orchestration.digests.rounds.gate import Readiness, look
from orchestration.digests.rounds.sending import warehouse_of
from orchestration.language import speaking
from orchestration.ledger.store import opened
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.messages import text
from orchestration.messages.looks import quiet, render
from orchestration.messages.message import Message, Plot
from orchestration.messages.rendered import Rendered
from orchestration.subscriptions.branding import branded
from orchestration.subscriptions.cadence import due
from orchestration.subscriptions.calendar import read_calendar
from orchestration.subscriptions.model import LANGUAGES, Edition, Person, Window
from orchestration.subscriptions.read import required

NOBODY = Person("nobody")


@dataclass(frozen=True)
class Preview:
    """`rendered`: as the channel would carry it; `text`: the plain half. `readiness` says what its data lack."""

    message: Message
    rendered: Rendered
    text: str
    window: Window
    readiness: Readiness

    @property
    def plots(self) -> tuple[Plot, ...]:
        found = (self.message.plot, *(section.plot for section in self.message.sections))
        return tuple(plot for plot in found if plot is not None)


def preview(
    settings: Settings,
    audience: str,
    now: datetime,
    *,
    period: str | None = None,
    language: str | None = None,
    channel: Channel | None = None,
    recipient: str | None = None,
    composer: Composer | None = None,
) -> Preview:
    """The digest of a period, without one of the last tick's.

    Args:
        channel: whose look and sender it has; a mail in a folder without one.
        recipient: an address; without one the first recipient of the audience.

    Raises:
        UserError: no such audience or period, or nothing is published yet. LockHeld: somebody writes.
    """
    subscriptions, calendar = required(settings), read_calendar(settings.dbt_project)
    found = subscriptions.audience(audience)
    window = calendar.named(found.period_type, period) if period else due(found, now, calendar).window
    readiness = look(settings.published, found, window, calendar)
    if not readiness.is_published:
        raise UserError(f"There is no digest to show: {readiness.reason}. `voc run` publishes.")
    through = File(name="folder", folder=settings.state_dir) if channel is None else channel
    person = Person(recipient, recipient) if recipient else subscriptions.person(found.recipients[0])
    spoken = language or found.language or person.language
    spoken = spoken if spoken in LANGUAGES else LANGUAGES[0]
    edition = Edition(found, window, spoken, now)
    pages = Pages.of(subscriptions, datetime.now(UTC))
    words = composer or project_composer()
    titles = {name: each.title for name, each in subscriptions.people.items()}
    with opened(settings) as ledger:
        episodes = known_episodes(ledger)
    with warehouse_of(settings, 0.0) as warehouse:
        message = words.compose(
            settings.published, warehouse, edition, report_url=pages.report, owners=titles, episodes=episodes
        )
    addressee = Addressee(through, person.email or person.name, spoken, person)
    sender = branded(sender_of(through), subscriptions.brand(found.brand), found.name)
    # A file is passed round: a link in it must not end the digests of the reader whose it would be.
    whose = replace(addressee, person=NOBODY) if pages.public_url and not recipient else addressee
    with speaking(spoken):
        whole = addressed(message, whose, found, sender, pages)
        rendered = render(whole, through.kind, addressee.recipient, sender, now)
        plain = text.plain(quiet(whole))
    return Preview(whole, rendered, plain, window, readiness)
