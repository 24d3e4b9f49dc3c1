"""The round of rules over metrics: episodes, and the messages about what happened to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from orchestration.alerts import past
from orchestration.alerts.evaluation import evaluate, is_daily
from orchestration.alerts.owners import attributes_of, owner_of
from orchestration.alerts.rounds import reading, record
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rounds.telling import Told, tell
from orchestration.alerts.rules import Aggregate, Anomaly, Change
from orchestration.alerts.states import States, said_of
from orchestration.alerts.wording import aggregate as wording
from orchestration.alerts.wording import picture
from orchestration.alerts.wording.story import Story
from orchestration.alerts.wording.subjects import Episode, Event, SuppressedError, of
from orchestration.language import language
from orchestration.ledger import episodes as book_of_episodes
from orchestration.ledger.store import Ledger
from orchestration.lib.drivers import Change as Moved
from orchestration.lib.drivers import read_change
from orchestration.lib.errors import UserError
from orchestration.lib.metric_series import Definition
from orchestration.lib.settings import Settings
from orchestration.messages.message import Message, Plot

FAMILY = "metrics"
USUAL_PERIOD = "rolling_28"
DRIVERS_BY = "touchpoint"  # By which a metric of all customers is taken apart.


def run(settings: Settings, connection: Any, ledger: Ledger, book: Book, clock: Clock) -> Told:
    """Evaluate, write, enqueue; all or nothing."""
    rules = [rule for rule in book.rules if isinstance(rule, Aggregate) and rule.is_enabled]
    names = [rule.name for rule in rules]
    frames = past.frames(connection, rules, book.known)
    definitions = reading.definitions(connection)
    told = Told()
    with ledger.writing() as transaction:
        book_of_episodes.end_snoozes(transaction, clock.now)
        states = States.of(book_of_episodes.read_series_states(transaction, names))
        said = said_of(book_of_episodes.open_episodes(transaction, names))
        found = evaluate(rules, frames, book.known, states, acknowledged=said, assignments=book.assignments)
        record.write(transaction, FAMILY, found, clock, len(frames.metrics) + len(frames.daily))
        for event, episode in record.to_tell(found):
            rule = book.rule(episode["rule"])
            if isinstance(rule, Aggregate):
                _tell(settings, connection, transaction, book, rule, definitions, episode, event, clock, told)
    return told


def _tell(
    settings: Settings,
    connection: Any,
    transaction: sa.Connection,
    book: Book,
    rule: Aggregate,
    definitions: Mapping[str, Definition],
    episode: Mapping[str, Any],
    event: Mapping[str, Any],
    clock: Clock,
    told: Told,
) -> None:
    story = _story(settings, connection, book, rule, definitions[rule.metric], episode, event, clock)
    if story is None:
        return
    pictures: dict[str, Plot | None] = {}

    def message(person: str | None) -> Message:
        answers = book.answers("episode", episode["episode_id"], person, clock.now)
        if language() not in pictures:
            pictures[language()] = picture.drawn(story)
        return wording.told(replace(story, answers=answers, plot=pictures[language()]))

    try:
        tell(transaction, book, rule, message, [episode["owner"], *_stand_in(episode)], clock.now, clock.as_of, told)
    except SuppressedError:
        return  # Hidden since the rule looked at it: nobody hears of it.


def _stand_in(episode: Mapping[str, Any]) -> list[str]:
    """The backup hears of what is critical too."""
    backup = episode.get("backup")
    return [backup] if backup and episode["severity"] == "critical" else []


def _story(
    settings: Settings,
    connection: Any,
    book: Book,
    rule: Aggregate,
    definition: Definition,
    episode: Mapping[str, Any],
    event: Mapping[str, Any],
    clock: Clock,
) -> Story | None:
    dimension, group = episode["dimension"], episode["dimension_value"]
    period = USUAL_PERIOD if is_daily(rule) else rule.period
    history = reading.points(connection, rule.metric, period, dimension, group, event["happened_on"])
    if not history:
        return None
    now = history[-1]
    columns = attributes_of(book.known.dimensions.get(dimension, ()), group) if dimension != "all" else {}
    is_hidden = reading.are_comments_hidden(connection, now, rule.metric, period, dimension)
    since = episode["opened_on"] - timedelta(days=28)
    held = {column: value for column, value in columns.items() if value is not None}
    said = [] if is_hidden else reading.comments(connection, rule.metric, held, since, event["happened_on"])
    owner, backup = episode["owner"], episode.get("backup")
    if backup is None and rule.owner is None:
        backup = owner_of(book.assignments, columns)[1]
    return Story(
        episode=of(Episode, {**episode, "period_type": period}),
        event=of(Event, event),
        rule_title=rule.title,
        definition=definition,
        now=now,
        history=history,
        change=_change(settings, rule, dimension),
        comments=said,
        are_comments_hidden=is_hidden,
        owner=book.owner(owner),
        backup=book.owner(backup),
        due_at=clock.as_of + timedelta(hours=rule.due_hours),
        told_at=clock.as_of,
        data_through=clock.as_of,
        is_count=isinstance(rule, Anomaly) and rule.of == "n",
        is_rise=_is_rise(rule, definition, event),
        usual=_usual(rule, definition, event),
    )


def _is_rise(rule: Aggregate, definition: Definition, event: Mapping[str, Any]) -> bool | None:
    if not isinstance(rule, Change):
        return None
    if rule.direction == "both":
        return None if event["value"] is None else bool(event["value"] > (event["limit_value"] or 0.0))
    return (definition.is_high_good is False) == (rule.direction == "worse")


def _usual(rule: Aggregate, definition: Definition, event: Mapping[str, Any]) -> float | None:
    """The limit of such a rule lies half of the fall from the usual level."""
    if not isinstance(rule, Change) or rule.against != "usual" or event["limit_value"] is None:
        return None
    half = rule.fall / 2
    return float(event["limit_value"]) + (-half if _is_rise(rule, definition, event) else half)


def _change(settings: Settings, rule: Aggregate, dimension: str) -> Moved | None:
    """What moved the metric of all customers, for whoever is told of a part of them or of the whole."""
    by = DRIVERS_BY if dimension == "all" else dimension
    try:
        return read_change(settings.published, rule.metric, by, None)
    except UserError:
        return None  # No complete period yet, or the metric is not taken apart by that.
