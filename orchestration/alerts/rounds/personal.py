"""The round of 1-to-1 rules: who needs a call, told once for each customer with all that is known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from orchestration.alerts import personal as signals
from orchestration.alerts.personal import Outcome, PersonalEvent
from orchestration.alerts.rounds import memory, reading
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import Told, tell
from orchestration.alerts.rules import Personal
from orchestration.alerts.wording import batch, personal
from orchestration.alerts.wording.personal import Warning1to1
from orchestration.alerts.wording.subjects import Case, Customer, Signal, of
from orchestration.ledger import evaluations
from orchestration.ledger import personal as told_book
from orchestration.ledger.ids import stable_id
from orchestration.ledger.store import Ledger
from orchestration.ledger.tables import personal_events
from orchestration.messages.message import Message

FAMILY = "personal"
OTHERS = 12  # Further signals of the customer that a message shows.


def run(connection: Any, ledger: Ledger, book: Book, clock: Clock) -> Told:
    """Judge the signals that no rule has judged, write, enqueue; all or nothing."""
    rules = {rule.name: rule for rule in book.rules if isinstance(rule, Personal) and rule.is_enabled}
    records = reading.signals(connection, clock.as_of)
    told = Told()
    with ledger.writing() as transaction:
        known = told_book.known(transaction, list(rules))
        past = told_book.told_since(transaction, clock.as_of - timedelta(days=366))
        events = signals.evaluate_personal(
            list(rules.values()),
            records,
            signals.Told(frozenset(known), memory.told_of(rules, past), memory.today(past, clock.now)),
            as_of=clock.as_of,
            first_looks=memory.first_looks(transaction, rules),
            assignments=book.assignments,
        )
        events = once(events, rules)
        columns = {column.name for column in personal_events.columns}
        rows = [{key: value for key, value in asdict(event).items() if key in columns} for event in events]
        told_book.append(transaction, rows, clock.now)
        memory.looked(transaction, rules, clock)
        warnings = _warnings(connection, book, rules, events, records, clock)
        _tell_each(transaction, book, rules, events, warnings, clock, told)
        _tell_batches(transaction, book, rules, events, warnings, clock, told)
        evaluations.record(transaction, FAMILY, clock.as_of, True, len(records), len(events), clock.now)
    return told


def once(events: Sequence[PersonalEvent], rules: Mapping[str, Personal]) -> list[PersonalEvent]:
    """Of what several rules found of a customer the most severe is told, the earliest of equals; the rest is noted."""
    told = [event for event in events if event.outcome in (Outcome.TOLD, Outcome.BATCHED)]
    first: dict[str | None, PersonalEvent] = {}
    for event in sorted(
        told, key=lambda each: (-memory.RANK[rules[each.rule].severity], each.happened_at, each.event_id)
    ):
        first.setdefault(event.customer_key, event)
    return [
        replace(event, outcome=Outcome.COOLDOWN)
        if event.outcome in (Outcome.TOLD, Outcome.BATCHED) and first[event.customer_key] is not event
        else event
        for event in events
    ]


def warnings_of(
    connection: Any,
    book: Book,
    wanted: Iterable[tuple[str, Personal, str, str, str | None, str | None, str | None]],
    records: Any,
    clock: Clock,
) -> dict[str, Warning1to1]:
    """What is said of each customer, by key.

    Args:
        wanted: key, rule, customer_key, record_key of the signal that leads, case_key, owner, backup.
    """
    asked = list(wanted)
    customers = reading.context(connection, {customer for _, _, customer, *_ in asked})
    cases = reading.cases(connection, {case for *_, case, _, _ in asked if case})
    titles = {name: definition.title for name, definition in reading.definitions(connection).items()}
    by_customer: dict[str, list[Signal]] = defaultdict(list)
    keys = {customer for _, _, customer, *_ in asked}
    for row in records.loc[records["customer_key"].isin(keys)].to_dict("records"):
        signal = of(Signal, row)
        if signal.customer_key:
            by_customer[signal.customer_key].append(signal)
    found = {}
    for key, rule, customer, record_key, case_key, owner, backup in asked:
        ordered = _leading(by_customer.get(customer, []), record_key)
        if not ordered:
            continue
        case = cases.get(case_key) if case_key else None
        found[key] = Warning1to1(
            key=key,
            rule_title=rule.title,
            signals=ordered[: OTHERS + 1],
            customer=of(Customer, customers.get(customer, {"customer_key": customer})),
            case=of(Case, case) if case else None,
            told_at=clock.as_of,
            severity=rule.severity,
            owner=book.owner(owner),
            backup=book.owner(backup),
            titles=titles,
            data_through=clock.as_of,
        )
    return found


def _leading(found: Sequence[Signal], record_key: str) -> list[Signal]:
    """The signal that met the rule, then what else the customer said or did, the newest first."""
    lead = next((signal for signal in found if signal.record_key == record_key), None)
    if lead is None:
        return []
    # A health score is nothing that the customer said; it stands among what came before.
    rest = [each for each in found if each is not lead and each.trigger != "health"]
    return [lead, *sorted(rest, key=lambda each: each.happened_at, reverse=True)]


def _warnings(
    connection: Any,
    book: Book,
    rules: Mapping[str, Personal],
    events: Iterable[PersonalEvent],
    records: Any,
    clock: Clock,
) -> dict[str, Warning1to1]:
    wanted = [
        (
            event.event_id,
            rules[event.rule],
            event.customer_key,
            event.record_key,
            event.case_key,
            event.owner,
            event.backup,
        )
        for event in events
        if event.outcome in (Outcome.TOLD, Outcome.BATCHED) and event.customer_key
    ]
    return warnings_of(connection, book, wanted, records, clock)


def _tell_each(
    transaction: sa.Connection,
    book: Book,
    rules: Mapping[str, Personal],
    events: Iterable[PersonalEvent],
    warnings: Mapping[str, Warning1to1],
    clock: Clock,
    told: Told,
) -> None:
    for event in events:
        if event.outcome is not Outcome.TOLD or event.event_id not in warnings:
            continue
        message = message_for(book, warnings[event.event_id], personal.told, clock)
        people = [event.owner, event.backup]
        tell(transaction, book, rules[event.rule], message, people, clock.now, clock.as_of, told)


def message_for(book: Book, warning: Warning1to1, said: Any, clock: Clock) -> Any:
    """A function from a recipient to the message with that recipient's links."""

    def message(person: str | None) -> Message:
        answers = book.answers("case", warning.case.case_key, person, clock.now) if warning.case else warning.answers
        made: Message = said(replace(warning, answers=answers))
        return made

    return message


def _tell_batches(
    transaction: sa.Connection,
    book: Book,
    rules: Mapping[str, Personal],
    events: Iterable[PersonalEvent],
    warnings: Mapping[str, Warning1to1],
    clock: Clock,
    told: Told,
) -> None:
    lists: dict[tuple[str, str | None], list[PersonalEvent]] = defaultdict(list)
    for event in events:
        if event.outcome is Outcome.BATCHED and event.event_id in warnings:
            lists[event.rule, event.owner].append(event)
    for (name, owner), members in sorted(lists.items(), key=lambda each: (each[0][0], each[0][1] or "")):
        said = [warnings[event.event_id] for event in members]
        key = stable_id("batch", name, owner, *sorted(event.event_id for event in members))

        def message(
            person: str | None, key: str = key, name: str = name, owner: str | None = owner, said: Any = said
        ) -> Message:
            del person
            return batch.told(
                key, key, rules[name].title, said, book.owner(owner), clock.as_of, data_through=clock.as_of
            )

        tell(transaction, book, rules[name], message, [owner], clock.now, clock.as_of, told)
