"""How groups of customers and the dimensions they are groups of are called, in the language that is spoken.

Does not belong here: titles of the registry that only a mart has (language.title says them).
"""

from __future__ import annotations

from orchestration.language import say, title
from orchestration.language.names import country_name, language_name, listed


def spoken(value: str) -> str:
    """A group's key as words: `mid_market` is `Mid market`, `DE` stays."""
    words = value.replace("_", " ").strip()
    return title(words if words[:1].isupper() else words.capitalize())


def group_name(value: str, dimension: str = "") -> str:
    """`Support`, `Germany`, `Support / Mid market`: a group of a dimension, or of two."""
    groups, parts = value.split(" / "), dimension.split("_")
    named = zip(groups, parts, strict=True) if len(groups) == len(parts) else ((group, "") for group in groups)
    return " / ".join(_named(group, part) for group, part in named)


def dimension_name(dimension: str) -> str:
    """`touchpoint`, `touchpoint and segment`; in small letters where the language has them so."""
    known = {
        "touchpoint": say("touchpoint"),
        "segment": say("segment"),
        "country": say("country"),
        "language": say("language"),
        "plan": say("plan"),
        "product": say("product"),
        "survey": say("survey"),
        "channel": say("channel"),
    }
    return listed([known.get(part, title(part)) for part in dimension.split("_")])


def _named(group: str, dimension: str) -> str:
    found = {"country": country_name, "language": language_name}.get(dimension)
    return (found(group) if found else None) or spoken(group)
