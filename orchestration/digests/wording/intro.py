"""The few sentences below the verdict: beside what, how sure, what else moved, and what is not whole."""

from __future__ import annotations

from orchestration.digests.facts import Comparison, Facts, Measure
from orchestration.digests.wording import amounts, names
from orchestration.language import say
from orchestration.language.dates import period, when
from orchestration.language.numbers import apart, number, signed
from orchestration.subscriptions.model import Baseline, Edition

NAMED = 3  # Other metrics, then groups, that are spelled out.
WORTH_NAMING = 0.1  # Of the change: smaller effects stay in the table.


def intro(facts: Facts, edition: Edition) -> str:
    lead = facts.lead
    said = []
    if lead is not None:
        moved = [*_others(facts), *_groups(facts)][:NAMED]
        said = [*_lead(facts, lead), *moved, *_limit(facts, lead)]
    return " ".join([*said, *_whole(facts, edition)])


def driver_sentence(facts: Facts) -> str:
    """Which group explains most, where both the whole change and the group's own are more than chance."""
    change, lead = facts.drivers, facts.lead
    if change is None or lead is None or lead.main is None or not change.is_significant or not facts.scope.is_all:
        return ""
    if not lead.has_moved or (lead.main.change > 0) != (change.difference > 0):
        return ""
    first = next((each for each in change.effects if each.is_significant and each.value is not None), None)
    if first is None or (first.total > 0) != (change.difference > 0):
        return ""
    if abs(first.total) < WORTH_NAMING * abs(change.difference):
        return ""
    return say(
        "{before}: {group} explains {effect} of {change}.",
        before=names.before(Baseline.PREVIOUS, change.period_type),
        group=names.group_name(facts, type(facts.scope)(change.dimension, first.group)),
        effect=signed(first.total, change.decimals),
        change=amounts.amount(lead.metric, change.difference, change.decimals, is_signed=True),
    )


def _lead(facts: Facts, lead: Measure) -> list[str]:
    if lead.is_suppressed:
        return _instead(facts, lead)
    if lead.is_silent:
        return _silence(facts, lead)
    said = [] if lead.is_own else [_of(facts, lead)]
    compared = [each for each in (lead.main, lead.second) if each is not None]
    if lead.main is not None and lead.main.is_significant:
        compared = compared[1:]
    if len(compared) > 1 and all(each.is_significant is False for each in compared):
        return [*said, _both(lead, *compared)]
    return [*said, *(_beside(lead, each) for each in compared)]


def _of(facts: Facts, lead: Measure) -> str:
    """What the lead is of, where it is not of the digest's group and period."""
    places = {"metric": names.metric_name(lead.metric), "period": period(lead.period_type, lead.start, lead.end)}
    if lead.group == facts.scope:
        return say("{metric} is of {period}, the newest there is.", **places)
    return say(
        "{metric} is of {group}, {period}: it is not counted for {scope}.",
        group=names.group_name(facts, lead.group),
        scope=names.group_name(facts, facts.scope),
        **places,
    )


def _beside(lead: Measure, compared: Comparison) -> str:
    places = {
        "before": names.before(compared.baseline, lead.period_type),
        "value": amounts.shown(lead, compared.value),
    }
    if compared.is_significant is None:
        return say("{before}: {value}.", **places)
    if not compared.is_significant:
        return say("{before}: {value}, a difference within normal variation.", **places)
    return say("{before}: {value}, a difference of more than chance.", **places)


def _both(lead: Measure, first: Comparison, second: Comparison) -> str:
    return say(
        "{before}: {value}. {other}: {other_value}. Both differences are within normal variation.",
        before=names.before(first.baseline, lead.period_type),
        value=amounts.shown(lead, first.value),
        other=names.before(second.baseline, lead.period_type),
        other_value=amounts.shown(lead, second.value),
    )


def _instead(facts: Facts, lead: Measure) -> list[str]:
    wide = lead.instead
    if wide is None or wide.value is None:
        return [say("Numbers of so few people would tell who they are.")]
    return [
        say(
            "{group} instead: {value} ({count}).",
            group=names.group_name(facts, wide.group),
            value=amounts.shown(wide),
            count=amounts.answers(wide),
        )
    ]


def _silence(facts: Facts, lead: Measure) -> list[str]:
    said = [say("No answers are no score: see whether the surveys go out.")] if lead.metric.is_of_answers else []
    earlier = [point for point in facts.series[:-1] if point.n]
    if earlier:
        last = earlier[-1]
        places = {"count": number(last.n or 0, 0), "period": period(lead.period_type, last.start, last.end)}
        is_of_answers = lead.metric.is_of_answers
        said.append(
            say("The last answers: {count} ({period}).", **places)
            if is_of_answers
            else say("Counted last: {count} ({period}).", **places)
        )
    return said


def _limit(facts: Facts, lead: Measure) -> list[str]:
    if lead.value is None:
        return []
    unit, decimals = lead.metric.unit, amounts.digits(lead)
    name = names.named(facts, lead.metric, lead.group)
    if lead.threshold is not None and lead.status in ("watch", "confirmed"):
        value, limit = apart(lead.value, lead.threshold, unit, decimals)
        return [_beyond(lead.status, name, value, limit, is_above=lead.value > lead.threshold)]
    if lead.target is not None and lead.metric.is_high_good is not None:
        value, target = apart(lead.value, lead.target, unit, decimals)
        is_reached = lead.value >= lead.target if lead.metric.is_high_good else lead.value <= lead.target
        if is_reached:
            return [say("{metric}: the target of {target} is reached.", metric=name, target=target)]
    return []


def _beyond(status: str, name: str, value: str, limit: str, *, is_above: bool) -> str:
    places = {"metric": name, "value": value, "limit": limit}
    if status == "watch":
        if is_above:
            return say("{metric}: {value} is above the limit of {limit}, which may still be chance.", **places)
        return say("{metric}: {value} is below the limit of {limit}, which may still be chance.", **places)
    if is_above:
        return say("{metric}: {value} is above the limit of {limit} by more than chance.", **places)
    return say("{metric}: {value} is below the limit of {limit} by more than chance.", **places)


def _groups(facts: Facts) -> list[str]:
    """Groups whose own change is more than chance, adjusted for all of their dimension."""
    sentence = driver_sentence(facts)
    named = [] if sentence else [each for each in facts.moved if each.group.value != "unknown"][:NAMED]
    return [*([sentence] if sentence else []), *(_went(facts, each) for each in named)]


def _others(facts: Facts) -> list[str]:
    others = [each for each in facts.measures[1:] if each.value is not None]
    moved = [each for each in others if each.has_moved]
    tested = [each for each in others if each.main is not None and each.main.is_significant is not None]
    if moved:
        return [_went(facts, each) for each in moved[:NAMED]]
    if len(others) > 1 and len(tested) == len(others):
        return [say("The other figures are steady.")]
    return []


def _went(facts: Facts, measure: Measure) -> str:
    compared = measure.main
    if compared is None:
        return ""
    places = {
        "metric": names.named(facts, measure.metric, measure.group),
        "value": amounts.shown(measure),
        "change": amounts.change(measure, compared),
    }
    return (
        say("{metric} rose to {value} ({change}).", **places)
        if compared.change > 0
        else say("{metric} fell to {value} ({change}).", **places)
    )


def _whole(facts: Facts, edition: Edition) -> list[str]:
    if facts.freshness.is_complete:
        return []
    late = facts.freshness.late
    if not late:
        return [say("The period is not complete yet.")]
    zone = edition.audience.time_zone
    return [
        say(
            "Not complete: {source} was read until {at}.",
            source=names.source(source),
            at=when(at, zone, edition.made_at),
        )
        for source, at in late
    ]
