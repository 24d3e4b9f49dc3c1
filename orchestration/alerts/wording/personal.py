"""A customer who needs a call, told to the one who looks after them: never about somebody anonymous.

Subject, headline and figures say what kind of customer and by when; who it is stands in the sections. What they wrote
is masked here too: a card's number does not become less secret in a colleague's mail, and the whole text is in its
tool.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestration.alerts.wording import parts
from orchestration.alerts.wording.customers import badge, call, earlier, known, said_score, who_of
from orchestration.alerts.wording.subjects import (
    NO_ANSWERS,
    Answers,
    Case,
    Customer,
    NotForAnonymousError,
    Owner,
    Signal,
)
from orchestration.language import language, say, title
from orchestration.language.dates import day, when
from orchestration.language.numbers import duration
from orchestration.messages.groups import spoken
from orchestration.messages.masking import mask
from orchestration.messages.message import Fact, Figure, Message, Quote, Section, Severity, State, Tone

COMMENTS, ANSWERS = 5, 8
LONGEST = 1_000


@dataclass(frozen=True)
class Warning1to1:
    """What one customer did, and what is known of them.

    Args:
        key: the personal event's id, or that of the escalation.
        signals: the one that met the rule first, then the customer's others of late.
        definitions: titles of the metrics in them, by metric.
    """

    key: str
    rule_title: str
    signals: Sequence[Signal]
    customer: Customer
    case: Case | None
    told_at: datetime
    severity: Severity = Severity.WARNING
    owner: Owner | None = None
    backup: Owner | None = None
    titles: dict[str, str] | None = None
    data_through: datetime | None = None
    answers: Answers = NO_ANSWERS

    @property
    def first(self) -> Signal:
        return self.signals[0]

    @property
    def time_zone(self) -> str:
        return self.owner.time_zone if self.owner else "UTC"

    @property
    def due(self) -> str:
        return when(self.case.due_at, self.time_zone, self.told_at) if self.case else ""


def told(warning: Warning1to1) -> Message:
    """The message to the owner or the backup.

    Raises:
        NotForAnonymousError: it is not known whose signal it is, or signals of two customers came together.
    """
    require_known(warning.signals, warning.customer)
    return _message(warning, "personal", headline(warning), (say("What to do"), ()))


def escalated(warning: Warning1to1, level: int, to: Owner) -> Message:
    """Nobody has called in time: to the backup (level 1) or the manager (level 2), in the same thread."""
    require_known(warning.signals, warning.customer)
    if warning.case is None:
        raise ValueError("Only a case is escalated.")
    late = duration(max((warning.told_at - warning.case.due_at).total_seconds(), 0))
    who = who_of(warning.first)
    if level > 1:
        role = say("manager")
        news = say(
            "{who} was to be called by {due}, {late} ago, and nobody has: it is now with the manager.",
            who=who, due=warning.due, late=late,
        )  # fmt: skip
    else:
        role = say("backup")
        news = say(
            "{who} was to be called by {due}, {late} ago, and nobody has: it is now with the backup.",
            who=who, due=warning.due, late=late,
        )  # fmt: skip
    return _message(warning, "escalated", news, (say("What to do"), (Fact(say("Now with"), f"{to.shown} ({role})"),)))


def settled(warning: Warning1to1, kind: str, by: str) -> Message:
    """The case is over: contacted, resolved or dismissed, in the same thread, without naming the customer any more."""
    require_known(warning.signals, warning.customer)
    if warning.case is None:
        raise ValueError("Only a case is settled.")
    who = who_of(warning.first)
    news = {
        "contacted": say("{who} has been contacted.", who=who),
        "resolved": say("{who}: the case is resolved.", who=who),
        "dismissed": say("{who}: the case was dismissed.", who=who),
    }[kind]
    return Message(
        key=warning.key,
        thread=warning.case.case_key,
        kind="resolved",
        severity=Severity.INFO,
        state=State.RESOLVED,
        subject=subject(warning),
        headline=news,
        sections=(parts.section(say("What happened"), [Fact(say("Recorded by"), by)]),),
        links=warning.answers.more,
        footer=parts.footer(warning.rule_title, warning.data_through),
        language=language(),
    )


def subject(warning: Warning1to1) -> str:
    """`A detractor at Support needs a call by Fri 14:00 (case 3f2a1b09)`: nothing that tells who."""
    first = warning.first
    if warning.case is None:
        return say("{who} needs a call", who=who_of(first))
    # The case's own time, whenever this is said: the subject is the same throughout the thread.
    due = when(warning.case.due_at, warning.time_zone, warning.case.opened_at or first.happened_at)
    return say("{who} needs a call by {due} (case {id})", who=who_of(first), due=due,
               id=parts.short(warning.case.case_key))  # fmt: skip


def headline(warning: Warning1to1) -> str:
    score = said_score(warning.first)
    who = who_of(warning.first)
    if score:
        who = say("{who} ({score})", who=who, score=score)
    if warning.case:
        return say("{who} waits for a call by {due}.", who=who, due=warning.due)
    return say("{who} waits for a call.", who=who)


def require_known(signals: Sequence[Signal], customer: Customer) -> None:
    """Raises NotForAnonymousError unless every signal is that customer's."""
    if not signals or not customer.customer_key or any(each.customer_key is None for each in signals):
        raise NotForAnonymousError("A 1-to-1 message about somebody anonymous.")
    if {each.customer_key for each in signals} != {customer.customer_key}:
        raise NotForAnonymousError("Signals of another customer.")


def _message(warning: Warning1to1, kind: str, news: str, to_do: tuple[str, tuple[Fact, ...]]) -> Message:
    case = warning.case
    heading, facts = to_do
    sections = (
        parts.section(say("Who to call"), call(warning.customer)),
        _said(warning),
        parts.section(say("What came before"), earlier(warning.customer)),
        parts.section(
            heading,
            [*facts, *parts.who(warning.owner, warning.backup, case.due_at if case else None, warning.told_at)],
            [parts.how_to_record(case.case_key, warning.answers) if case else ""],
        ),
    )
    return Message(
        key=warning.key,
        thread=case.case_key if case else warning.first.signal_key,
        kind=kind,
        severity=Severity.CRITICAL if kind == "escalated" else warning.severity,
        state=State.TRIGGERED,
        subject=subject(warning),
        headline=news,
        figures=tuple(_figures(warning)),
        sections=tuple(each for each in sections if each.facts or each.paragraphs or each.quotes),
        links=parts.case_links(warning.answers),
        footer=(
            *parts.footer(warning.rule_title, warning.data_through),
            say("It names a customer: please do not pass it on."),
        ),
        language=language(),
    )


def _figures(warning: Warning1to1) -> Iterator[Figure]:
    score = said_score(warning.first)
    if score:
        yield Figure(say("Score"), score, day(warning.first.happened_at.date()), Tone.BAD)
    if warning.case:
        yield Figure(say("Call by"), warning.due, warning.time_zone)


def _said(warning: Warning1to1) -> Section:
    """Scores as facts, words as quotes; the newest first, the one that met the rule at the head."""
    titles = warning.titles or {}
    who = known(warning.customer)
    answers, quotes = [], []
    for signal in warning.signals:
        on = signal.happened_at.date()
        metric = titles.get(signal.metric or "")
        name = title(metric) if metric else spoken(signal.metric or signal.trigger)
        source = spoken(signal.touchpoint) if signal.touchpoint else ""
        if signal.score is not None:
            answers.append(Fact(name, f"{said_score(signal)}, {day(on)}"))
        text = mask(signal.text, who, country=signal.country, language=signal.language, longest=LONGEST)
        if text:
            where = " · ".join(filter(None, (name, source)))
            quotes.append(Quote(text, on, signal.language, where, badge(signal), Tone.BAD))
    return parts.section(say("What they said"), answers[:ANSWERS], (), quotes[:COMMENTS])
