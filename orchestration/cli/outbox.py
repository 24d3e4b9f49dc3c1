"""`voc outbox`: what waits, what failed and why; send it, try it again, drop it, look at one message."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from orchestration.cli.console import Console
from orchestration.cli.outbox_words import counted, listed, message_lines, report_lines
from orchestration.delivery.channels.file import File
from orchestration.delivery.configured import configured_channels
from orchestration.delivery.tally import Tally
from orchestration.delivery.worker import drain as drain_outbox
from orchestration.ledger import outbox as states
from orchestration.ledger import waiting
from orchestration.ledger.store import Ledger, ledger_url, open_ledger
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

SHOWN = 10


def outbox(arguments: argparse.Namespace) -> int:
    """Always exit code 0: it tells, it does not judge."""
    del arguments
    settings = Settings.ready()
    console = Console()
    channels = configured_channels(settings)
    with _ledger(settings) as ledger, ledger.reading() as connection:
        numbers = waiting.counts(connection)
        failed = waiting.in_status(connection, [states.FAILED], SHOWN)
        waits = waiting.in_status(connection, [states.WAITING, states.SENDING], SHOWN)
        sent = waiting.in_status(connection, [states.SENT], SHOWN)
    if not numbers:
        console.line("No message was ever written.")
    for line in counted(numbers, channels):
        console.line(line)
    for title, rows in (("Failed", failed), ("Waiting", waits), ("Sent last", sent)):
        for line in listed(title, rows):
            console.line(line)
    if failed:
        console.line("\n`voc outbox retry ID` or `voc outbox retry --all-failed` once the cause is mended.")
    return 0


def drain(arguments: argparse.Namespace) -> int:
    """Exit code 0 when nothing failed for good and no channel is in trouble, else 1."""
    settings = Settings.ready()
    console = Console()
    channels = configured_channels(settings)
    known = sorted(channels)
    for name in arguments.channel or []:
        if name not in channels:
            raise UserError(f"There is no channel {name}: the rules file has {', '.join(known) or 'none'}.")
    chosen = {name: channels[name] for name in arguments.channel or known}

    def progress(tally: Tally) -> None:
        console.progress(f"{tally.sent} sent, {tally.retried} to try again, {tally.failed} failed", is_passing=True)

    with _ledger(settings) as ledger:
        report = drain_outbox(ledger, chosen, budget=arguments.seconds, progress=progress, known=known)
    for line in report_lines(report):
        console.line(line)
    return 0 if report.is_clean else 1


def retry(arguments: argparse.Namespace) -> int:
    """Exit code 0 when something will be tried again."""
    settings = Settings.ready()
    with _ledger(settings) as ledger, ledger.writing() as connection:
        chosen = None if arguments.all_failed else _found(connection, arguments.message)
        changed = waiting.retry(connection, datetime.now(UTC), None if chosen is None else chosen["message_id"])
    if chosen is not None and not changed:
        raise UserError(f"Message {chosen['message_id'][:12]} is {chosen['status']}: there is nothing to try again.")
    Console().line(f"{changed} will be sent by the next drain.")
    return 0


def drop(arguments: argparse.Namespace) -> int:
    """Exit code 0 when it will not be sent any more."""
    settings = Settings.ready()
    with _ledger(settings) as ledger, ledger.writing() as connection:
        chosen = _found(connection, arguments.message)
        changed = waiting.drop(connection, datetime.now(UTC), chosen["message_id"])
    if not changed:
        raise UserError(f"Message {chosen['message_id'][:12]} is {chosen['status']}: it can no longer be dropped.")
    Console().line(f"Message {chosen['message_id'][:12]} is dropped.")
    return 0


def forget(arguments: argparse.Namespace) -> int:
    """Always exit code 0."""
    settings = Settings.ready()
    before = datetime.now(UTC) - timedelta(days=arguments.days)
    with _ledger(settings) as ledger:
        with ledger.writing() as connection:
            emptied = waiting.forget_bodies(connection, before)
        ledger.settle()
    Console().line(f"The bodies of {emptied:,} messages are emptied.")
    return 0


def show(arguments: argparse.Namespace) -> int:
    """Always exit code 0 for a message that exists."""
    settings = Settings.ready()
    console = Console()
    with _ledger(settings) as ledger, ledger.reading() as connection:
        chosen = _found(connection, arguments.message)
        tries = waiting.attempts(connection, chosen["message_id"])
        body = waiting.body(connection, chosen["message_id"])
    channel = configured_channels(settings).get(chosen["channel"])
    place = channel.place(chosen["message_id"], chosen["enqueued_at"]) if isinstance(channel, File) else None
    for line in message_lines(chosen, tries, body, place):
        console.line(line)
    if arguments.body:
        console.line()
        sys.stdout.flush()
        sys.stdout.buffer.write(body + b"\n")
    return 0


@contextmanager
def _ledger(settings: Settings) -> Iterator[Ledger]:
    ledger = open_ledger(ledger_url(settings))
    try:
        yield ledger
    except sa.exc.DBAPIError as error:
        # The first line only: Postgres shows the row in the second.
        reason = str(error.orig).partition("\n")[0] if error.orig else type(error).__name__
        raise UserError(f"The ledger {ledger.shown} failed: {reason} Nothing is lost: run it again.") from None
    finally:
        ledger.close()


def _found(connection: sa.Connection, beginning: str) -> sa.RowMapping:
    found = waiting.find(connection, beginning.strip().lower())
    if not found:
        raise UserError(f"There is no message whose id begins with {beginning}: `voc outbox` lists them.")
    if len(found) > 1:
        raise UserError(f"Several messages' ids begin with {beginning}: say more of it.")
    return found[0]
