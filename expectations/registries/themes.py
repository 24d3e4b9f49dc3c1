"""What the registries of themes must be: names, and words that can be found in a comment.

How words are found is in dbt_project/macros/themes/matching.sql; MOST_WORDS repeats a number of it (a test compares).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from expectations.registries.table import Problem, Registry

NAME = re.compile(r"[a-z][a-z0-9_]*")
LANGUAGE = re.compile(r"[a-z]{2,3}")
MOST_WORDS = 60
FEWEST_LETTERS = 2  # One letter with a star finds every comment.
ANY_ENDING = "*"


def themes_are_named(themes: Registry) -> Iterator[Problem]:
    """A name that actions and reports can use."""
    for row in themes.rows:
        if not NAME.fullmatch(row["theme"]):
            yield themes.problem(row, f"theme {row['theme']} is not small letters, digits and _, such as price")


def words_can_be_found(words: Registry) -> Iterator[Problem]:
    """A language, and phrases between semicolons, each of letters with a star at the end or without."""
    for row in words.rows:
        if not LANGUAGE.fullmatch(row["language"]):
            yield words.problem(row, f"language {row['language']} is not one such as en, without a country")
        phrases = [phrase.strip().lower() for phrase in row["words"].split(";")]
        if len(phrases) > MOST_WORDS:
            yield words.problem(row, f"it has {len(phrases)} words; at most {MOST_WORDS} are looked for")
        for number, phrase in enumerate(phrases, start=1):
            reason = _fault(phrase)
            if reason:
                yield words.problem(row, f"word {number} ({phrase}) {reason}")
            elif phrase in phrases[: number - 1]:
                yield words.problem(row, f"word {number} ({phrase}) is there before")


def _fault(phrase: str) -> str | None:
    if not phrase:
        return "is empty; is there a semicolon too many?"
    if ANY_ENDING in phrase[:-1]:
        return "has a star inside; a star stands for any ending, at the end"
    if sum(letter.isalnum() for letter in phrase) < FEWEST_LETTERS:
        return f"has fewer than {FEWEST_LETTERS} letters, and would be found in nearly every comment"
    return None


def themes_have_words(themes: Registry, words: Registry) -> Iterator[Problem]:
    """A theme that no language has words for would never be found, and always be a share of 0."""
    found = {row["theme"] for row in words.rows}
    for row in themes.rows:
        if row["theme"] not in found:
            yield themes.problem(row, f"theme {row['theme']} has no words in {words.file} in any language")
