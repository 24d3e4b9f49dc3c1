"""From what is due to the outbox: words and bytes first, then one transaction with the ledger's row and all messages.

A sender that is killed before it leaves nothing, after it everything; whoever comes second finds the row and sends
nothing. Does not belong here: what is due (deciding.py), the words (composer.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from orchestration.delivery.configured import configured_channels
from orchestration.digests.rounds.addressing import Pages
from orchestration.digests.rounds.composer import Composer, known_episodes, project_composer
from orchestration.digests.rounds.deciding import Decision, Step, decide
from orchestration.digests.rounds.gate import Readiness, look
from orchestration.digests.rounds.making import Making, Outcome, written
from orchestration.ledger import digests
from orchestration.ledger.digests import Sent
from orchestration.ledger.store import Ledger, opened
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import reading
from orchestration.lib.writer import writing
from orchestration.messages.message import Message
from orchestration.subscriptions.calendar import Calendar, read_calendar
from orchestration.subscriptions.model import Audience, Edition, Window
from orchestration.subscriptions.read import Subscriptions, required


def send_due(
    settings: Settings, now: datetime, *, composer: Composer | None = None, wait: float = 0.0
) -> list[Outcome]:
    """Everything that is due goes into the outbox; one audience that fails holds up no other.

    Args:
        now: on the clock that the data go by.
        wait: seconds for another program that writes to the warehouse, which is read for comments.

    Raises:
        UserError: subscriptions, channels or ledger cannot be used. LockHeld: somebody writes.
    """
    subscriptions, calendar = required(settings), read_calendar(settings.dbt_project)
    with opened(settings) as ledger:
        decisions = decide(settings, ledger, subscriptions.audiences, calendar, now)
        if all(decision.step is Step.WAIT for decision in decisions):
            return [_waiting(decision) for decision in decisions]
        with warehouse_of(settings, wait) as warehouse:
            made = _round(settings, ledger, subscriptions, calendar, composer, now)
            return [_done(made, decision, warehouse) for decision in decisions]


def revise(
    settings: Settings,
    audience: str,
    window: Window,
    reason: str,
    now: datetime,
    *,
    composer: Composer | None = None,
    wait: float = 0.0,
) -> Outcome:
    """The next revision of a digest that was sent, to whoever receives it now.

    Raises:
        UserError: there was none, its data are not there, or as send_due.
    """
    subscriptions, calendar = required(settings), read_calendar(settings.dbt_project)
    found = subscriptions.audience(audience)
    with opened(settings) as ledger:
        with ledger.reading() as connection:
            rows = digests.of_period(connection, found.name, window.period_type, window.start)
        revisions = [row["revision"] for row in rows if row["kind"] != digests.DELAYED]
        if not revisions:
            raise UserError(f"{found.name} was sent no digest of {window.start} to {window.end}: nothing to correct.")
        readiness = look(settings.published, found, window, calendar)
        if not readiness.is_ready:
            raise UserError(f"The digest of {window.start} to {window.end} cannot be made: {readiness.reason}.")
        with warehouse_of(settings, wait) as warehouse:
            made = _round(settings, ledger, subscriptions, calendar, composer, now)
            return _send(made, found, window, readiness, warehouse, max(revisions) + 1, reason)


def _round(
    settings: Settings,
    ledger: Ledger,
    subscriptions: Subscriptions,
    calendar: Calendar,
    composer: Composer | None,
    now: datetime,
) -> Making:
    return Making(
        settings,
        ledger,
        subscriptions,
        configured_channels(settings),
        calendar,
        composer or project_composer(),
        Pages.of(subscriptions, datetime.now(UTC)),
        now,
        {name: person.title for name, person in subscriptions.people.items()},
        known_episodes(ledger),
    )


def _done(made: Making, decision: Decision, warehouse: Any | None) -> Outcome:
    audience, window = decision.audience, decision.window
    try:
        if decision.step is Step.SEND:
            return _send(made, audience, window, decision.readiness, warehouse)
        if decision.step is Step.DELAY:
            return _delay(made, audience, window, decision.readiness)
        return _waiting(decision)
    except UserError as error:
        return Outcome(audience.name, window, "failed", reason=str(error))
    except Exception as error:  # the words of one audience: the others hear of theirs, the round says that it failed
        # Not its text: it may repeat what a customer wrote.
        return Outcome(audience.name, window, "failed", reason=f"{type(error).__name__} at {_place(error)}")


def _waiting(decision: Decision) -> Outcome:
    return Outcome(decision.audience.name, decision.window, "waiting", reason=decision.readiness.reason)


def _send(
    made: Making,
    audience: Audience,
    window: Window,
    readiness: Readiness,
    warehouse: Any | None,
    revision: int = 1,
    reason: str = "",
) -> Outcome:
    with made.ledger.reading() as connection:
        last = digests.last(connection, audience.name)
    edition = Edition(
        audience=audience,
        window=window,
        language="en",
        made_at=made.now,
        revision=revision,
        last_as_of=last["as_of_at"] if last else None,
        reason=reason,
    )
    published = made.settings.published
    sent = _sent(edition, readiness, digests.DIGEST, reason or None)
    if revision == 1 and audience.is_skipped_when_empty and made.composer.is_empty(published, edition):
        with made.ledger.writing() as connection:
            digests.record(connection, replace(sent, kind=digests.EMPTY))
        return Outcome(audience.name, window, "empty", reason="nobody answered")

    def said(language: str) -> Message:
        return made.composer.compose(
            published,
            warehouse,
            replace(edition, language=language),
            report_url=made.pages.report,
            owners=made.owners,
            episodes=made.episodes,
        )

    return written(made, audience, window, sent, said, "sent")


def _delay(made: Making, audience: Audience, window: Window, readiness: Readiness) -> Outcome:
    edition = Edition(audience, window, "en", made.now)
    sent = _sent(edition, readiness, digests.DELAYED, readiness.reason)

    def said(language: str) -> Message:
        spoken = replace(edition, language=language)
        return made.composer.delayed(spoken, readiness.freshness, report_url=made.pages.report)

    return written(made, audience, window, sent, said, "delayed")


def _sent(edition: Edition, readiness: Readiness, kind: str, reason: str | None) -> Sent:
    window = edition.window
    return Sent(
        audience=edition.audience.name,
        period_type=window.period_type,
        period_start=window.start,
        period_end=window.end,
        kind=kind,
        revision=edition.revision,
        reason=reason,
        as_of_at=readiness.as_of_at,
        published_run=readiness.published_run,
    )


@contextmanager
def warehouse_of(settings: Settings, wait: float) -> Iterator[Any | None]:
    """For comments and accounts, which are in no published file; None where there is no warehouse."""
    if not settings.warehouse.is_file():
        yield None
        return
    with writing(settings.warehouse, wait), reading(settings.warehouse) as connection:
        yield connection


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else ""
