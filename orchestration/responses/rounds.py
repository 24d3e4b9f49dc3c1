"""A round of the 1-to-1 reports: responses that are new since the last look, told once.

Each report is one transaction: what was looked at, and the frozen bytes of what is said of it. Does not belong here:
when a round takes place (defs, cli), sending (orchestration/delivery).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from orchestration.alerts.owners import owner_of
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.wording.subjects import Customer
from orchestration.ledger import responses as looked_at
from orchestration.ledger.store import Ledger
from orchestration.messages.message import Message
from orchestration.responses import judging, reading, sending
from orchestration.responses.judging import Outcome
from orchestration.responses.model import OWNER, Head, Report, Response
from orchestration.responses.sending import Sent
from orchestration.responses.wording import listed, whole
from orchestration.responses.wording.whole import Story

Owners = Mapping[str, tuple[str | None, str | None]]


def run(connection: Any, ledger: Ledger, book: Book, reports: Sequence[Report], clock: Clock) -> Sent:
    """Look, judge, write, enqueue; all of a report or nothing."""
    reading.require_mart(connection)
    sent = Sent()
    for report in reports:
        if report.is_enabled:
            _look(connection, ledger, book, report, clock, sent)
    return sent


def _look(connection: Any, ledger: Ledger, book: Book, report: Report, clock: Clock, sent: Sent) -> None:
    since = clock.as_of - timedelta(days=report.look_back_days + 1)
    heads = reading.heads(connection, report, since)
    with ledger.writing() as transaction:
        # A first look that is still to come was at other data: the sample company's, before there were real ones.
        first_at = min(looked_at.first_look(transaction, report.name) or clock.as_of, clock.as_of)
        # By id and not by time: an edited response may bear another one.
        judged = looked_at.judged(transaction, [judging.event_id(report.name, head.response_key) for head in heads])
        found = judging.find(report, heads, judged, first_at, clock.as_of)
        owners = owners_of(connection, book, found.new)
        reached = [head for head in found.new if sending.recipients(book, report, *owners[head.response_key])]
        if len(reached) < len(found.new):
            sent.unreached.append(unreached(report, len(found.new) - len(reached)))
        inboxes = {head.response_key: _inbox(report, owners[head.response_key][0]) for head in reached}
        today = looked_at.sent_since(transaction, report.name, clock.now - timedelta(days=1))
        outcomes = judging.shared(report, reached, inboxes, today)
        stories = stories_of(connection, book, report, reached, owners, clock)
        _tell_each(transaction, book, report, outcomes, stories, owners, clock, sent)
        _tell_lists(transaction, book, report, outcomes, stories, owners, clock, sent)
        rows = [_event(report, head, outcomes[head.response_key], inboxes[head.response_key]) for head in reached]
        rows += [_event(report, head, Outcome.ANONYMOUS, None) for head in found.anonymous]
        looked_at.append(transaction, rows, clock.now)
        sent.responses += len(reached)
        looked_at.looked(transaction, report.name, first_at, clock.as_of, found.skipped, clock.now)


def owners_of(connection: Any, book: Book, heads: Sequence[Head]) -> Owners:
    """Owner and backup of each response, the most special line of the registry first."""
    groups = reading.groups(connection, [head.response_key for head in heads])
    known = reading.customers(connection, {head.customer_key for head in heads if head.customer_key})
    found = {}
    for head in heads:
        place, customer = groups.get(head.response_key, {}), known.get(head.customer_key or "")
        attributes = {
            "customer": head.customer_key,
            "account": customer.account if customer else None,
            "segment": place.get("segment") or (customer.segment if customer else None),
            "touchpoint": place.get("touchpoint"),
        }
        found[head.response_key] = owner_of(book.assignments, attributes)
    return found


def stories_of(
    connection: Any, book: Book, report: Report, heads: Sequence[Head], owners: Owners, clock: Clock
) -> dict[str, Story]:
    """What is known of each response."""
    responses: dict[str, Response] = reading.responses(connection, [head.response_key for head in heads])
    customers: dict[str, Customer] = reading.customers(connection, {h.customer_key for h in heads if h.customer_key})
    titles = reading.titles(connection) if heads else {}
    return {
        key: Story(
            report=report,
            response=response,
            customer=customers[response.customer_key],
            told_at=clock.as_of,
            owner=book.owner(owners[key][0]),
            backup=book.owner(owners[key][1]),
            titles=titles,
            data_through=clock.as_of,
        )
        for key, response in responses.items()
        if response.customer_key in customers
    }


def unreached(report: Report, count: int) -> str:
    return (
        f"report {report.name}: {count} responses have nobody to go to, and are looked at again. Name an owner with an "
        "e-mail address in owners.csv and owner_assignments.csv, or an address in its key recipients."
    )


def _tell_each(
    transaction: sa.Connection,
    book: Book,
    report: Report,
    outcomes: Mapping[str, Outcome],
    stories: Mapping[str, Story],
    owners: Owners,
    clock: Clock,
    sent: Sent,
) -> None:
    for key, outcome in outcomes.items():
        if outcome is Outcome.TOLD:

            def said(story: Story = stories[key]) -> Message:
                return whole.told(story)

            sending.send(transaction, book, report, said, sending.recipients(book, report, *owners[key]), clock, sent)


def _tell_lists(
    transaction: sa.Connection,
    book: Book,
    report: Report,
    outcomes: Mapping[str, Outcome],
    stories: Mapping[str, Story],
    owners: Owners,
    clock: Clock,
    sent: Sent,
) -> None:
    lists: dict[tuple[str | None, str | None], list[Story]] = defaultdict(list)
    for key, outcome in outcomes.items():
        if outcome is Outcome.BATCHED:
            lists[owners[key] if OWNER in report.recipients else (None, None)].append(stories[key])
    for (owner, backup), members in sorted(lists.items(), key=lambda each: (each[0][0] or "", each[0][1] or "")):

        def said(owner: str | None = owner, members: Sequence[Story] = members) -> Message:
            return listed.told(report, owner, members, clock.as_of)

        sending.send(transaction, book, report, said, sending.recipients(book, report, owner, backup), clock, sent)


def _inbox(report: Report, owner: str | None) -> str | None:
    """Whose day is filled by it; of a report that goes to the same people always, the report's."""
    return owner if OWNER in report.recipients else None


def _event(report: Report, head: Head, outcome: Outcome, owner: str | None) -> dict[str, Any]:
    return {
        "event_id": judging.event_id(report.name, head.response_key),
        "report": report.name,
        "response_key": head.response_key,
        "customer_key": head.customer_key,
        "submitted_at": head.submitted_at,
        "outcome": outcome.value,
        "owner": owner,
    }
