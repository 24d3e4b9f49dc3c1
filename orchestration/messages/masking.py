"""Personal data in what customers write, replaced by what it was: `call me on [phone]`.

A comment that hides too much is still understood; one that hides too little cannot be called back: in doubt it is
masked. What a machine cannot know stays: names of people who are not the customer and not introduced ("Best regards,
..."), nicknames, what a story gives away. So comments go to the owner of a case or above the k of comments only.

Belongs here: the order of the steps. Does not belong here: how identifiers are recognised (identifiers.py), how a
name is recognised in its inflections (names.py), and marks of a channel (inert.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.language import say
from orchestration.messages import identifiers, names
from orchestration.messages.inert import UNBROKEN, capped, clean

LONGEST = 400
# More is never shown, and patterns need not look at it.
LOOKED_AT = 8_000
_REGIONS = {
    "bg": "BG", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "en": "GB", "es": "ES", "et": "EE", "fi": "FI",
    "fr": "FR", "hu": "HU", "it": "IT", "lt": "LT", "lv": "LV", "nb": "NO", "nl": "NL", "nn": "NO", "no": "NO",
    "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sk": "SK", "sl": "SI", "sv": "SE", "tr": "TR", "uk": "UA",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What is known of who wrote, and may be in the text: names, addresses, account names."""

    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, *values: str | None) -> Known:
        """From fields as they stand: `Mari-Liis Tamm`, `mari.tamm@example.org`, `Pärnu mnt 12, Tallinn`."""
        return cls(tuple(dict.fromkeys(word for value in values if value for word in names.words(value))))


NOBODY = Known()


def mask(
    text: str | None,
    known: Known = NOBODY,
    *,
    country: str | None = None,
    language: str | None = None,
    longest: int = LONGEST,
) -> str:
    """The text on one line, masked and cut after a word.

    Args:
        text: as it was written; None is nothing.
        known: the customer's names and addresses.
        country, language: ISO codes, where known: how numbers without a country's code are to be read.
        longest: characters of the result at most.
    """
    shown = _looked_at(_unwidened(clean((text or "").replace(UNBROKEN, " "))))
    shown = identifiers.without_links(shown, lambda host: say("[link to {host}]", host=host) if host else say("[link]"))
    shown = identifiers.without_addresses(shown, say("[e-mail]"), say("[account]"))
    shown = identifiers.without_accounts(shown, say("[account number]"))
    shown = identifiers.without_cards(shown, say("[card number]"))
    shown = identifiers.without_identity_numbers(shown, say("[id number]"))
    shown = identifiers.without_phones(shown, regions(country, language), say("[phone]"))
    shown = identifiers.without_long_numbers(shown, say("[number]"))
    shown = names.without_streets(shown, say("[address]"))
    shown = names.without_introduced(shown, say("[name]"))
    shown = names.without_known(shown, known.words, say("[name]"))
    return capped(_once(shown), longest)


def regions(country: str | None, language: str | None) -> Sequence[str]:
    """Whose telephone numbers are recognised without a country's code, the likeliest first."""
    hints: Iterable[str | None] = (
        country.upper() if country and len(country) == 2 else None,
        (language or "").partition("-")[2].upper()[:2] or None,
        _REGIONS.get((language or "")[:2].lower()),
    )
    return tuple(dict.fromkeys(hint for hint in hints if hint))


def _unwidened(text: str) -> str:
    """Letters, digits and marks of other shapes (full width, mathematical) and other scripts' digits as plain ones."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    same = unicodedata.normalize("NFKC", character)
    return same if len(same) == 1 and same.isascii() and unicodedata.category(character) != "No" else character


def _looked_at(text: str) -> str:
    """The beginning, without what the cut may have torn: a half number or address is not recognised any more."""
    if len(text) <= LOOKED_AT:
        return text
    head = text[:LOOKED_AT].rpartition(" ")[0] or text[:LOOKED_AT]
    while (last := head.rpartition(" ")[2]) and re.search(r"[\d@]", last):
        head = head.rpartition(" ")[0]
    return head


def _once(text: str) -> str:
    """`[name] [name]` is one name."""
    return re.sub(r"(\[[^\[\]]{1,30}\])(?:[ ,]{1,2}\1)+", r"\1", text)
