"""What every case says in every language, as it was reviewed; and that it is whole in each."""

from __future__ import annotations

import re

import pytest

from orchestration.language import speaking
from orchestration.messages.text import plain
from orchestration.subscriptions.model import LANGUAGES
from tests.orchestration.digests import busy_week
from tests.orchestration.digests.cases import CASES, message
from tests.orchestration.digests.goldens import FOLDER, written
from tests.orchestration.digests.hand_made import texts

EVERY = [pytest.param(case, language, id=f"{case}-{language}") for case in CASES for language in LANGUAGES]
# Doubled points and commas, blanks before them, a blank line's worth of nothing between them.
UNTIDY = re.compile(r"\.\.|,,|;;|::|…\.| [,;:.](?!\d)|\( | \)|[.;:,] [.;:,]|: *\.|\(\)|  ")
# A number and what counts it stay on one line.
BROKEN = re.compile(r"\d (?:%|h|min|t\.|tim|t|ч|мин|EUR)(?![\w.])")
SENTENCE = re.compile(r"(?<=[.!?] )[a-zа-яåæøäöüõšž]")
# Where a small letter follows the full stop of an abbreviation.
ABBREVIATED = re.compile(r"\b(?:\d+|\w{1,5})\. $")

DATA = {
    *(action.title for action in busy_week.ACTIONS),
    *(voice.text for voice in busy_week.VOICES),
    "Mette Nielsen",
    "Trustpilot",
    "Zendesk",
}
SAME = {"Service", "Segment", "−1 point"}  # in Danish, Swedish or Estonian as in English


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_says_what_was_reviewed(language: str) -> None:
    golden = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    assert written(language) == golden, "write them anew: python -m tests.orchestration.digests.goldens"


@pytest.mark.parametrize(("case", "language"), EVERY)
def test_no_text_is_untidy(case: str, language: str) -> None:
    what = message(case, language)
    subject = what.subject.replace("\u00a0", " ")
    assert subject == " ".join(subject.split())
    for text in texts(what):
        assert not UNTIDY.search(text), text
        assert not BROKEN.search(text), text
        assert "{" not in text
        assert "None" not in text
        for found in SENTENCE.finditer(text):
            assert ABBREVIATED.search(text[: found.start()]), text
    for text in (what.headline, what.intro):
        assert not text or (not text[0].islower() and text.endswith((".", "…"))), text


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_only_data_are_the_same_as_in_english(language: str) -> None:
    """A text that a catalogue lacks is said in English."""
    english, others = ({text for case in CASES for text in _seen(case, code)} for code in ("en", language))
    kept = {text for text in english & others if re.search(r"[a-z]{4}", text)}
    assert kept - DATA - SAME == set()


def _seen(case: str, language: str) -> list[str]:
    what = message(case, language)
    said = texts((what.subject, what.headline, what.intro, what.kicker, what.scope, what.figures, what.sections))
    return [text for text in said if type(text) is str and text]


def test_the_same_case_gives_the_same_text() -> None:
    with speaking("ru"):
        assert plain(message("fall", "ru")) == plain(message("fall", "ru"))
