"""Subject and headline of an episode, by its family and by what has just happened to it."""

from __future__ import annotations

from orchestration.alerts.wording import parts
from orchestration.alerts.wording.news import ahead_of_publishing, anomaly, fallen, reminded, risen, standing
from orchestration.alerts.wording.story import Story
from orchestration.alerts.wording.usual import usual
from orchestration.language import say
from orchestration.language.dates import days
from orchestration.language.numbers import apart, measured, trimmed, with_unit


def subject(story: Story) -> str:
    """What it is about, without what changes: `CSAT at Billing below 60%`."""
    what = _what(story)
    family = story.episode.family
    if family == "silence":
        return say("{what}: hardly any answers", what=what)
    if family == "anomaly":
        return say("{what}: unlike other days", what=what)
    limit = story.episode.limit_value
    if family == "change" or limit is None:
        return say("{what} has risen", what=what) if story.is_above else say("{what} has fallen", what=what)
    shown = limit_words(story, limit)
    if story.is_above:
        return say("{what} above {limit}", what=what, limit=shown)
    return say("{what} below {limit}", what=what, limit=shown)


def headline(story: Story) -> str:
    """The news in a sentence."""
    kind, what = story.event.kind, _what(story)
    lasted = days(max((story.event.happened_on - story.episode.opened_on).days, 0))
    value, limit = values(story)
    if kind == "resolved" and story.episode.family == "change" and story.is_beyond:
        return say(
            "{what} is back at its usual level after {lasted}; "
            "the last published 28 days still hold part of the time before ({value}).",
            what=what,
            value=value,
            lasted=lasted,
        )
    if kind == "resolved":
        return say("{what} is well again: {value} after {lasted}.", what=what, value=value, lasted=lasted)
    if kind == "acknowledged":
        if story.event.actor:
            return say("{what} is looked after by {actor}.", what=what, actor=story.event.actor)
        return say("{what} is looked after by its owner.", what=what)
    if kind == "worsened" and story.episode.opened_value is not None:
        now, before = _apart_or_measured(story, story.episode.opened_value)
        return say("{what} got worse: {value}, after {before} at first.", what=what, value=now, before=before)
    if kind == "reminded":
        return reminded(what, value, limit, story.side if limit else "", lasted)
    return _news(story, what, value, limit)


def values(story: Story) -> tuple[str, str]:
    """Value and limit in words that tell them apart; the limit is empty where there is none."""
    if story.value is None:
        return say("without a value"), ""
    if story.limit is None:
        return measured(story.value, story.unit, story.decimals), ""
    return _apart_or_measured(story, story.limit)


def limit_words(story: Story, limit: float) -> str:
    """A level as it stands in the rules, or told apart from the value where it has to be."""
    if story.definition.unit == "seconds":
        return measured(limit, "seconds", 0)
    return with_unit(trimmed(limit, max(story.definition.decimals, 2)), story.definition.unit)


def _what(story: Story) -> str:
    return parts.placed(parts.name(story.definition), story.episode.dimension, story.episode.dimension_value)


def _news(story: Story, what: str, value: str, limit: str) -> str:
    family, side = story.episode.family, story.side if limit else ""
    if family == "silence":
        expected = apart(story.value or 0.0, story.limit, "", 0)[1] if story.limit is not None else trimmed(1, 0)
        return say("{what}: {value} came where at least {limit} were expected.", what=what, value=value, limit=expected)
    if family == "change":
        level = story.usual
        if level is None and (before := usual(story.history, story.episode.opened_on)):
            level = before.middle
        middle = "" if level is None else measured(level, story.unit, story.decimals)
        if middle and not story.is_beyond:
            return ahead_of_publishing(story, what, value, middle)
        return (risen if story.is_above else fallen)(what, value, middle, limit, side)
    if family == "anomaly":
        return anomaly(what, value, limit, side)
    return standing(what, value, limit, side)


def _apart_or_measured(story: Story, other: float) -> tuple[str, str]:
    return apart(story.value or 0.0, other, story.unit, story.decimals)
