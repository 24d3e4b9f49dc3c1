"""Which languages there are, and how each writes: the Unicode consortium's data (CLDR) as Babel brings them.

A language is there when its catalogue is; English needs none. Does not belong here: texts (catalogues.py), and what is
made of the data (numbers.py, dates.py, names.py).
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.plural import PluralRule

CATALOGUES = Path(__file__).parent / "catalogues"
ENGLISH = "en"
LANGUAGES = (ENGLISH, *sorted(path.stem.replace("_", "-") for path in CATALOGUES.glob("*.po")))
# The order of CLDR, in which catalogues have their plural forms.
_TAGS = ("zero", "one", "two", "few", "many", "other")


def spoken(code: str) -> str:
    """The language that is spoken to somebody who asks for this one: `pt-BR` gets `pt`, the rest English."""
    wanted = code.replace("_", "-")
    return next((each for each in (wanted, wanted.partition("-")[0]) if each in LANGUAGES), ENGLISH)


def preferred(accepted: str) -> str:
    """The first language of a browser's Accept-Language that is spoken here; English without one."""
    for wish in accepted[:200].split(","):
        code = wish.partition(";")[0].strip()
        if spoken(code) != ENGLISH or code.partition("-")[0] == ENGLISH:
            return spoken(code)
    return ENGLISH


@cache
def locale(code: str) -> Locale:
    """Names and plural rules. Raises babel.UnknownLocaleError for what is no language."""
    return Locale.parse(code.replace("-", "_"))


@cache
def order(code: str) -> Locale:
    """Whose order of day and month: English is written as in Britain, with the shorter names of months."""
    return Locale.parse("en_GB") if code == ENGLISH else locale(code)


@cache
def forms(code: str) -> tuple[str, ...]:
    """The language's plural forms: Russian has `one`, `few`, `many`, and `other` for decimals."""
    used = locale(code).plural_form.tags | {"other"}
    return tuple(tag for tag in _TAGS if tag in used)


def form(code: str, count: Decimal) -> int:
    """Which of them a number takes as it is shown: 1 is not 1.0."""
    rule: PluralRule = locale(code).plural_form
    return forms(code).index(rule(abs(count)))


def plain(text: str) -> str:
    """Without narrow and thin blanks: channels and fonts know one unbroken blank."""
    return text.replace("\u202f", "\u00a0").replace("\u2009", " ")
