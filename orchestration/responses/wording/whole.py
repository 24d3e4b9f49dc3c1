"""One response, told to the people concerned: who answered, every question and answer, what came before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orchestration.alerts.wording import parts
from orchestration.alerts.wording.customers import call, earlier, known
from orchestration.alerts.wording.subjects import Customer, NotForAnonymousError, Owner
from orchestration.language import language, say, title
from orchestration.language.dates import at, day
from orchestration.ledger.ids import stable_id
from orchestration.messages.groups import group_name
from orchestration.messages.inert import one_line
from orchestration.messages.message import Fact, Figure, Message, Section, Severity, State, Tone
from orchestration.responses.judging import event_id
from orchestration.responses.model import OWNER, Report, Response
from orchestration.responses.wording import answers

KIND = "response"
FIGURES = 3
LONGEST_TITLE = 80


@dataclass(frozen=True)
class Story:
    """What is known of a response. `titles`: of metrics. `told_at`: the data's clock."""

    report: Report
    response: Response
    customer: Customer
    told_at: datetime
    owner: Owner | None = None
    backup: Owner | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    data_through: datetime | None = None


def told(story: Story) -> Message:
    """The message, in the language that is spoken now.

    Raises:
        NotForAnonymousError: nobody may know whose response it is, or the customer is another one.
    """
    require_known(story)
    response, report = story.response, story.report
    lead = answers.lead(response, report.condition.metric)
    sections = (
        Section(say("Who answered"), facts=tuple(who(story)), is_brief=True),
        *answers.sections(response, known(story.customer)),
        parts.section(say("What came before"), earlier(story.customer) if report.has_context else ()),
        parts.section(say("About this response"), list(_about(story))),
    )
    return Message(
        key=event_id(report.name, response.response_key),
        thread=stable_id("response", response.response_key),
        kind=KIND,
        severity=Severity.WARNING if lead and lead.category == "negative" else Severity.INFO,
        state=State.TRIGGERED,
        subject=subject(story),
        headline=headline(story),
        kicker=say("{survey} · {day}", survey=survey_of(response), day=day(response.submitted_at.date())),
        figures=tuple(_figures(story)),
        sections=tuple(section for section in sections if section.facts or section.rows or section.quotes),
        footer=(
            *footer(story.report, story.data_through),
            say("It names a customer: please do not pass it on."),
            say("Names, addresses and numbers in texts are masked; the whole text is in the survey tool."),
        ),
        language=language(),
    )


def subject(story: Story) -> str:
    """`Relationship survey: NPS 3 of 10 (response 3f2a1b09)`: nothing that tells who."""
    response = story.response
    lead = answers.lead(response, story.report.condition.metric)
    survey, short = survey_of(response), parts.short(response.response_key)
    if lead is None or lead.metric is None:
        return say("{survey}: a new response ({id})", survey=survey, id=short)
    return say(
        "{survey}: {metric} {score} (response {id})",
        survey=survey,
        metric=answers.metric_title(lead.metric, story.titles),
        score=answers.score(lead),
        id=short,
    )


def headline(story: Story) -> str:
    response = story.response
    lead = answers.lead(response, story.report.condition.metric)
    has_words = any(answer.is_comment and (answer.value_text or "").strip() for answer in response.answers)
    survey = survey_of(response)
    if lead is None or lead.metric is None:
        if has_words:
            return say("A customer answered “{survey}”, with a comment.", survey=survey)
        return say("A customer answered “{survey}”.", survey=survey)
    places = {
        "survey": survey,
        "metric": answers.metric_title(lead.metric, story.titles),
        "score": answers.score(lead),
    }
    if has_words:
        return say("A customer answered “{survey}”: {metric} {score}, with a comment.", **places)
    return say("A customer answered “{survey}”: {metric} {score}.", **places)


def survey_of(response: Response) -> str:
    """The survey's title, as much of it as a subject has room for."""
    return one_line(title(response.survey), LONGEST_TITLE)


def footer(report: Report, data_through: datetime | None) -> tuple[str, ...]:
    lines = []
    if data_through:
        lines.append(say("Data through {at}.", at=at(data_through)))
    if OWNER in report.recipients:
        reason = say("You receive this because you look after the customer, stand in or are named in the report.")
    else:
        reason = say("You receive this because you are named in the report.")
    return (
        *lines,
        reason,
        say("Report: {report}.", report=title(report.title)),
    )


def who(story: Story) -> list[Fact]:
    """Name and ways to reach them; without context the name, or else the address, alone."""
    facts = call(story.customer)
    if story.report.has_context:
        return facts
    given = story.customer.name or story.customer.email
    return [Fact(say("Name"), given)] if given else []


def require_known(story: Story) -> None:
    """Raises NotForAnonymousError unless it is that customer's response."""
    if story.response.customer_key is None:
        raise NotForAnonymousError("A report about somebody anonymous.")
    if story.response.customer_key != story.customer.customer_key:
        raise NotForAnonymousError("The response of another customer.")


def _figures(story: Story) -> Iterator[Figure]:
    for answer in answers.scored(story.response)[:FIGURES]:
        tone = answers.TONES.get(answer.category or "", Tone.PLAIN)
        name = answers.metric_title(answer.metric or "", story.titles)
        yield Figure(name, answers.score(answer), answers.category(answer), tone)


def _about(story: Story) -> Iterator[Fact]:
    response = story.response
    zone = story.owner.time_zone if story.owner else "UTC"
    yield Fact(say("Survey"), survey_of(response))
    yield Fact(say("Answered"), at(response.submitted_at, zone))
    if response.touchpoint:
        yield Fact(say("Touchpoint"), group_name(response.touchpoint))
    yield from parts.who(story.owner, story.backup, None, story.told_at)
