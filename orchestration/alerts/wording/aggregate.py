"""A metric that left its normal course: what happened, how sure it is, what is usual, what moved it, who looks.

The subject stays the same for an episode's whole life, so that mail programs keep its messages together; the headline
says what is new.
"""

from __future__ import annotations

from orchestration.alerts.wording import parts
from orchestration.alerts.wording.drivers import moved
from orchestration.alerts.wording.headlines import headline, subject, values
from orchestration.alerts.wording.story import Story
from orchestration.alerts.wording.subjects import SuppressedError
from orchestration.alerts.wording.usual import usual
from orchestration.language import language, say, title
from orchestration.language.dates import day, days, period
from orchestration.language.numbers import between, measured, number
from orchestration.messages.message import Fact, Figure, Message, Section, Severity, State, Tone

KINDS = {
    "opened": "opened",
    "confirmed": "opened",
    "worsened": "worsened",
    "resolved": "resolved",
    "reminded": "reminder",
    "acknowledged": "acknowledged",
}


def told(story: Story) -> Message:
    """The message.

    Raises:
        SuppressedError: the group, or its comments, are too small to be shown.
    """
    if story.now.is_suppressed or any(point.is_suppressed and point.value is not None for point in story.history):
        raise SuppressedError("A group that is suppressed is not written about.")
    event, episode = story.event, story.episode
    is_over = event.kind == "resolved"
    actions = "" if is_over else parts.how_to_acknowledge(episode.episode_id, story.answers)
    sections = (
        parts.section(say("What happened"), _facts(story)),
        _moved(story),
        parts.section(say("In their words"), said=parts.quotes(story.comments, are_hidden=story.are_comments_hidden)),
        parts.section(
            say("Who looks after it"),
            parts.who(story.owner, story.backup, None if is_over else story.due_at, story.told_at),
            [actions],
        ),
    )
    return Message(
        key=event.event_id,
        thread=episode.episode_id,
        kind=KINDS[event.kind],
        severity=Severity.INFO if is_over else Severity(episode.severity),
        state=_state(event.kind),
        subject=subject(story),
        headline=headline(story),
        figures=_figures(story),
        sections=tuple(each for each in sections if each.facts or each.paragraphs or each.quotes),
        links=story.answers.more if is_over else parts.episode_links(story.answers),
        footer=parts.footer(story.rule_title, story.data_through),
        language=language(),
        plot=story.plot,
    )


def _state(kind: str) -> State:
    return {"resolved": State.RESOLVED, "acknowledged": State.ACKNOWLEDGED}.get(kind, State.TRIGGERED)


def _figures(story: Story) -> tuple[Figure, ...]:
    unit, decimals = story.unit, story.decimals
    if story.value is None:
        return ()
    shown, limit = values(story)
    tone = Tone.GOOD if story.event.kind == "resolved" else Tone.BAD
    figures = [Figure(parts.name(story.definition), shown, say("limit {limit}", limit=limit) if limit else "", tone)]
    before = usual(story.history, story.episode.opened_on)
    if before and not story.counts_answers:
        middle = measured(before.middle, unit, decimals)
        figures.append(
            Figure(
                say("Usually"),
                between(before.low, before.high, unit, 0 if unit == "percent" else decimals),
                say("median {middle}, 13 weeks before", middle=middle),
            )
        )
    if story.n is not None:
        note = ""
        if story.now.low is not None and story.now.high is not None and not story.counts_answers:
            note = say("95% interval {range}", range=between(story.now.low, story.now.high, unit, decimals))
        figures.append(Figure(say("Counted (n)"), number(story.n, 0), note))
    return tuple(figures[:3])


def _facts(story: Story) -> list[Fact]:
    episode, event = story.episode, story.event
    facts = [
        Fact(say("Metric"), title(story.definition.title)),
        Fact(say("Where"), parts.group(episode.dimension, episode.dimension_value)),
        Fact(say("Period"), period(episode.period_type, story.now.start, story.now.end)),
        Fact(say("Since"), _since(story)),
    ]
    if event.kind != "resolved":
        facts.append(Fact(say("How sure"), _certainty(story)))
    if episode.worst_value is not None and event.kind in ("worsened", "resolved", "reminded"):
        facts.append(Fact(say("Worst so far"), measured(episode.worst_value, story.unit, story.decimals)))
    if episode.acknowledged_by:
        facts.append(Fact(say("Acknowledged by"), episode.acknowledged_by))
    return facts


def _since(story: Story) -> str:
    opened, event = story.episode.opened_on, story.event
    lasted = (event.happened_on - opened).days
    if event.kind == "resolved":
        return say(
            "{opened} to {over} ({lasted})", opened=day(opened), over=day(event.happened_on), lasted=days(lasted)
        )
    began = story.episode.since
    if began is not None and began < opened:
        return say("{began}, noticed on {opened}", began=day(began), opened=day(opened))
    return say("{opened} ({lasted})", opened=day(opened), lasted=days(lasted)) if lasted else day(opened)


def _certainty(story: Story) -> str:
    if story.episode.tier == "confirmed":
        if story.episode.family == "threshold":
            return say("More than chance: the whole 95% interval is beyond the limit.")
        return say("More than chance.")
    return say("It may still be chance; a confirmation follows when it is not.")


def _moved(story: Story) -> Section:
    if story.change is None or story.event.kind == "resolved":
        return Section("")
    return moved(story.change)
