"""What can be recognised by its form or its check digits: links, addresses, numbers of cards, accounts, people, phones.

Every function replaces what it finds and leaves the rest. Does not belong here: names (names.py) and their order
(masking.py): links go first since they may hold addresses, long numbers last since they are what is left.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from types import ModuleType
from urllib.parse import urlsplit

_WITH_SCHEME = re.compile(r"\b[a-z][a-z0-9+.\-]{1,20}:/{1,3}\S+", re.I)
_WITHOUT_SCHEME = re.compile(
    r"(?<![\w@.\-])(?:www\.[^\s/?#]{3,}\S*|(?:[\w\-]{1,63}\.){1,6}[a-z]{2,24}(?::\d+)?[/?#]\S*)", re.I
)
_AT = (
    r"(?:@|\(\s?(?:at|ät|собака)\s?\)|\[\s?at\s?\]|\{\s?at\s?\}|"
    r"\s(?:at|собака)\s(?=[\w\-]{2,40}(?:\.\w|\s?(?:\bdot\b|\(dot\)|точка))))"
)
_DOT = r"(?:\s?\.\s?|\s?[(\[]\s?dot\s?[)\]]\s?|\s(?:dot|точка)\s)"
_ADDRESS = re.compile(
    rf"(?:mailto:)?[\w.!#$%&'*+/=?^`{{|}}~\-]{{1,64}}\s{{0,2}}{_AT}\s{{0,2}}[\w\-]{{1,63}}(?:{_DOT}[\w\-]{{2,63}}){{1,5}}",
    re.I,
)
_LEFT_OF_AT = re.compile(r"[\w.+\-]+@\S*")
_HANDLE = re.compile(r"(?<!\w)@\w[\w.\-]+")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ .\-]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<!\d)\d(?:[ .\-/_]{0,2}\d){11,18}(?!\d)")
_SPACED_IDENTITY = re.compile(r"\b[A-Z]{2}(?:\s?\d{2}){3}\s?[A-D]\b", re.I)  # British, written in pairs
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.\-+/][A-Za-z0-9]+){0,4}")
_LONG = re.compile(r"(?<!\d)\+?\(?\d(?:[ .,\-/()_:#*]{0,3}\d){6,}(?!\d)")
_PHONE_LIKE = re.compile(r"(?:\+|\b00)\s?\d(?:[\s.\-()/]{0,3}\d){5,}")
# A day of these years is when something happened; an earlier one may be a birthday.
_YEAR = r"20(?:1[5-9]|[2-9]\d)"
_MONTH, _MONTHDAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_TIME = r"(?:[ ,]{1,2}[0-2]?\d[:.][0-5]\d(?::[0-5]\d)?)?"
_DAY = re.compile(
    rf"(?<![\d.+])(?:{_YEAR}[-./]{_MONTH}[-./]{_MONTHDAY}|{_MONTHDAY}[-./]{_MONTH}[-./]{_YEAR}|{_MONTH}/{_MONTHDAY}/{_YEAR}){_TIME}(?!\d)"
)
# National numbers of people whose check digits python-stdnum knows; businesses' numbers are not personal data.
_PERSONAL = (
    "be.nn", "bg.egn", "ch.ssn", "cz.rc", "de.idnr", "dk.cpr", "ee.ik", "es.dni", "es.nie", "fi.hetu", "fr.nir",
    "gb.nhs", "gr.amka", "ie.pps", "it.codicefiscale", "lt.asmens", "lv.pvn", "nl.bsn", "no.fodselsnummer", "pl.pesel",
    "pt.nif", "ro.cnp", "ru.inn", "se.personnummer", "tr.tckimlik", "ua.rntrc", "us.ssn",
)  # fmt: skip


def without_links(text: str, said: Callable[[str], str]) -> str:
    """Every address of the web as its host: paths, queries and user parts carry names and tokens."""

    def replaced(match: re.Match[str]) -> str:
        return said(_host(match[0]))

    return _WITHOUT_SCHEME.sub(replaced, _WITH_SCHEME.sub(replaced, text))


def without_addresses(text: str, address: str, account: str) -> str:
    """E-mail addresses, also where `at` and `dot` are spelled, and what stands before any other @; `@names`."""
    return _HANDLE.sub(account, _LEFT_OF_AT.sub(address, _ADDRESS.sub(address, text)))


def without_accounts(text: str, mark: str) -> str:
    """IBANs: what follows the number may belong to the next sentence, so it is tried shorter and shorter."""
    from stdnum import iban

    def replaced(match: re.Match[str]) -> str:
        found = match[0]
        ends = [end for end in range(len(found), 14, -1) if end == len(found) or not found[end].isalnum()]
        for end in [*ends, *range(len(found), 14, -1)]:
            if iban.is_valid(re.sub(r"[^A-Za-z0-9]", "", found[:end])):
                return mark + found[end:]
        return found

    return _IBAN.sub(replaced, text)


def without_cards(text: str, mark: str) -> str:
    """Numbers of 12 to 19 digits whose check digit (Luhn) holds."""
    from stdnum import luhn

    def replaced(match: re.Match[str]) -> str:
        return mark if luhn.is_valid(re.sub(r"\D", "", match[0])) else match[0]

    return _CARD.sub(replaced, text)


def without_identity_numbers(text: str, mark: str) -> str:
    """National identity numbers whose check digits hold in any of the countries known."""

    def replaced(match: re.Match[str]) -> str:
        found = match[0]
        # Some modules are content with six digits, which an order's number has as well.
        if _digits(found) < (8 if not re.search("[A-Za-z]", found) else 6) or _DAY.fullmatch(found):
            return found
        return mark if any(_is_valid(module, found) for module in _identity_modules()) else found

    return _SPACED_IDENTITY.sub(mark, _TOKEN.sub(replaced, text))


def without_phones(text: str, regions: Sequence[str], mark: str) -> str:
    """Telephone numbers as they are written in these regions, and with a country's code from anywhere."""
    import phonenumbers

    days = [match.span() for match in _DAY.finditer(text)]
    spans: list[tuple[int, int]] = []
    for region in [*regions, None]:
        matcher = phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE)
        spans += [(match.start, match.end) for match in matcher if _digits(match.raw_string) >= 6]
    spans += [match.span() for match in _PHONE_LIKE.finditer(text)]
    found = [span for span in spans if not _touches(span, days)]
    # A number that only its end makes a telephone's is one number all the same: `1000 0000 0000`.
    found += [
        piece
        for run in _LONG.finditer(text)
        for piece in _between(run.span(), days)
        if _touches(piece, found) and _digits(text[slice(*piece)]) >= 7
    ]
    return _cut_out(text, found, mark)


def without_long_numbers(text: str, mark: str) -> str:
    """Seven digits or more, however they are grouped; days of the last years stay."""
    days = [match.span() for match in _DAY.finditer(text)]
    spans = []
    for match in _LONG.finditer(text):
        for start, end in _between(match.span(), days):
            piece = text[start:end]
            if _digits(piece) >= 7:
                spans.append((start + len(piece) - len(piece.lstrip(" .,-/:")), end))
    return _cut_out(text, spans, mark)


def _host(address: str) -> str:
    bare = re.sub(r"^[a-z][a-z0-9+.\-]*:/*", "", address, flags=re.I)
    try:
        host = urlsplit(f"//{bare}").hostname or ""
    except ValueError:
        host = ""
    host = host.removeprefix("www.").rstrip(".,;:!?")
    return host if re.fullmatch(r"[\w\-]+(?:\.[\w\-]+)+", host) and not re.search(r"\d{5}", host) else ""


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _touches(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _between(span: tuple[int, int], days: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = span[0]
    for day_start, day_end in days:
        if start <= day_start and day_end <= span[1]:
            yield start, day_start
            start = day_end
    yield start, span[1]


def _cut_out(text: str, spans: Sequence[tuple[int, int]], mark: str) -> str:
    parts, reached = [], 0
    for start, end in sorted(spans):
        if start >= reached:
            parts += [text[reached:start], mark]
        reached = max(reached, end)
    return "".join([*parts, text[reached:]])


@cache
def _identity_modules() -> tuple[ModuleType, ...]:
    return tuple(importlib.import_module(f"stdnum.{name}") for name in _PERSONAL)


def _is_valid(module: ModuleType, number: str) -> bool:
    try:
        return bool(module.is_valid(number))
    except Exception:  # a foreign form: some of its modules fall over what is no number at all
        return False
