"""`voc alerts evaluate`, `escalate`, `watch` and `test`: rounds by hand, for who has a scheduler of their own."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from orchestration.alerts.rounds import evaluating
from orchestration.alerts.rounds.book import Book, read_book, sender_of
from orchestration.alerts.rounds.evaluating import Round
from orchestration.alerts.wording import service
from orchestration.cli.console import Console
from orchestration.cli.outbox_words import report_lines
from orchestration.delivery.channels.base import Channel
from orchestration.delivery.worker import drain
from orchestration.language import speaking
from orchestration.language.locales import ENGLISH
from orchestration.ledger import outbox
from orchestration.ledger.ids import stable_id
from orchestration.ledger.store import opened
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import kept_open
from orchestration.lib.writer import writing
from orchestration.messages.looks import render


def evaluate(arguments: argparse.Namespace) -> int:
    """Exit code 1 when somebody could not be told."""
    settings = Settings.ready()
    with writing(settings.warehouse, arguments.wait), kept_open(settings.warehouse):
        return _said(evaluating.evaluate(settings))


def escalate(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a case has nobody to go to."""
    settings = Settings.ready()
    with writing(settings.warehouse, arguments.wait), kept_open(settings.warehouse):
        return _said(evaluating.escalate(settings))


def watch(arguments: argparse.Namespace) -> int:
    """Exit code 1 when evaluation has stopped, so that a scheduler notices too."""
    done = evaluating.look_after(Settings.ready(), arguments.hours)
    console = Console()
    if not done.is_late:
        console.line("The rules were evaluated lately: all is well with the warnings.")
        return 0
    console.line(
        f"Not all rules were evaluated in the last {arguments.hours:g} hours: {done.enqueued} new messages say so."
    )
    for reason in done.unreached:
        console.line(reason)
    return 1


def test(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a channel could not send it."""
    settings = Settings.ready()
    book = read_book(settings)
    rule = book.rule(arguments.rule)
    if rule is None:
        raise UserError(f"There is no rule {arguments.rule}: `voc alerts check` lists them.")
    now = datetime.now(UTC)
    console = Console()
    channels = {name: book.channels[name] for name in rule.channels if name in book.channels}
    if not channels:
        raise UserError(f"Rule {rule.name} has no channel: name one in its key channels.")
    with opened(settings) as ledger:
        with ledger.writing() as connection:
            for channel in channels.values():
                to = _recipient(book, channel, arguments.to, rule.owner)
                owner = book.person(rule.owner or book.everybody())
                with speaking(owner.language if owner else ENGLISH):
                    message = service.trial(stable_id("test", rule.name, now), rule.title, channel.name, now)
                    rendered = render(message, channel.kind, to, sender_of(channel), now)
                outbox.enqueue(connection, message, rendered, channel, to, now, now)
        report = drain(ledger, channels, known=book.channels)
    for line in report_lines(report):
        console.line(line)
    return 0 if report.is_clean else 1


def _recipient(book: Book, channel: Channel, typed: str | None, owner: str | None) -> str:
    if channel.kind not in ("smtp", "file"):
        return channel.name
    person = book.person(owner or book.everybody())
    found = typed or (person.email if person else None)
    if not found:
        raise UserError(f"Channel {channel.name} needs an address: say --to you@company.example.")
    return found


def _said(done: Round) -> int:
    console = Console()
    console.line(
        f"{done.enqueued:,} messages wait for delivery (`voc outbox drain`); {done.open_episodes:,} confirmed episodes "
        f"are open, {done.watched:,} are watched."
    )
    for reason in done.unreached:
        console.line(reason)
    return 1 if done.unreached else 0
