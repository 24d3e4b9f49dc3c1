"""Names that the Unicode consortium knows in every language (languages, countries), and lists."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list

from orchestration.language.locales import locale, order
from orchestration.language.speech import language


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return str(format_list(list(words), locale=order(language()))) if words else ""


def language_name(code: str | None) -> str | None:
    """`Swedish`, `svensk`; None for what is no language."""
    return locale(language()).languages.get(_first(code).lower()) if code else None


def country_name(code: str | None) -> str | None:
    """`Denmark`, `Danmark`; None for what is no country."""
    return locale(language()).territories.get(code.upper()) if code and len(code) == 2 else None


def _first(code: str) -> str:
    return code.replace("_", "-").partition("-")[0]
