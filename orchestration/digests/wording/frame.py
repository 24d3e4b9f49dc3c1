"""What stands around the parts: the period, whose digest it is, how far the data reach, why there is a correction."""

from __future__ import annotations

from orchestration.digests.facts import Facts, Freshness
from orchestration.digests.wording import names
from orchestration.language import say, say_count
from orchestration.language.dates import kicker as titled
from orchestration.language.dates import moment, when
from orchestration.language.numbers import number
from orchestration.messages.message import Section
from orchestration.subscriptions.model import Edition


def kicker(edition: Edition) -> str:
    """`Week 46 · 9–15 November 2026`, and that it corrects an earlier one."""
    window = edition.window
    said = titled(window.period_type, window.start, window.end)
    if edition.revision == 1:
        return said
    return say("{period} · correction {number}", period=said, number=number(edition.revision - 1, 0))


def scope(facts: Facts) -> str:
    return "" if facts.scope.is_all else names.group_name(facts, facts.scope)


def correction(edition: Edition) -> Section:
    """Why there is a further revision, before everything else."""
    if edition.revision == 1:
        return Section("")
    paragraph = edition.reason or say("Numbers of this period have changed since.")
    return Section(say("Why this comes again"), (paragraph,), is_brief=True)


def footer(fresh: Freshness, edition: Edition) -> tuple[str, ...]:
    return (*freshness(fresh, edition), why(edition))


def freshness(fresh: Freshness, edition: Edition) -> list[str]:
    zone = edition.audience.time_zone
    lines = []
    if fresh.data_through is not None:
        lines.append(say("Data through {at}.", at=moment(fresh.data_through, zone)))
    if fresh.checks_passed:
        lines.append(
            say_count(
                fresh.checks_passed,
                "{count} data check passed.",
                "All {count} data checks passed.",
                count=number(fresh.checks_passed, 0),
            )
        )
    lines += [
        say("Late: {source}, read until {at}.", source=names.source(source), at=when(at, zone, edition.made_at))
        for source, at in fresh.late
    ]
    return [" ".join(lines)] if lines else []


def why(edition: Edition) -> str:
    return say("You receive this because you are one of: {audience}.", audience=names.audience(edition))
