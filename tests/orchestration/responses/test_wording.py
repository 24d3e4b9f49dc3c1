"""What is said of a response: all of it, in order, and nothing of it where anybody may read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.alerts.wording.subjects import Customer, NotForAnonymousError
from orchestration.language import speaking
from orchestration.messages.message import Message, Section, Tone
from orchestration.responses.model import Answer, Condition
from orchestration.responses.wording import listed, whole
from tests.orchestration.responses.stories import (
    CSAT,
    CUSTOMER,
    INTERVIEW,
    NPS,
    REASON,
    REPORT,
    SKIPPED,
    TOPICS,
    WISH,
    answered,
    story,
)  # fmt: skip


def answers_of(message: Message) -> list[Section]:
    """The parts that hold questions and answers."""
    around = ("Who answered", "What came before", "About this response")
    return [section for section in message.sections if section.title not in around]


def spoken(message: Message) -> list[tuple[str, str]]:
    """Questions and what was said, as they are read."""
    found = []
    for section in answers_of(message):
        found += [(row.title, " | ".join(filter(None, (row.detail, row.badge)))) for row in section.rows]
        found += [(section.title, quote.text) for quote in section.quotes]
    return found


def test_every_question_is_there_in_the_order_in_which_it_was_asked() -> None:
    assert spoken(whole.told(story())) == [
        ("How likely are you to recommend us?", "Detractor | 3 of 10"),
        ("Why?", "The invoice has lines nobody can explain. [name]"),
        ("How satisfied are you with support?", "Positive | 4 of 5"),
        ("What was it about?", "Price, Billing, Other"),
        ("May we call you?", "Yes"),
        ("How many people work with it?", "1,250"),
        ("Which other tools do you use?", "Not answered"),
        ("What should we build next?", "En app til telefonen."),
    ]


def test_parts_go_on_until_somebody_speaks_in_their_own_words() -> None:
    assert [section.title for section in whole.told(story()).sections] == [
        "Who answered", "Answers", "Why?", "Further answers", "What should we build next?", "What came before",
        "About this response",
    ]  # fmt: skip


def test_who_it_is_stands_in_the_sections_alone() -> None:
    message = whole.told(story())
    assert message.subject == "Relationship survey: NPS 3 of 10 (response f312b2bf)"
    assert message.headline == "A customer answered “Relationship survey”: NPS 3 of 10, with a comment."
    assert message.kicker == "Relationship survey · 30 Sep 2026"
    assert [(each.label, each.value, each.note, each.tone) for each in message.figures] == [
        ("NPS", "3 of 10", "Detractor", Tone.BAD),
        ("CSAT", "4 of 5", "Positive", Tone.GOOD),
    ]
    seen = f"{message.subject} {message.headline} {message.kicker} {message.figures} {message.footer} {message.intro}"
    for word in ("Nora", "Vinter", "customer.example", "invoice", "telefonen", "Price", "32 12"):
        assert word not in seen
    facts = {fact.label: fact.value for section in message.sections for fact in section.facts}
    assert facts["Name"] == "Nora Vinter"
    assert facts["Tickets"].startswith("3, 1 open")
    assert facts["Answered"] == "30 Sep 2026, 18:56 (Copenhagen time)"


def test_without_context_only_the_name_is_said() -> None:
    message = whole.told(story(report=replace(REPORT, has_context=False)))
    assert [fact.value for fact in message.sections[0].facts] == ["Nora Vinter"]
    assert "What came before" not in [section.title for section in message.sections]
    assert "32 12" not in str(message)


def test_a_response_without_scores_or_words_is_said_as_such() -> None:
    assert whole.told(story(answered(TOPICS))).headline == "A customer answered “Relationship survey”."
    said = whole.told(story(answered(TOPICS, WISH)))
    assert said.headline == "A customer answered “Relationship survey”, with a comment."
    assert said.subject == "Relationship survey: a new response (f312b2bf)"
    assert said.figures == ()


def test_the_headline_tells_the_score_that_the_report_asks_for() -> None:
    report = replace(REPORT, condition=Condition("csat", at_least=4))
    assert whole.told(story(report=report)).headline.endswith("CSAT 4 of 5, with a comment.")


def test_questions_without_words_are_numbered() -> None:
    said = spoken(whole.told(story(answered(replace(NPS, question_title=None), replace(WISH, question_title=" ")))))
    assert [question for question, _ in said] == ["Question 1", "Question 2"]


def test_nothing_answered_at_all_is_said_question_by_question() -> None:
    said = whole.told(story(answered(SKIPPED, replace(SKIPPED, question_ref="b"))))
    assert {answer for _, answer in spoken(said)} == {"Not answered"}


@pytest.mark.parametrize(
    ("score", "said"), [(1, "good"), (0, "bad")], ids=["a good rating of the help desk", "a bad one"]
)
def test_a_thumb_is_a_word_and_no_number(score: float, said: str) -> None:
    thumb = Answer("rating", 1, None, "support_rating", None, score, score, 1, "positive" if score else "negative")
    assert spoken(whole.told(story(answered(thumb))))[0][1].endswith(said)


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+45 call me", "word " * 60])
def test_what_was_typed_among_choices_is_foreign_text(typed: str) -> None:
    sections = answers_of(whole.told(story(answered(Answer("other", 1, "Which?", value_text=typed)))))
    assert [bool(section.quotes) for section in sections] == [True]


def test_texts_are_masked_as_in_warnings_wherever_they_stand() -> None:
    told = "Call Nora at +45 32 12 34 56 or nora.vinter@customer.example"
    for answer in (replace(REASON, value_text=told), replace(TOPICS, value_text=told)):
        said = spoken(whole.told(story(answered(answer))))[0][1]
        assert said == "Call [name] at [phone] or [e-mail]"


def test_a_long_text_is_whole_up_to_a_page_or_two() -> None:
    page = "We talked about prices for an hour. " * 100
    assert spoken(whole.told(story(answered(replace(REASON, value_text=page)))))[0][1] == page.strip()
    book = spoken(whole.told(story(answered(replace(REASON, value_text=page * 10)))))[0][1]
    assert len(book) <= 4_000
    assert book.endswith("…")


def test_it_is_said_in_the_language_that_is_spoken() -> None:
    with speaking("et"):
        assert whole.told(story()).language == "et"


def test_nobody_is_told_of_who_is_anonymous_or_of_another() -> None:
    with pytest.raises(NotForAnonymousError):
        whole.told(story(replace(INTERVIEW, customer_key=None)))
    with pytest.raises(NotForAnonymousError):
        whole.told(story(customer=Customer("c2")))
    with pytest.raises(NotForAnonymousError):
        listed.told(REPORT, None, [story(), story(replace(INTERVIEW, customer_key=None))], None)


def test_a_list_has_names_and_scores_and_no_texts_the_worst_first() -> None:
    stories = [
        story(answered(replace(CSAT, score=5), response_key="aaaaaaaa1")),
        story(answered(NPS, REASON, response_key="bbbbbbbb2")),
        story(answered(TOPICS, response_key="cccccccc3"), customer=replace(CUSTOMER, name=None)),
    ]
    message = listed.told(REPORT, "support_lead", stories, None)
    assert message.subject == "3 more responses: Interviews"
    assert [(row.title, row.detail, row.badge) for row in message.sections[0].rows] == [
        ("Nora Vinter", "Relationship survey · 30 Sep 2026 · with a comment · bbbbbbbb", "3 of 10"),
        ("Nora Vinter", "Relationship survey · 30 Sep 2026 · aaaaaaaa", "5 of 5"),
        ("nora.vinter@customer.example", "Relationship survey · 30 Sep 2026 · cccccccc", ""),
    ]
    assert "invoice" not in str(message)


def test_a_list_of_very_many_is_cut_and_says_so() -> None:
    message = listed.told(REPORT, None, [story(answered(NPS, response_key=f"{n:09}")) for n in range(1100)], None)
    assert message.subject == "1,100 more responses: Interviews"
    assert len(message.sections[0].rows) == 60
    assert message.sections[0].paragraphs == ("The worst scores are shown; 1,040 more responses are not.",)


def test_a_list_of_nobody_is_none() -> None:
    with pytest.raises(ValueError, match="no responses"):
        listed.told(REPORT, None, [], None)
