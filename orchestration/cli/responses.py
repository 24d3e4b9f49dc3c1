"""`voc responses`: what became of single responses, one of them as it is sent, and a look by hand.

Names and texts are shown by `preview` alone, which reads the warehouse. Does not belong here: which responses are sent
(orchestration/responses).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.alerts.rounds.book import Book, read_book, sender_of
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.evaluating import read_clock
from orchestration.alerts.wording.subjects import NotForAnonymousError
from orchestration.cli.console import Console, table
from orchestration.language import speaking
from orchestration.ledger import evaluations
from orchestration.ledger import responses as looked_at
from orchestration.ledger.store import opened
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import kept_open
from orchestration.lib.warehouse import reading as warehouse_reading
from orchestration.lib.writer import writing
from orchestration.messages.html import page_of
from orchestration.messages.looks import quiet, render
from orchestration.messages.message import Message
from orchestration.messages.rendered import Sender
from orchestration.messages.text import plain
from orchestration.responses import evaluating, judging, reading, rounds
from orchestration.responses.configured import require_reports
from orchestration.responses.judging import Outcome, Skipped
from orchestration.responses.model import Head, Report
from orchestration.responses.wording import whole
from orchestration.subscriptions.branding import branded
from orchestration.subscriptions.model import LANGUAGES

COLUMNS = (Outcome.TOLD, Outcome.BATCHED, Outcome.ANONYMOUS, Skipped.INCOMPLETE, Skipped.OTHER, Skipped.OLD)
MEANING = (
    "told: one by one. batched: in a list, over the day's cap. anonymous: nobody may know whose it is. "
    "Of the last look: incomplete: not finished yet. other: not what only_when asks for. old: before the first look "
    "or look_back_days."
)


def listed(arguments: argparse.Namespace) -> int:
    """Always exit code 0."""
    del arguments
    settings = Settings.ready()
    console = Console()
    reports = {report.name: report for report in require_reports(settings)}
    with opened(settings) as ledger, ledger.reading() as connection:
        looks = {row["report"]: row for row in looked_at.looks(connection)}
        outcomes, messages = looked_at.outcomes(connection), looked_at.messages(connection)
        last = evaluations.last(connection, evaluating.FAMILY)
    rows = []
    for name in dict.fromkeys((*reports, *looks)):
        look = looks.get(name)
        skipped = look["skipped"] if look else {}
        counts = [outcomes.get((name, each), skipped.get(each, 0)) for each in COLUMNS]
        until = f"{look['looked_at']:%Y-%m-%d %H:%M}" if look else "never"
        state = "off" if name in reports and not reports[name].is_enabled else "on" if name in reports else "gone"
        rows.append([name, state, until, *(f"{count:,}" for count in counts)])
    for line in table(["report", "is", "looked at", *COLUMNS], rows) if rows else ["There is no report."]:
        console.line(line)
    if rows:
        console.line(f"\n{MEANING}")
    said = ", ".join(f"{count:,} {status}" for status, count in sorted(messages.items())) or "none"
    console.line(f"Messages: {said}. `voc outbox` says more.")
    if last and not last["is_ok"]:
        console.line(f"The last look, {last['recorded_at']:%Y-%m-%d %H:%M} UTC, failed: `voc responses evaluate`.")
    return 0


def preview(arguments: argparse.Namespace) -> int:
    """Exit code 0; a response that nobody may see is refused."""
    settings = Settings.ready()
    book = read_book(settings)
    report = _report(require_reports(settings), arguments.report)
    with _warehouse(settings) as connection:
        reading.require_mart(connection)
        head = _latest(connection, report) if arguments.latest else _one(connection, report, arguments.response)
        message = _message(connection, book, report, head, read_clock(connection), arguments.language)
    console = Console()
    if not arguments.html:
        for line in [message.subject, "", *plain(quiet(message)).splitlines()]:
            console.line(line)
        return 0
    channel = next((book.channels[name] for name in report.channels), None)
    sender = branded(sender_of(channel) if channel else Sender(), report.brand)
    body = render(message, "file", "preview", sender, head.submitted_at).body
    file = Path(arguments.html)
    try:
        file.write_bytes(page_of(body) or b"")
        file.chmod(0o600)  # It names a customer.
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.") from None
    console.line(f"Written to {file}: it names a customer.")
    return 0


def evaluate(arguments: argparse.Namespace) -> int:
    """Exit code 1 when somebody could not be told."""
    settings = Settings.ready()
    with writing(settings.warehouse, arguments.wait), kept_open(settings.warehouse):
        sent = evaluating.evaluate(settings)
    console = Console()
    console.line(
        f"{sent.enqueued:,} messages about {sent.responses:,} responses wait for delivery (`voc outbox drain`)."
    )
    for reason in sent.unreached:
        console.line(reason)
    return 1 if sent.unreached else 0


def _report(reports: tuple[Report, ...], name: str | None) -> Report:
    found = [report for report in reports if name in (None, report.name)]
    if not found:
        names = ", ".join(report.name for report in reports) or "none"
        raise UserError(f"There is no report {name or ''} in the file of subscriptions: it has {names}.")
    return found[0]


def _latest(connection: Any, report: Report) -> Head:
    for head in reading.newest(connection, report):
        if judging.meets(report, head):
            return head
    raise UserError(f"No response by somebody known is what report {report.name} asks for.")


def _one(connection: Any, report: Report, start: str) -> Head:
    keys = reading.beginning(connection, start)
    head = reading.head(connection, report, keys[0]) if len(keys) == 1 else None
    if head is None:
        what = "No response begins" if not keys else "More than one response begins"
        raise UserError(f"{what} with {start}: the last line of a report's subject or list has its beginning.")
    return head


def _message(connection: Any, book: Book, report: Report, head: Head, clock: Clock, language: str | None) -> Message:
    if language is not None and language not in LANGUAGES:
        raise UserError(f"There is no language {language}: there is {', '.join(LANGUAGES)}.")
    owners = rounds.owners_of(connection, book, [head])
    stories = rounds.stories_of(connection, book, report, [head], owners, clock)
    try:
        with speaking(language or report.language or "en"):
            return whole.told(stories[head.response_key])
    except (KeyError, NotForAnonymousError):
        raise UserError("That response is anonymous: nobody may know whose it is, so nobody is told.") from None


@contextmanager
def _warehouse(settings: Settings) -> Iterator[Any]:
    """Under the writer lock: whoever would write meanwhile waits for it, and would fail at a file that is open."""
    if not settings.warehouse.is_file():
        raise UserError(f"There is no warehouse {settings.warehouse}. `voc run` makes it.")
    with writing(settings.warehouse), warehouse_reading(settings.warehouse) as connection:
        yield connection
