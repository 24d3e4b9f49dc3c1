"""A language's texts, read once from its catalogue (catalogues/<language>.po), or refused.

What a catalogue says stands between the house's words and its readers: places, commands and signs have to be the
English ones, and nothing may lead elsewhere. Does not belong here: which texts there are (extract.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from orchestration.language.locales import CATALOGUES, ENGLISH, forms

# A text, or the English forms of one that counts.
Key = str | tuple[str, str]
Texts = Mapping[Key, tuple[str, ...]]
_ELSEWHERE = re.compile(r"://|\bwww\.|<[a-zA-Z/!]|[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", re.I)
_COMMAND = re.compile(r"`[^`]*`")
_PLACEHOLDER = re.compile(r"\[[^\[\]]{1,30}\]")


class CatalogueError(ValueError):
    """A catalogue that must not be used; says which texts and why."""


@cache
def parts(text: str) -> tuple[tuple[str, str | None], ...]:
    """Literal and place in turn. Raises ValueError for a place that is more than a name: nothing is looked up in it."""
    found = []
    for literal, place, spec, conversion in Formatter().parse(text):
        if place is not None and (not place.isidentifier() or spec or conversion):
            raise ValueError(f"a place is a name in braces, not {{{place}}}: {text!r}")
        found.append((literal, place))
    return tuple(found)


def places(text: str) -> list[str]:
    return sorted(place for _, place in parts(text) if place is not None)


@cache
def texts(code: str) -> Texts:
    """What the language's catalogue says, by the English.

    Raises:
        CatalogueError: it has faults.
    """
    if code == ENGLISH:
        return MappingProxyType({})
    path = CATALOGUES / f"{code.replace('-', '_')}.po"
    catalogue = read(path)
    if problems := list(faults(catalogue, code)):
        raise CatalogueError("\n".join([f"{path.name} is not used: correct it.", *problems]))
    return MappingProxyType({key(each): said(each) for each in catalogue if each.id and any(said(each))})


def read(path: Path) -> Catalog:
    """Raises CatalogueError where it cannot be parsed."""
    with path.open("rb") as file:
        try:
            return read_po(file, locale=path.stem, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as error:
            raise CatalogueError(f"{path.name} cannot be read: {error}") from error


def key(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def faults(catalogue: Catalog, code: str) -> Iterator[str]:
    """Why a catalogue must not be used, a line each; a text without a translation is no fault."""
    for message in catalogue:
        if not message.id:
            continue
        if message.context:
            yield f"line {message.lineno}: a context (msgctxt) says nothing here; give the English text another wording"
        if message.fuzzy:
            yield f"line {message.lineno}: {key(message)!r} is marked fuzzy; check it and take the mark away"
        if any(said(message)):
            for problem in _wrong(key(message), said(message), code):
                yield f"line {message.lineno}: {key(message)!r} {problem}"


def _wrong(english: Key, translations: tuple[str, ...], code: str) -> Iterator[str]:
    wanted = 1 if isinstance(english, str) else len(forms(code))
    if len(translations) != wanted or not all(translations):
        named = "" if isinstance(english, str) else f" ({', '.join(forms(code))})"
        yield f"has {sum(map(bool, translations))} forms; {wanted} are needed{named}"
    model = english if isinstance(english, str) else english[1]
    for text in filter(None, translations):
        try:
            if places(text) != places(model):
                yield f"has other places than the English text: {text!r}"
        except ValueError as error:
            yield f"cannot be filled in: {error}"
        if _ELSEWHERE.search(text) and not _ELSEWHERE.search(model):
            yield f"has an address, a tag or a control character: {text!r}"
        if sorted(_COMMAND.findall(text)) != sorted(_COMMAND.findall(model)):
            yield f"has other commands in ` ` than the English text: {text!r}"
        if bool(_PLACEHOLDER.fullmatch(text)) != bool(_PLACEHOLDER.fullmatch(model)):
            yield f"is in square brackets where the English text is, at most 30 letters: {text!r}"
