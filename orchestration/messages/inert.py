"""Text that does nothing but be read: what every look does to a text before it puts it between its own marks.

Does not belong here: personal data (masking.py). HTML is escaped by Jinja, JSON by json; this is for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

# They show nothing, and hide what is between them: zero-width, bidirectional overrides, tags, blanks with a name.
_INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_STACKED_MARKS = re.compile(f"({_MARK}{{2}}){_MARK}+")
UNBROKEN = "\u00a0"  # between a number and its unit
_CALLS = re.compile(r"@(?=\s*(?:channel|here|everyone|all|group|team)\b)", re.I)
_PERMITTED = frozenset({"https", "http"})
_URL = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")


def clean(text: str) -> str:
    """One line without control characters, overrides of direction and characters that cannot be seen."""
    # What breaks a line becomes a blank, so that no two words grow together; what is merely hidden goes.
    blanks = "".join(
        " " if (character.isspace() and character != UNBROKEN) or character in _INVISIBLE else character
        for character in text
    )
    seen = "".join(character for character in blanks if unicodedata.category(character) not in _HIDDEN_CATEGORIES)
    return re.sub(" {2,}", " ", _STACKED_MARKS.sub(r"\1", unicodedata.normalize("NFC", seen))).strip()


def capped(text: str, longest: int) -> str:
    """Cut after a word, with a sign that there was more; never longer than `longest`."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    head = cut.rpartition(" ")[0] if not text[longest - 1].isspace() else cut
    # A placeholder is shown whole or not at all.
    if head.rfind("[") > head.rfind("]"):
        head = head[: head.rfind("[")]
    return (head or cut).rstrip(" ,;:-") + "…"


def fitting(lines: Sequence[str], longest: int) -> tuple[list[str], int]:
    """As many whole lines as fit into so many characters, and how many do not; one alone is cut."""
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(kept) + len(line) > longest:
            break
        kept.append(line)
    if lines and not kept:
        kept = [capped(lines[0], longest)]
    return kept, len(lines) - len(kept)


def one_line(text: str, longest: int = 150) -> str:
    """What may stand in a header or a title."""
    return capped(clean(text), longest)


def url(address: str) -> str:
    """The address, if it is one that a link may have.

    Raises:
        ValueError: another scheme than https and http, no host, or characters that an address does not have.
    """
    parts = urlsplit(address) if _URL.fullmatch(address) else None
    if parts is None or parts.scheme not in _PERMITTED or not parts.hostname or parts.username is not None:
        raise ValueError("A link is not a plain http or https address.")
    return address


def slack(text: str) -> str:
    """For Slack: its three special characters as entities (no link, no mention can begin), and nobody is called."""
    escaped = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CALLS.sub("@ ", escaped)


def uncalled(text: str) -> str:
    """For programs of which we know nothing: nobody is called, and no angle bracket opens a mention."""
    return uncalled_line(clean(text))


def uncalled_line(text: str) -> str:
    """The same for a line whose blanks are to stay."""
    return re.sub(r"<(?=[@#!&])", "< ", _CALLS.sub("@ ", text))


def no_formula(text: str) -> str:
    """For receivers that may put it into a sheet: it does not begin like a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@|%") else text
