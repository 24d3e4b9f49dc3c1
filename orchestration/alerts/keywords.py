"""Words and phrases in what customers write: whole words, whatever their case and accents.

Pure. Does not belong here: which texts are looked at (personal.py), the theme taxonomy of the marts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Letters that no decomposition takes apart; both sides are written without them, so that either spelling is found.
PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00ad": None, "\u200b": None})


def plain(text: str) -> str:
    """Lower case, without accents, spaces as one."""
    spread = unicodedata.normalize("NFKD", text.translate(APOSTROPHES).casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return " ".join(bare.translate(PLAIN).split())


def matched(text: str | None, language: str | None, words: Mapping[str, tuple[str, ...]]) -> str | None:
    """The first word or phrase of the lists that the text holds, as the rule writes it; None where there is none.

    A known language is looked up in its own list only (`da-DK` in that of `da`): a harmless word of one language is a
    threat in another. A text whose language nobody knows is looked up in all of them.
    """
    if not text:
        return None
    found = _pattern(_list_of(language, words))
    hit = found[0].search(plain(text)) if found else None
    return found[1][hit.group(1)] if hit and found else None


def _list_of(language: str | None, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if language:
        return words.get(language.replace("_", "-").split("-")[0].lower(), ())
    return tuple(dict.fromkeys(word for each in words.values() for word in each))


@lru_cache(maxsize=256)
def _pattern(listed: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]] | None:
    """The longest first, so that a phrase is named rather than its first word."""
    written = {plain(word): word for word in reversed(listed) if plain(word)}
    if not written:
        return None
    choices = "|".join(re.escape(word) for word in sorted(written, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<!\w)({choices})(?!\w)"), written


def languages(words: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted(words))
