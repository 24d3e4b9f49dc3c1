"""`voc digest`: the audiences, what is due, sending it, correcting it, and who does not want it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ingestion import registry
from ingestion.settings import run_start
from orchestration.cli import sample_server
from orchestration.cli.console import Console, table
from orchestration.digests.rounds.making import Outcome
from orchestration.digests.rounds.saying import days, lines
from orchestration.digests.rounds.sending import revise as revise_digest
from orchestration.digests.rounds.sending import send_due
from orchestration.ledger import digests, unsubscriptions
from orchestration.ledger.store import opened
from orchestration.ledger.unsubscriptions import person_key
from orchestration.lib.errors import UserError
from orchestration.lib.registries import require_registries
from orchestration.lib.settings import Settings
from orchestration.subscriptions.cadence import next_due
from orchestration.subscriptions.calendar import read_calendar
from orchestration.subscriptions.model import Audience
from orchestration.subscriptions.read import required, subscriptions_file


def ready() -> Settings:
    """Settings with the clock that the data go by: the sample company's stands still."""
    settings = Settings.ready()
    require_registries(settings.dbt_project)
    if not registry.configured() and (now := sample_server.simulated_now(settings.sample_dir)):
        os.environ.setdefault("VOC_NOW", now)
    return settings


def check(arguments: argparse.Namespace) -> int:
    """Exit code 0; a file that cannot be used is a user's mistake, told with its lines."""
    del arguments
    found = required(ready())
    console = Console()
    rows = [
        [
            audience.name,
            audience.role,
            audience.period_type,
            "all" if audience.scope.is_all else f"{audience.scope.dimension} {audience.scope.value}",
            audience.language or "their own",
            ", ".join(audience.channels),
            str(len(audience.recipients)),
        ]
        for audience in found.audiences
    ]
    for line in table(["audience", "role", "period", "scope", "language", "channels", "recipients"], rows):
        console.line(line)
    console.line(f"{len(rows)} audiences, all good: {subscriptions_file()}")
    return 0


def listed(arguments: argparse.Namespace) -> int:
    """Always exit code 0."""
    del arguments
    settings = ready()
    found, calendar, now = required(settings), read_calendar(settings.dbt_project), run_start()
    rows = []
    with opened(settings) as ledger, ledger.reading() as connection:
        for audience in found.audiences:
            sent = digests.last(connection, audience.name)
            gone = len(unsubscriptions.of_audience(connection, audience.name))
            due = next_due(audience, now, calendar)
            last = f"{days(sent['period_start'], sent['period_end'])}, {sent['recipients_count']} sent" if sent else "-"
            rows.append([audience.name, _local(due.at, audience), last, str(gone)])
    console = Console()
    for line in table(["audience", "next due", "last digest", "unsubscribed"], rows):
        console.line(line)
    return 0


def send(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a digest could not be made, or somebody not be reached."""
    console = Console()
    outcomes = send_due(ready(), run_start(), wait=arguments.wait)
    for line in [*lines(outcomes), *_next(outcomes)]:
        console.line(line)
    return 1 if any(each.is_trouble for each in outcomes) else 0


def revise(arguments: argparse.Namespace) -> int:
    """Exit code 1 when it could not be made, or somebody not be reached."""
    settings = ready()
    audience = required(settings).audience(arguments.audience)
    window = read_calendar(settings.dbt_project).named(audience.period_type, arguments.period)
    reason = arguments.reason.strip()
    if not reason:
        raise UserError("--reason says to every reader why there is a correction: write it.")
    done = revise_digest(settings, audience.name, window, reason, run_start(), wait=arguments.wait)
    console = Console()
    for line in [*lines([done]), *_next([done])]:
        console.line(line)
    return 1 if done.is_trouble else 0


def unsubscribe(arguments: argparse.Namespace) -> int:
    """Exit code 0, also when it was so already."""
    settings, audience, keys = _person(arguments)
    with opened(settings) as ledger, ledger.writing() as connection:
        is_new = unsubscriptions.unsubscribe(connection, audience.name, keys[0], "command")
    said = "receives" if is_new else "received"
    Console().line(f"{arguments.person} {said} no digests of {audience.name}{' any more' if is_new else ' already'}.")
    return 0


def resubscribe(arguments: argparse.Namespace) -> int:
    """Exit code 0, also when it was so already."""
    settings, audience, keys = _person(arguments)
    with opened(settings) as ledger, ledger.writing() as connection:
        was_gone = unsubscriptions.resubscribe(connection, audience.name, keys)
    Console().line(
        f"{arguments.person} receives the digests of {audience.name} {'again' if was_gone else 'all the time'}."
    )
    return 0


def _next(outcomes: Sequence[Outcome]) -> list[str]:
    waits = any(each.enqueued for each in outcomes)
    return ["`voc outbox drain` sends what waits for delivery."] if waits else []


def _person(arguments: argparse.Namespace) -> tuple[Settings, Audience, list[str]]:
    settings = ready()
    found = required(settings)
    audience = found.audience(arguments.audience)
    if arguments.person not in found.people and "@" not in arguments.person:
        raise UserError(f"{arguments.person} is no owner of the registry (owners.csv) and no address.")
    # An owner's address stands for the owner: the file may name either.
    person = found.person(arguments.person)
    return settings, audience, [person_key(name) for name in (person.email, person.name) if name]


def _local(at: datetime, audience: Audience) -> str:
    return f"{at.astimezone(ZoneInfo(audience.time_zone)):%a %Y-%m-%d %H:%M} {audience.time_zone}"
