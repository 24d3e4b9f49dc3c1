"""The registries of themes: what a person reads whose words could not be found."""

from __future__ import annotations

import pytest

from tests.expectations.spoilt_registries import said
from tests.expectations.test_case_registries import ACTION

THEME = "theme,title,sort_order\n"
WORDS = "theme,language,words\n"


@pytest.fixture
def spoilt(folder):
    """Writes the two registries; without an action plan, which names themes."""

    def write(themes: str, words: str) -> list[str]:
        (folder / "themes.csv").write_text(THEME + themes)
        (folder / "theme_words.csv").write_text(WORDS + words)
        (folder / "actions.csv").write_text(ACTION)
        return said(folder)

    return write


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("price,en-GB,price", "language en-GB is not one such as en, without a country"),
        ("price,EN,price", "language EN is not one such as en, without a country"),
        ("price,en,price;;invoice*", "word 2 () is empty; is there a semicolon too many?"),
        ("price,en,price;", "word 2 () is empty; is there a semicolon too many?"),
        ("price,en,pri*ce", "word 1 (pri*ce) has a star inside; a star stands for any ending, at the end"),
        ("price,en,p*", "word 1 (p*) has fewer than 2 letters, and would be found in nearly every comment"),
        ("price,en,price; !", "word 2 (!) has fewer than 2 letters, and would be found in nearly every comment"),
        ("price,en,price; cost; PRICE", "word 3 (price) is there before"),
        ("price,en," + "; ".join(f"word{n}" for n in range(61)), "it has 61 words; at most 60 are looked for"),
        ("speed,en,slow", "theme speed is not in themes.csv; add it there first"),
        ("price,en,", "words is empty"),
        ("price,en,price, invoice", "it has 4 fields instead of 3; quote a text that has a comma"),
    ],
)
def test_words_that_would_not_be_found_are_named(spoilt, row, reason):
    assert f"theme_words.csv, line 2: {reason}" in spoilt("price,Price,1\n", row + "\n")


@pytest.mark.parametrize(
    ("themes", "message"),
    [
        ("Price,Price,1\n", "line 2: theme Price is not small letters, digits and _, such as price"),
        ("price,Price,1\nspeed,Speed,2\n", "line 3: theme speed has no words in theme_words.csv in any language"),
        ("price,Price,first\n", "line 2: sort_order is not a whole number"),
        ("price,Price,1\nprice,Cost,2\n", "line 3: theme repeat line 2"),
    ],
)
def test_a_theme_that_nothing_would_name_is_named(spoilt, themes, message):
    assert f"themes.csv, {message}" in spoilt(themes, "price,en,price\n")


def test_words_of_any_alphabet_and_phrases_are_fine(spoilt):
    rows = "price,en,price; too much; can't pay; 2fa\nprice,ru,цена; счёт\nprice,de,teuer*\n"
    assert spoilt("price,Price,1\n", rows) == []


def test_an_action_for_a_theme_that_is_not_there_is_named(folder):
    row = "a,Title,prices,support,touchpoint,support,csat,support_lead,running,2026-08-01,2026-09-01,,60,feedback"
    (folder / "actions.csv").write_text(ACTION + row + "\n")
    assert said(folder) == ["actions.csv, line 2: theme prices is not in themes.csv; add it there first"]
