"""Many responses at once: over a report's cap the day's rest comes as one list, a line each, without any text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orchestration.alerts.wording import parts
from orchestration.language import language, say, say_count, title
from orchestration.language.dates import day
from orchestration.language.numbers import number
from orchestration.ledger.ids import stable_id
from orchestration.messages.message import Figure, Message, Row, Section, Severity, State, Tone
from orchestration.responses.judging import event_id
from orchestration.responses.model import Report
from orchestration.responses.wording import answers
from orchestration.responses.wording.whole import KIND, Story, footer, require_known, survey_of

LINES = 60


def told(report: Report, owner: str | None, stories: Sequence[Story], data_through: datetime | None) -> Message:
    """The list, the worst scores at its head, in the language that is spoken now.

    Raises:
        NotForAnonymousError: of one of them nobody may know whose it is.
        ValueError: there is none.
    """
    if not stories:
        raise ValueError("A list of no responses.")
    for story in stories:
        require_known(story)
    ids = sorted(event_id(report.name, story.response.response_key) for story in stories)
    key = stable_id("responses", report.name, owner, *ids)
    ordered = sorted(stories, key=_rank)
    count, shown = len(ordered), number(len(ordered), 0)
    left = _left(count - LINES)
    return Message(
        key=key,
        thread=key,
        kind=KIND,
        severity=Severity.INFO,
        state=State.TRIGGERED,
        subject=say_count(
            count,
            "{count} more response: {report}",
            "{count} more responses: {report}",
            count=shown,
            report=title(report.title),
        ),
        headline=say_count(
            count,
            "{count} more customer answered than you are told of one by one.",
            "{count} more customers answered than you are told of one by one.",
            count=shown,
        ),
        kicker=say(
            "{report} · {day}", report=title(report.title), day=day(max(story.told_at for story in stories).date())
        ),
        figures=(Figure(say("Responses"), shown),),
        sections=(
            Section(
                say("Who answered"),
                paragraphs=(left,) if left else (),
                rows=tuple(_line(story) for story in ordered[:LINES]),
                note=say("`voc responses preview ID` shows a whole response; its ID ends its line."),
                is_brief=True,
            ),
        ),
        footer=(*footer(report, data_through), say("It names customers: please do not pass it on.")),
        language=language(),
    )


def _left(count: int) -> str:
    if count <= 0:
        return ""
    return say_count(
        count,
        "The worst scores are shown; {count} more response is not.",
        "The worst scores are shown; {count} more responses are not.",
        count=number(count, 0),
    )


def _line(story: Story) -> Row:
    customer, response = story.customer, story.response
    who = customer.name or customer.email or parts.short(customer.customer_key)
    lead = answers.lead(response, story.report.condition.metric)
    said = [
        survey_of(response),
        day(response.submitted_at.date()),
        say("with a comment") if any(each.is_comment and each.value_text for each in response.answers) else "",
        parts.short(response.response_key),
    ]
    detail = " · ".join(part for part in said if part)
    if lead is None:
        return Row(who, detail)
    return Row(who, detail, answers.score(lead), answers.TONES.get(lead.category or "", Tone.PLAIN))


def _rank(story: Story) -> tuple[bool, float, datetime, str]:
    """The worst score first, by its share of the scale; who gave none last."""
    lead = answers.lead(story.response, story.report.condition.metric)
    score = float(lead.score) / float(lead.scale_max or 1) if lead and lead.score is not None else 0.0
    return lead is None, score, story.response.submitted_at, story.response.response_key
