"""Questions and answers, in the order in which they were asked.

What customers put into words of their own is a quote, masked: every look treats quotes as foreign. Scores and choices
are rows. A part goes on until an answer in own words, which has a part to itself under its question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestration.alerts.wording.customers import STARS
from orchestration.language import say, title
from orchestration.language.numbers import trimmed
from orchestration.messages.inert import clean, no_formula
from orchestration.messages.masking import Known, mask
from orchestration.messages.message import Quote, Row, Section, Tone
from orchestration.responses.model import Answer, Response

LONGEST_WORDS = 4_000
LONGEST_CHOICE = 160  # What is longer was typed.
TONES = {"negative": Tone.BAD, "positive": Tone.GOOD}


def sections(response: Response, who: Known) -> tuple[Section, ...]:
    """Every question with its answer."""
    found: list[Section] = []
    rows: list[Row] = []
    for number, answer in enumerate(response.answers, 1):
        said = words(response, answer, who)
        if said and is_own_words(answer, said):
            found += _closed(rows, is_first=not found)
            rows = []
            quote = Quote(said, response.submitted_at.date(), response.language)
            found.append(Section(question(answer, number), quotes=(quote,), is_brief=True))
        else:
            rows.append(row(answer, number, said))
    return (*found, *_closed(rows, is_first=not found))


def _closed(rows: list[Row], *, is_first: bool) -> Iterator[Section]:
    if rows:
        yield Section(say("Answers") if is_first else say("Further answers"), rows=tuple(rows), is_brief=True)


def words(response: Response, answer: Answer, who: Known) -> str:
    """What was written or chosen, masked, on one line; empty for nothing."""
    given = clean(answer.value_text or "")
    yes_or_no = {"true": say("Yes"), "false": say("No")}.get(given.lower())
    if yes_or_no and not answer.is_comment:
        return yes_or_no
    return mask(given, who, country=response.country, language=response.language, longest=LONGEST_WORDS)


def is_own_words(answer: Answer, said: str) -> bool:
    """A comment; or what stands among choices and was typed (`Other: ...`): too long, or like a formula of a sheet."""
    return answer.is_comment or len(said) > LONGEST_CHOICE or no_formula(said) != said


def row(answer: Answer, number: int, said: str) -> Row:
    """`How likely are you to recommend us?` | `Detractor` | `3 of 10`; a question without an answer says so."""
    name = question(answer, number)
    if answer.score is not None:
        tone = TONES.get(answer.category or "", Tone.PLAIN)
        return Row(name, said or category(answer), score(answer), tone)
    if said:
        return Row(name, said)
    if answer.value_number is not None:
        return Row(name, badge=trimmed(answer.value_number, 2))
    return Row(name, say("Not answered"))


def question(answer: Answer, number: int) -> str:
    """As the survey asks it; a survey whose tool tells no words is asked by numbers."""
    return clean(answer.question_title or "") or say("Question {number}", number=number)


def score(answer: Answer) -> str:
    """`3 of 10`; of the help desk's rating `good` or `bad`."""
    if answer.score is None:
        return ""
    given = trimmed(float(answer.score), 1)
    if answer.metric == "support_rating":
        return say("good") if answer.score > 0 else say("bad")
    if answer.metric == "review":
        return say("{score} of {most} stars", score=given, most=STARS)
    if answer.scale_max is None:
        return given
    return say("{score} of {most}", score=given, most=trimmed(float(answer.scale_max), 0))


def category(answer: Answer) -> str:
    """What the score counts as."""
    if answer.metric == "nps":
        named = {"negative": say("Detractor"), "neutral": say("Passive"), "positive": say("Promoter")}
    else:
        named = {"negative": say("Negative"), "neutral": say("Neutral"), "positive": say("Positive")}
    key = "neutral" if answer.category == "passive" else answer.category or ""
    return named.get(key, "")


def scored(response: Response) -> list[Answer]:
    """The answers that count for a metric."""
    return [answer for answer in response.answers if answer.score is not None and answer.metric]


def lead(response: Response, metric: str | None) -> Answer | None:
    """The score that the headline tells: of the metric that the report asks for, else the first."""
    found = scored(response)
    return next((answer for answer in found if answer.metric == metric), found[0] if found else None)


def metric_title(metric: str, titles: Mapping[str, str]) -> str:
    """`NPS`; longer names by their title."""
    return metric.upper() if len(metric) <= 4 else title(titles.get(metric, metric.replace("_", " ").capitalize()))
