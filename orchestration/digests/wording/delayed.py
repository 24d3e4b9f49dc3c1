"""No digest yet, and why: never stale numbers silently."""

from __future__ import annotations

from orchestration.digests.facts import Freshness
from orchestration.digests.wording import frame, names
from orchestration.language import say
from orchestration.language.dates import when
from orchestration.messages.message import Fact, Section
from orchestration.subscriptions.model import Edition


def headline(fresh: Freshness) -> str:
    if fresh.published_at is None:
        return say("The digest is late: nothing has been published yet.")
    if fresh.late:
        return say("The digest is late: not everything has been read to the period's end.")
    return say("The digest is late: the period's numbers are not complete yet.")


def section(fresh: Freshness, edition: Edition) -> Section:
    zone = edition.audience.time_zone
    facts = tuple(
        Fact(names.source(source), say("read until {at}", at=when(at, zone, edition.made_at)))
        for source, at in fresh.late
    )
    said = say("The digest follows as soon as the numbers are whole and checked. Nobody has to do anything for that.")
    return Section(say("What is missing"), (said,), facts)


def footer(fresh: Freshness, edition: Edition) -> tuple[str, ...]:
    return frame.footer(fresh, edition)
