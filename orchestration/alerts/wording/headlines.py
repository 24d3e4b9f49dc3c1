"""Subject and headline of an episode, by its family and by what has just happened to it."""

from __future__ import annotations

from orchestration.alerts.wording import parts
from orchestration.alerts.wording.story import Story
from orchestration.alerts.wording.usual import usual
from orchestration.language import say
from orchestration.language.dates import day, days
from orchestration.language.numbers import apart, measured, trimmed, with_unit


def subject(story: Story) -> str:
    """What it is about, without what changes: `CSAT at Billing below 60 %`."""
    what = parts.name(story.definition) + parts.where(story.episode.dimension, story.episode.dimension_value)
    family = story.episode.family
    if family == "silence":
        return say("{what}: hardly any answers", what=what)
    if family == "anomaly":
        return say("{what}: unlike other days", what=what)
    limit = story.episode.limit_value
    if family == "change" or limit is None:
        return say("{what} has risen", what=what) if _is_above(story) else say("{what} has fallen", what=what)
    shown = limit_words(story, limit)
    return (
        say("{what} above {limit}", what=what, limit=shown)
        if _is_above(story)
        else say("{what} below {limit}", what=what, limit=shown)
    )


def headline(story: Story) -> str:
    """The news in a sentence."""
    kind = story.event.kind
    what = parts.name(story.definition) + parts.where(story.episode.dimension, story.episode.dimension_value)
    lasted = days(max((story.event.happened_on - story.episode.opened_on).days, 0))
    value, limit = values(story)
    if kind == "resolved" and story.episode.family == "change" and _is_beyond(story):
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
        return say("{what} is looked after by {actor}.", what=what, actor=story.event.actor or say("its owner"))
    if kind == "worsened" and story.episode.opened_value is not None:
        now, before = _apart_or_measured(story, story.episode.opened_value)
        return say("{what} got worse: {value}, after {before} at first.", what=what, value=now, before=before)
    if kind == "reminded":
        return say("{what} is still {value}{beyond}, for {lasted}, and nobody has acknowledged it.",
                   what=what, value=value, beyond=_beyond(story, limit), lasted=lasted)  # fmt: skip
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


def _news(story: Story, what: str, value: str, limit: str) -> str:
    family = story.episode.family
    if family == "silence":
        expected = apart(story.value or 0.0, story.limit, "", 0)[1] if story.limit is not None else "1"
        return say("{what}: {value} came where at least {limit} were expected.", what=what, value=value, limit=expected)
    if family == "change":
        fallen = say("risen to") if _is_above(story) else say("fallen to")
        level = story.usual
        if level is None and (before := usual(story.history, story.episode.opened_on)):
            level = before.middle
        middle = "" if level is None else measured(level, story.unit, story.decimals)
        if middle and not _is_beyond(story):
            return _ahead_of_publishing(story, what, value, middle)
        told = say(", from a usual {middle}", middle=middle) if middle else _beyond(story, limit)
        return say("{what} has {fallen} {value}{told}.", what=what, fallen=fallen, value=value, told=told)
    if family == "anomaly":
        return say("{what}: {value}, unlike the same weekdays before{beyond}.", what=what, value=value,
                   beyond=_beyond(story, limit))  # fmt: skip
    return say("{what} is {value}{beyond}.", what=what, value=value, beyond=_beyond(story, limit))


def _ahead_of_publishing(story: Story, what: str, value: str, middle: str) -> str:
    """The rule adds up days that may not be shown one by one; the last published window does not hold it yet."""
    moved = say("above") if _is_above(story) else say("below")
    return say(
        "{what}: answers since {since} are {moved} the usual {middle}, by more than chance. "
        "The last published 28 days, to {end}, do not show it yet ({value}).",
        what=what,
        since=day(story.episode.since or story.episode.opened_on),
        moved=moved,
        middle=middle,
        end=day(story.now.end),
        value=value,
    )


def _is_beyond(story: Story) -> bool:
    if story.value is None or story.limit is None:
        return True
    return story.value > story.limit if _is_above(story) else story.value < story.limit


def _beyond(story: Story, limit: str) -> str:
    if not limit:
        return ""
    if story.value is not None and story.limit is not None and story.value == story.limit:
        return say(", at the limit of {limit}", limit=limit)
    if _is_above(story):
        return say(", above the limit of {limit}", limit=limit)
    return say(", below the limit of {limit}", limit=limit)


def _is_above(story: Story) -> bool:
    """Of the episode, not of today's value: a resolved one is on the other side of its limit."""
    if story.episode.family == "change":
        return story.definition.is_high_good is False if story.is_rise is None else story.is_rise
    first, limit = story.episode.opened_value, story.episode.limit_value
    if first is not None and limit is not None and first != limit:
        return first > limit
    if story.value is not None and story.limit is not None and story.event.kind != "resolved":
        return story.value > story.limit
    return story.definition.is_high_good is False


def _apart_or_measured(story: Story, other: float) -> tuple[str, str]:
    return apart(story.value or 0.0, other, story.unit, story.decimals)
