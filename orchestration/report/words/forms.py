"""Texts with a count: a form for each plural of the language, of which the browser takes the one that it needs."""

from __future__ import annotations

from collections.abc import Callable

from orchestration.language import numbers

Forms = dict[str, str]
Words = dict[str, str | Forms]
# A whole number that has the form, in any of the languages; `other` are fractions and what is left.
SAMPLES = {"one": 1, "few": 2, "many": 5, "other": 10}


def counted(speak: Callable[[int], str]) -> Forms:
    return {form: speak(sample) for form, sample in SAMPLES.items()}


def unit(unit: str) -> Forms:
    """A number with its unit, the number's place left open."""
    return counted(lambda sample: numbers.with_unit(numbers.number(sample, 0), unit).replace(str(sample), "{value}", 1))
