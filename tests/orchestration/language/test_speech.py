"""What is said comes from the catalogue, in the form that the number asks for, and nothing in it is ever run."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest

from orchestration.language import LANGUAGES, language, say, say_count, say_forms, speaking, title
from orchestration.language.locales import forms, preferred, spoken
from orchestration.language.numbers import number

PAYLOADS = (
    "{0}",
    "%s %(x)s %n",
    "{value.__class__.__mro__}",
    "{name!r:>10}",
    "{{7*7}}",
    "${7*7}",
    "{",
    "}",
    "{NPS}",
    "<b>",
    "=1+1",
)


def answers(count: float | Decimal, decimals: int | None = None) -> str:
    return say_count(count, "{count} answer", "{count} answers", decimals=decimals).replace("\u00a0", " ")


def in_days(count: float, decimals: int | None = None) -> str:
    return say_count(count, "{count} day", "{count} days", decimals=decimals).replace("\u00a0", " ")


def test_the_languages_are_those_with_a_catalogue_and_english() -> None:
    assert set(LANGUAGES) >= {"en", "da", "sv", "et", "ru"}
    assert LANGUAGES[0] == "en"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", ["0 answers", "1 answer", "2 answers", "5 answers", "11 answers", "21 answers", "1.5 answers"]),
        ("da", ["0 svar", "1 svar", "2 svar", "5 svar", "11 svar", "21 svar", "1,5 svar"]),
        ("sv", ["0 svar", "1 svar", "2 svar", "5 svar", "11 svar", "21 svar", "1,5 svar"]),
        ("et", ["0 vastust", "1 vastus", "2 vastust", "5 vastust", "11 vastust", "21 vastust", "1,5 vastust"]),
        ("ru", ["0 ответов", "1 ответ", "2 ответа", "5 ответов", "11 ответов", "21 ответ", "1,5 ответа"]),
    ],
)
def test_what_is_counted_has_the_form_of_its_number(code: str, shown: list[str]) -> None:
    with speaking(code):
        assert [answers(count) for count in (0, 1, 2, 5, 11, 21, 1.5)] == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", ["0 days", "1 day", "2 days", "1.0 days", "1.5 days", "−1 day"]),
        ("da", ["0 dage", "1 dag", "2 dage", "1,0 dag", "1,5 dag", "−1 dag"]),
        ("sv", ["0 dagar", "1 dag", "2 dagar", "1,0 dagar", "1,5 dagar", "−1 dag"]),
        ("et", ["0 päeva", "1 päev", "2 päeva", "1,0 päeva", "1,5 päeva", "−1 päev"]),
        ("ru", ["0 дней", "1 день", "2 дня", "1,0 дня", "1,5 дня", "−1 день"]),
    ],
)
def test_decimals_that_are_shown_count(code: str, shown: list[str]) -> None:
    with speaking(code):
        said = [in_days(0), in_days(1), in_days(2), in_days(1, 1), in_days(1.5, 1), in_days(-1)]
    assert said == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (22, "22 дня"), (25, "25 дней"), (12, "12 дней"), (14, "14 дней"), (101, "101 день"), (111, "111 дней"),
        (112, "112 дней"), (1_000, "1 000 дней"), (1_021, "1 021 день"), (10_000_002, "10 000 002 дня"),
    ],
)  # fmt: skip
def test_russian_hundreds_and_tens(count: int, shown: str) -> None:
    with speaking("ru"):
        assert in_days(count) == shown


def test_a_number_is_counted_as_it_is_shown() -> None:
    assert answers(3.0) == "3 answers"  # a frame's whole number
    assert answers(0.96, 1) == "1.0 answers"
    assert answers(1.2, 0) == "1 answer"
    assert answers(Decimal("1.0")) == "1.0 answers"
    assert say_count(1, "{count} answer", "{count} answers", count="one") == "one answer"


def test_a_page_that_counts_by_itself_gets_all_forms() -> None:
    assert say_forms("{count} day", "{count} days") == {"one": "{count} day", "other": "{count} days"}
    with speaking("ru"):
        assert say_forms("{count} day", "{count} days") == {
            "one": "{count} день",
            "few": "{count} дня",
            "many": "{count} дней",
            "other": "{count} дня",
        }
        assert say_forms("{count} unheard", "{count} unheards") == {
            "one": "{count} unheard",
            "other": "{count} unheards",
        }


def test_the_forms_are_those_of_cldr() -> None:
    assert {code: forms(code) for code in ("en", "da", "sv", "et", "ru")} == {
        "en": ("one", "other"),
        "da": ("one", "other"),
        "sv": ("one", "other"),
        "et": ("one", "other"),
        "ru": ("one", "few", "many", "other"),
    }


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_filled_in_is_never_a_template(code: str, payload: str) -> None:
    with speaking(code):
        assert payload in say("{name} is late", name=payload)
        assert payload in say_count(2, "{count} answer", "{count} answers", count=payload)
        assert title(payload) == payload
        assert say(payload) == payload


def test_a_text_that_looks_into_what_it_is_given_is_refused() -> None:
    for text in ("{value.__class__}", "{value[0]}", "{value!r}", "{value:>10}", "{0}", "{}"):
        with pytest.raises(ValueError, match="a place is a name in braces"):
            say(text, value=1)
    with pytest.raises(KeyError):
        say("{name} is late", who="x")


def test_a_sentence_that_ends_in_an_abbreviation_has_one_full_stop() -> None:
    with speaking("ru"):
        assert say("Data through {at}.", at="14 сент. 2026 г.") == "Последние данные: 14 сент. 2026 г."
    assert say("Ends {what}... really", what="etc.") == "Ends etc.... really"
    assert say("Ends {what}.", what="here") == "Ends here."


def test_what_no_catalogue_has_is_said_in_english() -> None:
    with speaking("ru"):
        assert say("Nobody wrote this {thing}", thing="x") == "Nobody wrote this x"
        assert say_count(5, "{count} unheard thing", "{count} unheard things") == "5 unheard things"
        assert title("A touchpoint of ours alone") == "A touchpoint of ours alone"
        assert title("Customer churn") != "Customer churn"


@pytest.mark.parametrize(
    ("asked", "heard"),
    [("da", "da"), ("da-DK", "da"), ("ru_RU", "ru"), ("en-GB", "en"), ("fr", "en"), ("", "en"), ("../../x", "en")],
)
def test_a_language_without_a_catalogue_is_english_and_says_so(asked: str, heard: str) -> None:
    assert spoken(asked) == heard
    with speaking(asked):
        assert language() == heard


@pytest.mark.parametrize(
    ("header", "heard"),
    [("", "en"), ("da-DK,da;q=0.9,en;q=0.5", "da"), ("fr,sv;q=0.8", "sv"), ("en-US,ru;q=0.5", "en"), ("*;q=x,,", "en")],
)
def test_a_browser_is_answered_in_the_first_language_we_speak(header: str, heard: str) -> None:
    assert preferred(header) == heard


def test_speech_ends_where_it_began() -> None:
    with speaking("da"):
        with speaking("et"):
            assert say("today") == "täna"
        assert say("today") == "i dag"
        with pytest.raises(RuntimeError), speaking("ru"):
            raise RuntimeError
        assert language() == "da"
    assert say("today") == "today"


def test_threads_do_not_mix_languages() -> None:
    barrier = Barrier(4)

    def work(code: str) -> set[str]:
        heard = set()
        with speaking(code):
            for _ in range(200):
                barrier.wait(5)
                heard.add(f"{language()} {say('today')} {number(1234.5, 1)}")
        return heard

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, ("da", "sv", "et", "ru")))
    assert [len(each) for each in found] == [1, 1, 1, 1]
    assert len(set().union(*found)) == 4


def test_tasks_do_not_mix_languages() -> None:
    async def work(code: str) -> str:
        with speaking(code):
            await asyncio.sleep(0.01)
            return say("today")

    async def both() -> list[str]:
        return list(await asyncio.gather(work("da"), work("ru"), work("en")))

    assert asyncio.run(both()) == ["i dag", "сегодня", "today"]
