"""Personal rules, their keywords and business hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from orchestration.alerts.hours import not_before
from orchestration.alerts.keywords import matched
from orchestration.alerts.owners import Assignment, attributes_of, owner_of
from orchestration.alerts.personal import Outcome, PersonalEvent, Told, evaluate_personal
from orchestration.alerts.rules import Answer, Health, Keyword, RepeatContact, Review
from orchestration.messages.message import Severity

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
WORDS = {
    "en": ("cancel my", "lawyer"),
    "da": ("opsige", "gået ned"),
    "sv": ("säga upp",),
    "de": ("kündigen",),
    "fr": ("résilier",),
}


def record(key: str, hours_ago: float = 1, **fields: Any) -> dict[str, Any]:
    defaults = {"trigger": "answer", "customer_key": f"customer of {key}", "metric": "nps", "score": 3.0}
    return {
        "signal_key": f"signal {key}",
        "record_key": key,
        "happened_at": NOW - timedelta(hours=hours_ago),
        **defaults,
        **fields,
    }


def judged(rule: Any, *records: dict[str, Any], told: Told | None = None, **more: Any) -> dict[str, PersonalEvent]:
    found = evaluate_personal([rule], pd.DataFrame(list(records)), told or Told(), as_of=NOW, **more)
    return {event.record_key: event for event in found}


def answer(**fields: Any) -> Answer:
    return Answer(
        **{"name": "low", "family": "answer", "title": "", "line": 1, "metric": "nps", "at_most": 6, **fields}
    )


def test_an_answer_at_the_level_is_told_and_one_above_is_not() -> None:
    found = judged(answer(), record("six", score=6), record("seven", score=7), record("none", score=None))
    assert {key: event.outcome for key, event in found.items()} == {"six": Outcome.TOLD}


def test_without_a_level_the_scale_itself_says_what_is_bad() -> None:
    rule = answer(at_most=None)
    assert set(judged(rule, record("a", is_negative=True), record("b", is_negative=False))) == {"a"}


def test_an_anonymous_respondent_is_never_told_of() -> None:
    assert judged(answer(), record("a", customer_key=None))["a"].outcome is Outcome.ANONYMOUS


def test_a_customer_is_told_once_in_a_cooldown_across_evaluations() -> None:
    rule = answer(cooldown_days=14)
    first = judged(rule, record("a", 30, customer_key="c"), record("b", 20, customer_key="c"))
    assert [first[key].outcome for key in "ab"] == [Outcome.TOLD, Outcome.COOLDOWN]
    told = Told(customers={("low", "c"): NOW - timedelta(days=13)})
    assert judged(rule, record("d", customer_key="c"), told=told)["d"].outcome is Outcome.COOLDOWN
    over = Told(customers={("low", "c"): NOW - timedelta(days=14, hours=1)})
    assert judged(rule, record("d", customer_key="c"), told=over)["d"].outcome is Outcome.TOLD
    other_rule = Told(customers={("another", "c"): NOW})
    assert judged(rule, record("d", customer_key="c"), told=other_rule)["d"].outcome is Outcome.TOLD


def test_beyond_the_rate_cap_the_rest_is_batched() -> None:
    found = judged(answer(most_a_day=2), *(record(f"{place}", 9 - place) for place in range(4)))
    assert [found[f"{place}"].outcome for place in range(4)] == [Outcome.TOLD] * 2 + [Outcome.BATCHED] * 2
    sent = Told(today={"low": 2})
    assert judged(answer(most_a_day=2), record("a"), told=sent)["a"].outcome is Outcome.BATCHED


def test_old_records_and_those_before_a_rules_first_look_are_not_called_up() -> None:
    week, day = record("week", 24 * 8), record("day", 30)
    assert judged(answer(), week)["week"].outcome is Outcome.OLD
    assert judged(answer(), day)["day"].outcome is Outcome.TOLD
    assert judged(answer(), day, first_looks=["low"])["day"].outcome is Outcome.OLD


def test_nothing_is_judged_twice_and_the_order_of_rows_does_not_matter() -> None:
    rows = [record(f"{place}", place, customer_key="c") for place in range(1, 6)]
    first, second = judged(answer(), *rows), judged(answer(), *reversed(rows))
    assert first == second
    again = judged(answer(), *rows, told=Told(event_ids=frozenset(event.event_id for event in first.values())))
    assert again == {}


def test_scope_surveys_questions_and_other_triggers() -> None:
    rule = answer(scope={"segment": ("smb",)}, surveys=("S1",), questions=("q",))
    row = {"segment": "smb", "survey_id": "S1", "question_ref": "q"}
    others = [{**row, "segment": None}, {**row, "survey_id": "S2"}, {**row, "question_ref": "r"}]
    rows = [record("good", **row), *(record(f"{place}", **other) for place, other in enumerate(others))]
    assert set(judged(rule, *rows)) == {"good"}
    head = {"title": "", "line": 1}
    review = Review(name="r", family="review", at_most=2, **head)
    assert set(judged(review, record("a", trigger="review", score=2), record("b", score=1))) == {"a"}
    came_back = RepeatContact(name="r", family="repeat_contact", within_days=7, **head)
    rows = [record(f"{days}", trigger="repeat_contact", score=days) for days in (7, 8)]
    assert set(judged(came_back, *rows)) == {"7"}
    health = Health(name="r", family="health", at_most=40, **head)
    rows = [
        record(f"{now} from {before}", trigger="health", score=now, earlier_score=before)
        for now, before in ((40, 41), (30, 40), (41, 80))
    ]
    assert set(judged(health, *rows)) == {"40 from 41"}


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("Please CANCEL  my plan.", "en", "cancel my"),
        ("I talked to my lawyer!", "en-GB", "lawyer"),
        ("lawyers", "en", None),
        ("Vi vil OPSIGE aftalen", "da", "opsige"),
        ("Systemet er gaaet ned? nej: gået ned", "da", "gået ned"),
        ("Jag vill saga upp det", "sv", "säga upp"),
        ("Ich möchte KÜNDIGEN.", "de", "kündigen"),
        ("je veux resilier", "fr", "résilier"),
        ("je veux re\u0301silier", "fr", "résilier"),
        ("kündigen", "en", None),
        ("kündigen", None, "kündigen"),
        ("kündigen", "fi", None),
        ("", "en", None),
        (None, None, None),
    ],
)
def test_words_are_found_whole_whatever_case_and_accents_in_their_own_language(
    text: str | None, language: str | None, word: str | None
) -> None:
    assert matched(text, language, WORDS) == word


def test_a_keyword_rule_names_its_word_and_never_the_text() -> None:
    rule = Keyword(name="w", family="keyword", title="", line=1, words=WORDS)
    rows = [
        record("a", trigger="comment", text="cancel my account, I am Jane", language="en"),
        record("b", trigger="answer", text="lawyer", language="en"),
    ]
    found = judged(rule, *rows)
    assert set(found) == {"a"}
    assert found["a"].word == "cancel my"
    assert "Jane" not in repr(found["a"])


def test_the_most_special_assignment_wins() -> None:
    lines = [
        Assignment("all", "all", "everybody", "nobody"),
        Assignment("touchpoint", "support", "desk"),
        Assignment("segment", "smb", "sales", "boss"),
        Assignment("customer", "c1", "friend"),
    ]
    assert owner_of(lines, {}) == ("everybody", "nobody")
    assert owner_of(lines, {"touchpoint": "support"}) == ("desk", None)
    assert owner_of(lines, attributes_of(("touchpoint", "segment"), "support / smb")) == ("sales", "boss")
    assert owner_of(lines, {"customer": "c1", "segment": "smb"}) == ("friend", None)
    assert owner_of([], {"segment": "smb"}) == (None, None)
    assert judged(answer(), record("a", segment="smb"), assignments=lines)["a"].owner == "sales"
    assert judged(answer(owner="me"), record("a", segment="smb"), assignments=lines)["a"].owner == "me"


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-27 15:59", "2026-03-27 15:59"),  # Friday 16:59 in Copenhagen
        ("2026-03-27 16:00", "2026-03-30 07:00"),  # 17:00; the clocks go forward on Sunday: 9:00 is 7:00 UTC
        ("2026-03-26 16:00", "2026-03-27 08:00"),
        ("2026-10-23 16:30", "2026-10-26 08:00"),  # the clocks go back on Sunday
        ("2026-10-23 06:59", "2026-10-23 07:00"),
        ("2026-10-24 10:00", "2026-10-26 08:00"),
    ],
)
def test_business_hours_follow_the_clocks_of_the_zone(at: str, opens: str) -> None:
    rule = answer(is_business_hours=True)
    found = not_before(rule, datetime.fromisoformat(f"{at}+00:00"), owner_zone="Europe/Copenhagen")
    assert found == datetime.fromisoformat(f"{opens}+00:00")


def test_critical_messages_and_rules_without_hours_go_at_once() -> None:
    night = datetime(2026, 3, 28, 3, tzinfo=UTC)
    assert not_before(answer(), night) == night
    assert not_before(answer(is_business_hours=True, severity=Severity.CRITICAL), night) == night
    waits = answer(is_business_hours=True, severity=Severity.CRITICAL, is_urgent=False)
    assert not_before(waits, night) == datetime(2026, 3, 30, 9, tzinfo=UTC)
    assert not_before(answer(), night, is_owner_in_hours=True) > night
