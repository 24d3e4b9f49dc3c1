"""A whole digest: facts and edition in, Message out."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from orchestration.digests.facts import Facts, Freshness
from orchestration.digests.wording import (
    accounts,
    actions,
    delayed,
    drivers,
    figures,
    frame,
    headlines,
    intro,
    names,
    records,
    tables,
    trends,
    voices,
    warnings,
)
from orchestration.language import say
from orchestration.messages.message import Link, Message, Section, Severity, State
from orchestration.subscriptions.model import Edition, Part


def told(facts: Facts, edition: Edition, draw: trends.Draw, key: str, thread: str, report_url: str = "") -> Message:
    """The digest in the language that is spoken.

    Args:
        draw: makes the trend's picture; None from it leaves the picture's words.
        key, thread: see Message.
    """
    kicker = frame.kicker(edition)
    parts = frozenset(edition.audience.parts)
    sections = (
        Section("", note=figures.evidence(facts) if Part.FIGURES in parts else ""),
        frame.correction(edition),
        *(make() for part, make in _made(facts, edition, draw).items() if part in parts),
    )
    return Message(
        key=key,
        thread=thread,
        kind="digest",
        severity=Severity.INFO,
        state=State.TRIGGERED,
        subject=headlines.subject(facts, edition, kicker.partition(" · ")[0]),
        headline=headlines.headline(facts),
        sections=tuple(section for section in sections if not section.is_empty),
        links=_links(_opened_on(report_url, facts, edition)),
        footer=frame.footer(facts.freshness, edition),
        language=edition.language,
        figures=figures.figures(facts) if Part.FIGURES in parts else (),
        kicker=kicker,
        intro=intro.intro(facts, edition),
        scope=frame.scope(facts),
    )


def late(fresh: Freshness, edition: Edition, key: str, thread: str, report_url: str = "") -> Message:
    """That there is no digest yet."""
    kicker = frame.kicker(edition)
    period = kicker.partition(" · ")[0]
    return Message(
        key=key,
        thread=thread,
        kind="delayed",
        severity=Severity.WARNING,
        state=State.TRIGGERED,
        subject=say("{audience}, {period}: the digest is late", audience=names.audience(edition), period=period),
        headline=delayed.headline(fresh),
        sections=(delayed.section(fresh, edition),),
        links=_links(report_url),
        footer=delayed.footer(fresh, edition),
        language=edition.language,
        kicker=kicker,
    )


def _made(facts: Facts, edition: Edition, draw: trends.Draw) -> dict[Part, Callable[[], Section]]:
    """In the order of reading."""
    return {
        Part.TREND: lambda: trends.section(facts, draw, is_told=Part.FIGURES in edition.audience.parts),
        Part.DRIVERS: lambda: drivers.section(facts),
        Part.ALERTS: lambda: warnings.alerts(facts, edition),
        Part.THEMES: lambda: voices.themes(facts),
        Part.SEGMENTS: lambda: tables.segments(facts),
        Part.SERVICE: lambda: tables.service(facts),
        Part.CASES: lambda: warnings.cases(facts),
        Part.ACCOUNTS: lambda: accounts.section(facts),
        Part.QUOTES: lambda: voices.quotes(facts),
        Part.INDIRECT: lambda: tables.indirect(facts),
        Part.DEFERRED: lambda: tables.deferred(facts),
        Part.ACTIONS: lambda: actions.section(facts),
        Part.RESTATED: lambda: records.restated(facts),
        Part.TOO_FEW: lambda: records.too_few(facts),
    }


def _links(report_url: str) -> tuple[Link, ...]:
    return (Link(say("Open the full report"), report_url),) if report_url else ()


def _opened_on(report_url: str, facts: Facts, edition: Edition) -> str:
    """The page's address with the digest's own choice in it; one that has a choice already keeps it."""
    if not report_url or "#" in report_url or facts.lead is None:
        return report_url
    choice = {
        "metric": facts.lead.metric.metric,
        "period_type": edition.window.period_type,
        "period": edition.window.start.isoformat(),
    }
    if not facts.scope.is_all:
        choice |= {"by": facts.scope.dimension, "value": facts.scope.value}
    return f"{report_url}#{urlencode(choice)}"
