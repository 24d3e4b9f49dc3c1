"""Trouble with the data themselves: a source that is late, a check that failed, a load of an unusual size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orchestration.alerts.wording import parts
from orchestration.alerts.wording.subjects import NO_ANSWERS, Answers, Episode, Event, Owner
from orchestration.language import language, say
from orchestration.language.dates import at, day, days
from orchestration.language.numbers import duration, number
from orchestration.messages.groups import spoken
from orchestration.messages.message import Fact, Message, Severity, State

KINDS = {"resolved": State.RESOLVED, "acknowledged": State.ACKNOWLEDGED}


@dataclass(frozen=True)
class Trouble:
    """What is known of it beside episode and event.

    Args:
        last_loaded_at: of a late source.
        rows, usual_rows: of a load.
        check: what a check looks at, in words; never the values that failed.
        marts: what is not to be trusted meanwhile.
    """

    last_loaded_at: datetime | None = None
    rows: int | None = None
    usual_rows: float | None = None
    check: str = ""
    marts: tuple[str, ...] = ()


def told(
    episode: Episode,
    event: Event,
    trouble: Trouble,
    rule_title: str,
    told_at: datetime,
    owner: Owner | None = None,
    backup: Owner | None = None,
    answers: Answers = NO_ANSWERS,
    data_through: datetime | None = None,
) -> Message:
    is_over = event.kind == "resolved"
    facts = [Fact(say("What"), _label(episode)), Fact(say("Since"), _since(episode, event))]
    if trouble.last_loaded_at:
        facts.append(Fact(say("Read last"), at(trouble.last_loaded_at)))
    if trouble.rows is not None:
        facts.append(Fact(say("Rows"), number(trouble.rows, 0)))
    if trouble.usual_rows is not None:
        facts.append(Fact(say("Usually"), number(trouble.usual_rows, 0)))
    if trouble.check:
        facts.append(Fact(say("Check"), trouble.check))
    if trouble.marts and not is_over:
        facts.append(Fact(say("Not to be trusted now"), ", ".join(trouble.marts)))
    return Message(
        key=event.event_id,
        thread=episode.episode_id,
        kind="data",
        severity=Severity.INFO if is_over else Severity(episode.severity),
        state=KINDS.get(event.kind, State.TRIGGERED),
        subject=_subject(episode),
        headline=_headline(episode, event, trouble, told_at),
        sections=(
            parts.section(say("What happened"), facts),
            parts.section(
                say("Who looks after it"),
                parts.who(owner, backup, None, told_at),
                ["" if is_over else parts.how_to_acknowledge(episode.episode_id, answers)],
            ),
        ),
        links=answers.more if is_over else parts.episode_links(answers),
        footer=parts.footer(rule_title, data_through),
        language=language(),
    )


def spoken_name(episode: Episode) -> str:
    return (episode.dimension_value or episode.rule).replace("_", " ")


def _label(episode: Episode) -> str:
    """A tool by its name, a check as it is called."""
    return spoken_name(episode) if episode.family == "check_failed" else spoken(spoken_name(episode))


def _subject(episode: Episode) -> str:
    name = spoken(spoken_name(episode))
    return {
        "source_late": say("{name} is late", name=name),
        "check_failed": say("A check fails: {name}", name=spoken_name(episode)),
        "volume": say("{name}: an unusual amount of data", name=name),
    }.get(episode.family, say("{name}: trouble with the data", name=name))


def _headline(episode: Episode, event: Event, trouble: Trouble, told_at: datetime) -> str:
    name = spoken(spoken_name(episode))
    if event.kind == "resolved":
        lasted = days(max((event.happened_on - episode.opened_on).days, 0))
        if episode.family == "source_late":
            return say("{name} has been read again, after {lasted}.", name=name, lasted=lasted)
        return say("{name} is well again, after {lasted}.", name=name, lasted=lasted)
    if event.kind == "acknowledged":
        if event.actor:
            return say("{what} is looked after by {actor}.", what=name, actor=event.actor)
        return say("{what} is looked after by its owner.", what=name)
    if episode.family == "source_late":
        if trouble.last_loaded_at:
            since = duration((told_at - trouble.last_loaded_at).total_seconds())
            return say(
                "{name} has not been read for {since}: numbers that need it stand still.", name=name, since=since
            )
        return say("{name} has not been read: numbers that need it stand still.", name=name)
    if episode.family == "check_failed":
        return say("A check fails: {name}. What it guards is not to be trusted.", name=spoken_name(episode))
    if trouble.rows is not None and trouble.usual_rows is not None:
        return say("{name} brought {rows} rows, usually about {usual}.", name=name, rows=number(trouble.rows, 0),
                   usual=number(trouble.usual_rows, 0))  # fmt: skip
    return say("{name} brought an unusual amount of data.", name=name)


def _since(episode: Episode, event: Event) -> str:
    if event.kind == "resolved":
        return say("{opened} to {over}", opened=day(episode.opened_on), over=day(event.happened_on))
    return day(episode.opened_on)
