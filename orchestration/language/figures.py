"""Digits as a language writes them: the marks between them and the rounding, before units and words (numbers.py)."""

from __future__ import annotations

from copy import copy
from decimal import Decimal
from functools import cache

from babel.numbers import NumberPattern

from orchestration.language.locales import locale, order, plain

MINUS = "\u2212"


def rounded(value: float | Decimal, decimals: int | None = None) -> Decimal:
    """As it will be shown. Without decimals a whole number is whole and a Decimal stays as it stands."""
    if decimals is not None:
        return Decimal(f"{value:.{decimals}f}")
    if isinstance(value, Decimal):
        return value
    return Decimal(int(value)) if value == int(value) else Decimal(repr(float(value)))


def written(value: Decimal, code: str) -> str:
    """All its decimals, groups apart, a minus that is one; what is nothing has none."""
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    shown = plain(_pattern(code, decimals).apply(abs(value), order(code), decimal_quantization=False))
    return f"{MINUS}{shown}" if value < 0 else shown


def read_back(shown: str, code: str) -> Decimal:
    """The number that such a text shows."""
    symbols = locale(code).number_symbols["latn"]
    bare = shown.replace(plain(symbols["group"]), "").replace(symbols["decimal"], ".").replace(MINUS, "-")
    return Decimal(bare.lstrip("+"))


@cache
def _pattern(code: str, decimals: int) -> NumberPattern:
    pattern = copy(order(code).decimal_formats[None])
    pattern.frac_prec = (decimals, decimals)
    return pattern
