"""Themes, comments and a response's answers, built in memory from vendors' records and counted once more by a loop.

The loop reads the project's own word lists and splits texts into words by Python's idea of a letter. Does not belong
here: which groups are hidden (test_theme_groups.py), boundaries of single words (dbt's unit tests).
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from expectations.registries.themes import MOST_WORDS
from sample_company.words import comment
from tests.dbt_project.expressions import compiled
from tests.dbt_project.in_memory import InMemory
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import PROJECT
from tests.dbt_project.vendor_records import RELATIONSHIP, START, SUPPORT, form, response, review, unfinished

LANGUAGES = ("en", "da", "sv", "et", "ru")
Rows = list[tuple[Any, ...]]


@cache
def searched() -> dict[str, dict[str, list[tuple[list[str], bool]]]]:
    """language -> theme -> phrases, each its words and whether the last may go on."""
    found: dict[str, dict[str, list[tuple[list[str], bool]]]] = defaultdict(dict)
    with (PROJECT / "seeds" / "theme_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            phrases = [phrase.strip() for phrase in row["words"].split(";")]
            found[row["language"]][row["theme"]] = [(words(phrase), phrase.endswith("*")) for phrase in phrases]
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("ё", "е"))


def themes_of(text: str, language: str) -> set[str]:
    said = words(text)
    return {
        theme
        for theme, phrases in searched()[language].items()
        if any(is_at(phrase, said[place:], goes_on) for phrase, goes_on in phrases for place in range(len(said)))
    }


def is_at(phrase: list[str], said: list[str], goes_on: bool) -> bool:
    if len(said) < len(phrase):
        return False
    *first, last = phrase
    end = said[len(first)]
    return said[: len(first)] == first and (end.startswith(last) if goes_on else end == last)


@pytest.fixture(scope="module")
def pipeline(first_build: RawWarehouse) -> InMemory:
    return InMemory(first_build.path, ("typeform", "trustpilot"), "theme_periods")


@pytest.fixture(scope="module")
def said() -> list[tuple[date, str, str, str, int]]:
    """Day, language, text, touchpoint and NPS score: the sample company's own sentences, over twenty weeks."""
    rng = random.Random(5)
    rows = []
    for number in range(1500):
        language = rng.choice(LANGUAGES)
        score = rng.choice([2, 6, 7, 9, 10])
        text = comment(rng, language, (score > 8) - (score < 7))
        touchpoint = rng.choice(["support", "billing", "product"])
        rows.append(((START - timedelta(days=number % 140)).date(), language, text, touchpoint, score))
    return rows


@pytest.fixture(scope="module")
def built(pipeline: InMemory, said: list[tuple[date, str, str, str, int]]) -> list[Rows]:
    answers = [
        response(
            f"r{number}", "FNPS0001", (day - START.date()).days, {"nps": score}, text,
            language=language, touchpoint=touchpoint, email=f"p{number % 1200}@mail.example",
        )
        for number, (day, language, text, touchpoint, score) in enumerate(said)
    ]  # fmt: skip
    return pipeline.run(
        [{"forms": [RELATIONSHIP, SUPPORT], "responses": answers}],
        "typeform",
        "select text.comment_text, text.language, list_sort(list(found.theme)) from restricted.comments as text "
        "left join marts.comment_themes as found using (comment_key) group by text.comment_key, 1, 2",
        "select period_type, period_start, dimension_value, theme, "
        "comments_count, mentions_count, negative_count, value "
        "from marts.theme_periods where dimension in ('all', 'touchpoint') and not is_suppressed",
    )


def test_each_comment_of_the_sample_company_names_what_a_loop_over_its_words_finds(built: list[Rows]) -> None:
    assert len(built[0]) == 1500
    for text, language, found in built[0]:
        assert {theme for theme in found if theme} == themes_of(text, language), (text, language)
    assert all(any(found) for *_, found in built[0]), "a comment of the sample company names nothing"


def test_shares_are_those_of_a_count_over_the_texts(
    built: list[Rows], said: list[tuple[date, str, str, str, int]]
) -> None:
    counted: Counter[tuple[Any, ...]] = Counter()
    for day, language, text, touchpoint, score in said:
        found = themes_of(text, language)
        starts = {
            "week": day - timedelta(days=day.weekday()),
            "month": day.replace(day=1),
            "quarter": day.replace(month=day.month - (day.month - 1) % 3, day=1),
        }
        for kind, start in starts.items():
            for group in ("all", touchpoint):
                counted[kind, start, group, "comments"] += 1
                for theme in found:
                    counted[kind, start, group, theme] += 1
                    counted[kind, start, group, theme, "negative"] += score < 7
    assert len(built[1]) > 300
    for *period, group, theme, comments, mentions, negative, value in built[1]:
        assert (comments, mentions, negative) == (
            counted[*period, group, "comments"],
            counted[*period, group, theme],
            counted[*period, group, theme, "negative"],
        )
        assert value == pytest.approx(100 * mentions / comments)


def test_as_many_words_are_looked_for_as_a_line_may_have(first_build: RawWarehouse) -> None:
    assert int(compiled(first_build.path, {"most": "{{ most_words() }}"})["most"]) == MOST_WORDS


def test_comments_say_whether_they_count_and_which_score_came_with_them(pipeline: InMemory) -> None:
    answers = [
        response("first", "FCST0001", 0, {"csat": 2, "ces": 7}, "old word", invitation_id="i", language="en-GB"),
        response("second", "FCST0001", 1, {"csat": 5, "ces": 1}, "new word", invitation_id="i", language="en-GB"),
        response("tested", "FCST0001", 1, {"csat": 1}, "a test", test="1"),
        response("skipped", "FCST0001", 1, {"ces": 3}, "no csat"),
        response("impossible", "FCST0001", 1, {"csat": 9}, "nine of five"),
        unfinished(response("half", "FCST0001", 1, {"csat": 3}, "half a word")),
        response("blank", "FCST0001", 1, {"csat": 3}, " "),
    ]
    (rows,) = pipeline.run(
        [{"forms": [RELATIONSHIP, SUPPORT], "responses": answers}],
        "typeform",
        "select comment_text, channel, language, metric, score, scale_max, category, is_shareable "
        "from restricted.comments",
        beside={
            "trustpilot": {
                "reviews": [{**review("r1", "c1", 2), "title": "Tex"}, {**review("r2", "c2", 4), "title": "Note"}]
            }
        },
    )
    assert sorted(rows) == sorted([
        ("old word", "survey", "en", None, None, None, None, False),
        ("new word", "survey", "en", "csat", 5.0, 5.0, "positive", True),
        ("a test", "survey", None, None, None, None, None, False),
        ("no csat", "survey", None, "ces", 3.0, 7.0, "negative", True),
        ("nine of five", "survey", None, None, None, None, None, True),
        ("half a word", "survey", None, None, None, None, None, False),
        ("Text", "review", "da", "net_sentiment", 2.0, 5.0, "negative", True),
        ("Note: Text", "review", "da", "net_sentiment", 4.0, 5.0, "positive", True),
    ])  # fmt: skip


def test_a_response_has_every_question_in_order_with_whatever_was_answered(first_build: RawWarehouse) -> None:
    asked = form(
        "FNPS0001",
        ("intro", "statement", 0, False), ("nps", "opinion_scale", 11, False), ("why", "long_text", 0, False),
        ("parts", "multiple_choice", 0, False), ("one", "dropdown", 0, False), ("again", "yes_no", 0, False),
        ("employees", "number", 0, False), ("since", "date", 0, False), ("mail", "email", 0, False),
    )  # fmt: skip
    asked["title"] = "Interview"
    given = response("r1", "FNPS0001", 0, {"nps": 9, "employees": 40})
    given["answers"] += [
        {"type": "choices", "choices": {"labels": ["Price, terms", "Speed"]}, "field": {"ref": "parts"}},
        {"type": "choice", "choice": {"other": "By letter"}, "field": {"ref": "one"}},
        {"type": "boolean", "boolean": True, "field": {"ref": "again"}},
        {"type": "date", "date": "2024-05-01", "field": {"ref": "since"}},
        {"type": "email", "email": "ada@mail.example", "field": {"ref": "mail"}},
        {"type": "text", "text": "Gone question", "field": {"ref": "gone"}},
    ]
    pipeline = InMemory(first_build.path, "typeform", "response_answers")
    tested = response("r2", "FNPS0001", 0, {"nps": 1}, test="1")
    (rows,) = pipeline.run(
        [{"forms": [asked], "responses": [given, tested]}],
        "typeform",
        "select position, question_ref, question_title, metric, value_text, cast(value_number as integer), "
        "cast(score as integer), scale_max, category, is_comment, survey_title, is_complete "
        "from restricted.response_answers order by position",
    )
    told = ("Interview", True)
    assert rows == [
        (1, "nps", "nps", "nps", None, 9, 9, 10, "positive", False, *told),
        (2, "why", "why", None, None, None, None, None, None, False, *told),
        (3, "parts", "parts", None, "Price, terms, Speed", None, None, None, None, False, *told),
        (4, "one", "one", None, "By letter", None, None, None, None, False, *told),
        (5, "again", "again", None, "true", None, None, None, None, False, *told),
        (6, "employees", "employees", None, None, 40, 40, None, None, False, *told),
        (7, "since", "since", None, "2024-05-01", None, None, None, None, False, *told),
        (8, "mail", "mail", None, None, None, None, None, None, False, *told),
        (9, "gone", None, None, "Gone question", None, None, None, None, True, *told),
    ]
