"""The language that is spoken now, and texts in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal

from orchestration.language.catalogues import parts, texts
from orchestration.language.figures import rounded, written
from orchestration.language.locales import ENGLISH, form, forms, spoken

# One for each thread and task: what is said here changes nothing there.
_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything inside is said in this language; in English where there is no catalogue for it."""
    token = _spoken.set(spoken(code))
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The code of the language that is spoken now."""
    return _spoken.get()


def say(text: str, /, **places: object) -> str:
    """The text in the language that is spoken now, its places filled. What is filled in is never read as a template.

    Args:
        text: a literal, a whole sentence or label: what is put together of pieces cannot be translated. Without places
            it may hold braces.
    """
    found = texts(language()).get(text)
    return filled(found[0] if found else text, places) if places else found[0] if found else text


def say_count(count: float | Decimal, one: str, many: str, /, *, decimals: int | None = None, **places: object) -> str:
    """As `say`, in the form that a number asks for: `say_count(3, "{count} answer", "{count} answers")`.

    Args:
        count: the number; its sign does not matter. The place `count` is filled with it where it is not given.
        one, many: the English singular and plural, literals; `many` has all the places.
        decimals: how many are shown: 1.0 points, but 1 point. Without them a Decimal is shown as it stands, a whole
            number as whole.
    """
    shown = rounded(count, decimals)
    places.setdefault("count", written(shown, language()))
    found = texts(language()).get((one, many))
    if found:
        return filled(found[form(language(), shown)], places)
    return filled((one, many)[form(ENGLISH, shown)], places)


def say_forms(one: str, many: str, /) -> dict[str, str]:
    """All forms by CLDR's name of each, with their places as they are: for a page that counts by itself
    (`Intl.PluralRules`). English takes `one` and `many`.
    """
    found = texts(language()).get((one, many))
    return dict(zip(forms(language()), found, strict=True)) if found else {"one": one, "other": many}


def title(text: str) -> str:
    """A title of a registry (metric, touchpoint, segment): translated where the catalogue knows it."""
    return say(text)


def filled(template: str, places: Mapping[str, object]) -> str:
    """Names in braces replaced. An abbreviation's full stop at the end of a sentence is the sentence's too,
    and so are the points of what was shortened.

    Raises:
        KeyError: a place is not given. ValueError: one is more than a name.
    """
    made: list[str] = []
    for literal, place in parts(template):
        is_stopped = (
            bool(made) and made[-1].endswith((".", "…")) and literal.startswith(".") and not literal.startswith("..")
        )
        made.append(literal[1:] if is_stopped else literal)
        if place is not None:
            made.append(str(places[place]))
    return "".join(made)
