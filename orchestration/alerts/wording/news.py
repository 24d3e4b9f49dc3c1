"""The sentences of a headline in which a value stands to its limit: whole ones, since languages order them otherwise.

`side` is where the value lies: above, below, at the limit, or empty where there is none.
"""

from __future__ import annotations

from orchestration.alerts.wording.story import Story
from orchestration.language import say
from orchestration.language.dates import day


def standing(what: str, value: str, limit: str, side: str) -> str:
    if side == "above":
        return say("{what} is {value}, above the limit of {limit}.", what=what, value=value, limit=limit)
    if side == "below":
        return say("{what} is {value}, below the limit of {limit}.", what=what, value=value, limit=limit)
    if side == "at":
        return say("{what} is {value}, at the limit of {limit}.", what=what, value=value, limit=limit)
    return say("{what} is {value}.", what=what, value=value)


def anomaly(what: str, value: str, limit: str, side: str) -> str:
    if side == "above":
        return say("{what}: {value}, unlike the same weekdays before, above the limit of {limit}.", what=what,
                   value=value, limit=limit)  # fmt: skip
    if side == "below":
        return say("{what}: {value}, unlike the same weekdays before, below the limit of {limit}.", what=what,
                   value=value, limit=limit)  # fmt: skip
    if side == "at":
        return say("{what}: {value}, unlike the same weekdays before, at the limit of {limit}.", what=what,
                   value=value, limit=limit)  # fmt: skip
    return say("{what}: {value}, unlike the same weekdays before.", what=what, value=value)


def reminded(what: str, value: str, limit: str, side: str, lasted: str) -> str:
    if side == "above":
        return say(
            "{what} is still {value}, above the limit of {limit}, for {lasted}, and nobody has acknowledged it.",
            what=what, value=value, limit=limit, lasted=lasted,
        )  # fmt: skip
    if side == "below":
        return say(
            "{what} is still {value}, below the limit of {limit}, for {lasted}, and nobody has acknowledged it.",
            what=what, value=value, limit=limit, lasted=lasted,
        )  # fmt: skip
    if side == "at":
        return say(
            "{what} is still {value}, at the limit of {limit}, for {lasted}, and nobody has acknowledged it.",
            what=what, value=value, limit=limit, lasted=lasted,
        )  # fmt: skip
    return say("{what} is still {value}, for {lasted}, and nobody has acknowledged it.", what=what, value=value,
               lasted=lasted)  # fmt: skip


def risen(what: str, value: str, middle: str, limit: str, side: str) -> str:
    if middle:
        return say("{what} has risen to {value}, from a usual {middle}.", what=what, value=value, middle=middle)
    if side == "above":
        return say("{what} has risen to {value}, above the limit of {limit}.", what=what, value=value, limit=limit)
    return say("{what} has risen to {value}.", what=what, value=value)


def fallen(what: str, value: str, middle: str, limit: str, side: str) -> str:
    if middle:
        return say("{what} has fallen to {value}, from a usual {middle}.", what=what, value=value, middle=middle)
    if side == "below":
        return say("{what} has fallen to {value}, below the limit of {limit}.", what=what, value=value, limit=limit)
    return say("{what} has fallen to {value}.", what=what, value=value)


def ahead_of_publishing(story: Story, what: str, value: str, middle: str) -> str:
    """The rule adds up days that may not be shown one by one; the last published window does not hold it yet."""
    since, end = day(story.episode.since or story.episode.opened_on), day(story.now.end)
    if story.is_above:
        return say(
            "{what}: answers since {since} are above the usual {middle}, by more than chance. "
            "The last published 28 days, to {end}, do not show it yet ({value}).",
            what=what, since=since, middle=middle, end=end, value=value,
        )  # fmt: skip
    return say(
        "{what}: answers since {since} are below the usual {middle}, by more than chance. "
        "The last published 28 days, to {end}, do not show it yet ({value}).",
        what=what, since=since, middle=middle, end=end, value=value,
    )  # fmt: skip
