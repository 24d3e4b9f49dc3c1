"""What several kinds of messages say alike: where, who, by when, how to answer, how far the data reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orchestration.alerts.wording.subjects import Answers, Comment, Owner, SuppressedError
from orchestration.language import say, title
from orchestration.language.dates import at, when
from orchestration.language.numbers import trimmed
from orchestration.lib.metric_series import Definition
from orchestration.messages.groups import dimension_name, group_name, spoken
from orchestration.messages.masking import Known, mask
from orchestration.messages.message import Fact, Link, Quote, Section, Tone

SHORT_NAME = 4  # nps, csat, ces: known by their letters.
SHORT_ID = 8
QUOTES = 3
LONGEST_QUOTE = 320


def short(key: str) -> str:
    """As much of an id as the commands need."""
    return key[:SHORT_ID]


def name(definition: Definition) -> str:
    """`CSAT`; longer names by their title."""
    return definition.metric.upper() if len(definition.metric) <= SHORT_NAME else title(definition.title)


def placed(what: str, dimension: str | None, value: str | None) -> str:
    """`CSAT at Billing`, `CSAT in DE`, `CSAT for Enterprise (segment)`; as it is where it is about all."""
    if not dimension or dimension == "all" or not value or value == "all":
        return what
    if dimension == "touchpoint":
        return say("{what} at {group}", what=what, group=spoken(value))
    if dimension == "country":
        return say("{what} in {group}", what=what, group=group_name(value, dimension))
    return say("{what} for {group} ({dimension})", what=what, group=group_name(value, dimension),
               dimension=dimension_name(dimension))  # fmt: skip


def group(dimension: str | None, value: str | None) -> str:
    """As a fact: `Billing (touchpoint)`."""
    if not dimension or dimension == "all" or not value:
        return say("All customers")
    return f"{group_name(value, dimension)} ({dimension_name(dimension)})"


def who(owner: Owner | None, backup: Owner | None, due_at: datetime | None, now: datetime) -> list[Fact]:
    facts = [Fact(say("Owner"), owner.shown if owner else say("Nobody: add one to owner_assignments.csv"))]
    if backup:
        facts.append(Fact(say("Backup"), backup.shown))
    if due_at:
        zone = owner.time_zone if owner else "UTC"
        facts.append(Fact(say("Due"), f"{when(due_at, zone, now)} ({zone})"))
    return facts


def quotes(comments: Sequence[Comment], *, are_hidden: bool) -> tuple[Quote, ...]:
    """Two or three of them, masked; the shortest that say something come first.

    Raises:
        SuppressedError: there are comments of a group whose comments are hidden: they should not have been read.
    """
    if are_hidden and comments:
        raise SuppressedError("Comments of a group whose comments are suppressed.")
    chosen = []
    for comment in comments:
        text = mask(
            comment.text,
            Known.of(*comment.names),
            country=comment.country,
            language=comment.language,
            longest=LONGEST_QUOTE,
        )
        if len(text.split()) > 2:
            tone = Tone.PLAIN if comment.is_low is None else Tone.BAD if comment.is_low else Tone.GOOD
            score = "" if comment.score is None else trimmed(comment.score, 1)
            source = spoken(comment.source) if comment.source else ""
            chosen.append(Quote(text, comment.said_on, comment.language, source, score, tone))
    return tuple(chosen[:QUOTES])


def episode_links(answers: Answers) -> tuple[Link, ...]:
    given = (
        (say("Acknowledge"), answers.acknowledge),
        (say("Snooze for 7 days"), answers.snooze),
    )
    return (*(Link(label, url) for label, url in given if url), *answers.more)


def case_links(answers: Answers) -> tuple[Link, ...]:
    given = (
        (say("I have contacted the customer"), answers.contacted),
        (say("I take it"), answers.acknowledge),
        (say("It is resolved"), answers.resolve),
    )
    return (*(Link(label, url) for label, url in given if url), *answers.more)


def how_to_acknowledge(episode_id: str, answers: Answers) -> str:
    if answers.acknowledge:
        return say("Acknowledge it with the button: reminders stop; if it gets worse, you are told all the same.")
    return say(
        "Acknowledge it with `voc alerts ack {id}`: reminders stop; if it gets worse, you are told all the same.",
        id=short(episode_id),
    )


def how_to_record(case_key: str, answers: Answers) -> str:
    if answers.contacted:
        return say("Say so with the button when you have called; an e-mail or call in the help desk or CRM counts too.")
    return say(
        "Record the call with `voc case contacted {id}`; an e-mail or call in the help desk or CRM counts too.",
        id=short(case_key),
    )


def footer(rule: str, data_through: datetime | None) -> tuple[str, ...]:
    lines = []
    if data_through:
        lines.append(say("Data through {at}.", at=at(data_through)))
    lines.append(say("You receive this because you own it or stand in for its owner. Rule: {rule}.", rule=title(rule)))
    return tuple(lines)


def section(
    title: str, facts: Sequence[Fact] = (), paragraphs: Sequence[str] = (), said: Sequence[Quote] = ()
) -> Section:
    return Section(title, tuple(paragraph for paragraph in paragraphs if paragraph), tuple(facts), tuple(said))
