"""The language that is spoken now, and texts in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("en", "da", "sv", "et", "ru")
_spoken: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything inside is said in this language."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The code of the language that is spoken now."""
    return _spoken.get()


def say(text: str, /, **places: object) -> str:
    """The text in the language that is spoken now, its places filled. What is filled in is never read as a template."""
    return text.format(**places) if places else text


def say_count(count: float, one: str, many: str, /, **places: object) -> str:
    """As `say`, with the form that the count asks for: `say_count(3, "{count} answer", "{count} answers", count="3")`.

    Args:
        count: as it is shown (rounded), its sign does not matter.
    """
    return say(one if abs(count) == 1 else many, **places)


def title(text: str) -> str:
    """A title of a registry (metric, touchpoint, segment): translated where the catalogue knows it."""
    return say(text)
