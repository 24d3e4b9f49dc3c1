"""Warnings and cases: what is open, what is new, what is over, and how many customers wait."""

from __future__ import annotations

from orchestration.digests.facts import Cases, Episode, Facts
from orchestration.digests.wording import amounts, names
from orchestration.language import say, say_count
from orchestration.language.dates import day
from orchestration.language.numbers import apart, measured, number
from orchestration.messages.message import Fact, Row, Section, Tone
from orchestration.subscriptions.model import Edition

ROWS = 8


def alerts(facts: Facts, edition: Edition) -> Section:
    """Confirmed warnings with their owners; those that may be chance are a line each below them."""
    confirmed = [each for each in facts.episodes if each.tier == "confirmed"]
    watched = [each for each in facts.episodes if each.tier != "confirmed" and each.resolved_on is None]
    rows = [_row(facts, each, edition) for each in confirmed] + [_watch(facts, each) for each in watched]
    left = len(rows) - ROWS
    note = ""
    if left > 0:
        note = say_count(left, "And {count} more.", "And {count} more.", count=number(left, 0))
    return Section(say("Alerts"), rows=tuple(rows[:ROWS]), note=note, is_brief=True)


def cases(facts: Facts) -> Section:
    found = facts.cases
    if found is None or not (found.open or found.opened or found.contacted):
        return Section("")
    return Section(say("Cases"), facts=tuple(_cases(found)), note=say("Open and overdue: as the data know them now."))


def _cases(found: Cases) -> list[Fact]:
    given = [
        Fact(say("Opened in the period"), number(found.opened, 0)),
        Fact(say("Contacted in the period"), number(found.contacted, 0)),
        Fact(say("Open"), number(found.open, 0)),
        Fact(say("Overdue"), _overdue(found), tone=Tone.BAD if found.overdue else Tone.PLAIN),
    ]
    loop = found.loop
    if loop is not None and loop.value is not None:
        given.append(
            Fact(
                say("Detractors contacted within 48 hours"),
                say("{share} of {count}", share=amounts.shown(loop), count=number(loop.n or 0, 0)),
            )
        )
    return given


def _overdue(found: Cases) -> str:
    if found.oldest is None:
        return number(found.overdue, 0)
    return say("{count}, the oldest since {day}", count=number(found.overdue, 0), day=day(found.oldest))


def _row(facts: Facts, episode: Episode, edition: Edition) -> Row:
    start, end = edition.window.start, edition.window.end
    when = say("since {day}", day=day(episode.opened_on))
    if episode.resolved_on is not None:
        when = say("{start} to {end}", start=day(episode.opened_on), end=day(episode.resolved_on))
    seen = say("acknowledged {day}", day=day(episode.acknowledged_on)) if episode.acknowledged_on else ""
    detail = " · ".join(
        each
        for each in (names.counted_over(episode.period_type), names.owner(facts, episode.owner), when, seen)
        if each
    )
    if episode.resolved_on is not None:
        return Row(_title(facts, episode), detail, say("Resolved"), Tone.GOOD)
    if episode.opened_on >= start:
        return Row(_title(facts, episode), detail, say("New"), Tone.BAD)
    lasted = (end - episode.opened_on).days
    badge = say_count(lasted, "Open {count} day", "Open {count} days", count=number(lasted, 0))
    return Row(_title(facts, episode), detail, badge, Tone.BAD)


def _watch(facts: Facts, episode: Episode) -> Row:
    since = say("since {day}", day=day(episode.opened_on))
    detail = " · ".join(
        each for each in (names.counted_over(episode.period_type), since, say("may still be chance")) if each
    )
    return Row(_title(facts, episode), detail, say("Watched"))


def _title(facts: Facts, episode: Episode) -> str:
    """What it is about and where it stands against its limit."""
    metric = episode.metric
    if metric is None:
        return say("Data: {rule}", rule=episode.rule.replace("_", " "))
    name = names.named(facts, metric, episode.group)
    value, limit = episode.last_value, episode.limit_value
    if episode.family == "silence":
        return say("{metric}: hardly any answers", metric=name)
    if episode.family == "anomaly":
        return say("{metric}: unlike other days", metric=name)
    if value is None:
        return say("{metric} left its usual level", metric=name) if episode.family == "change" else name
    decimals = amounts.least(metric, value)
    if limit is None or episode.family == "change":
        return say("{metric} left its usual level: {value}", metric=name, value=measured(value, metric.unit, decimals))
    mine, line = apart(value, limit, metric.unit, decimals)
    if episode.resolved_on is not None:
        return say("{metric} is back at {value}, limit {limit}", metric=name, value=mine, limit=line)
    if metric.is_high_good is not None and value != limit and (value > limit) == metric.is_high_good:
        return say("{metric} is {value}, not yet clear of the limit of {limit}", metric=name, value=mine, limit=line)
    if value > limit:
        return say("{metric} is {value}, above the limit of {limit}", metric=name, value=mine, limit=line)
    return say("{metric} is {value}, below the limit of {limit}", metric=name, value=mine, limit=line)
