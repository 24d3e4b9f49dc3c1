"""The verdict in one sentence, and the subject: right when nothing changed, when little did and when a lot did."""

from __future__ import annotations

from orchestration.digests.facts import Comparison, Facts, Measure
from orchestration.digests.wording import amounts, names
from orchestration.language import say, say_count
from orchestration.language.numbers import apart, number
from orchestration.subscriptions.model import Baseline, Edition


def headline(facts: Facts) -> str:
    lead = facts.lead
    if lead is None:
        return say("There are no figures for this period.")
    name = names.named(facts, lead.metric, lead.group)
    if lead.is_suppressed:
        return say("{metric}: too few answers to show.", metric=name)
    if lead.is_silent:
        return _silence(facts, lead, name)
    value, compared = amounts.shown(lead), lead.main
    if compared is None:
        return say("{metric} is {value}; there is nothing to compare it with yet.", metric=name, value=value)
    if compared.is_significant:
        return moved(lead, compared, name)
    if compared.is_significant is None:
        return say("{metric} is {value}.", metric=name, value=value)
    return _steady(facts, lead, name, value)


def subject(facts: Facts, edition: Edition, period: str) -> str:
    """Who it is for, which period, and which way it went: no numbers, and nothing that needs an exact reading."""
    places = {"audience": names.audience(edition), "period": period}
    lead = facts.lead
    if lead is None or lead.is_suppressed or lead.is_silent:
        if lead is not None and _is_silence(facts, lead):
            return say("{audience}, {period}: no answers", **places)
        return say("{audience}, {period}", **places)
    places["metric"] = names.metric_name(lead.metric)
    if lead.main is None or lead.main.is_significant is None:
        return say("{audience}, {period}", audience=places["audience"], period=places["period"])
    if not lead.main.is_significant:
        return say("{audience}, {period}: {metric} is steady", **places)
    if lead.main.change > 0:
        return say("{audience}, {period}: {metric} has risen", **places)
    return say("{audience}, {period}: {metric} has fallen", **places)


def moved(measure: Measure, compared: Comparison, name: str) -> str:
    """`NPS fell to 3, 12 points below the previous 4 weeks.`"""
    places = {
        "metric": name, "value": amounts.shown(measure), "difference": amounts.difference(measure, compared),
    }  # fmt: skip
    key = measure.period_type if compared.baseline is Baseline.PREVIOUS else compared.baseline.value
    return _rose(key, places) if compared.change > 0 else _fell(key, places)


def _fell(key: str, places: dict[str, str]) -> str:
    by = {
        "weeks_4": say("{metric} fell to {value}, {difference} below the previous 4 weeks.", **places),
        "weeks_13": say("{metric} fell to {value}, {difference} below the previous 13 weeks.", **places),
        "last_year": say("{metric} fell to {value}, {difference} below the same time last year.", **places),
        "day": say("{metric} fell to {value}, {difference} below the day before.", **places),
        "week": say("{metric} fell to {value}, {difference} below the week before.", **places),
        "month": say("{metric} fell to {value}, {difference} below the month before.", **places),
        "quarter": say("{metric} fell to {value}, {difference} below the quarter before.", **places),
    }
    return by[key]


def _rose(key: str, places: dict[str, str]) -> str:
    by = {
        "weeks_4": say("{metric} rose to {value}, {difference} above the previous 4 weeks.", **places),
        "weeks_13": say("{metric} rose to {value}, {difference} above the previous 13 weeks.", **places),
        "last_year": say("{metric} rose to {value}, {difference} above the same time last year.", **places),
        "day": say("{metric} rose to {value}, {difference} above the day before.", **places),
        "week": say("{metric} rose to {value}, {difference} above the week before.", **places),
        "month": say("{metric} rose to {value}, {difference} above the month before.", **places),
        "quarter": say("{metric} rose to {value}, {difference} above the quarter before.", **places),
    }
    return by[key]


def _steady(facts: Facts, lead: Measure, name: str, value: str) -> str:
    others = [each for each in facts.measures[1:] if each.has_moved]
    if len(others) == 1:
        other = others[0]
        places = {
            "metric": name,
            "value": value,
            "other": names.named(facts, other.metric, other.group),
            "other_value": amounts.shown(other),
        }
        if other.main is not None and other.main.change > 0:
            return say("{metric} is steady at {value}; {other} rose to {other_value}.", **places)
        return say("{metric} is steady at {value}; {other} fell to {other_value}.", **places)
    if others:
        return say_count(
            len(others),
            "{metric} is steady at {value}; {count} other figure moved.",
            "{metric} is steady at {value}; {count} other figures moved.",
            metric=name,
            value=value,
            count=number(len(others), 0),
        )
    if lead.status == "confirmed" and lead.threshold is not None and lead.value is not None:
        mine, limit = apart(lead.value, lead.threshold, lead.metric.unit, amounts.digits(lead))
        if lead.value > lead.threshold:
            return say(
                "{metric} is steady at {value}, above the limit of {limit}.", metric=name, value=mine, limit=limit
            )
        return say("{metric} is steady at {value}, below the limit of {limit}.", metric=name, value=mine, limit=limit)
    return say("{metric} is steady at {value}.", metric=name, value=value)


def _silence(facts: Facts, lead: Measure, name: str) -> str:
    if _is_silence(facts, lead):
        return say("Nobody answered.")
    if lead.metric.is_of_answers:
        return say("{metric}: nobody answered.", metric=name)
    return say("{metric}: there was nothing to count.", metric=name)


def _is_silence(facts: Facts, lead: Measure) -> bool:
    """Nobody answered anything; a lead that nobody answered says nothing of the others."""
    asked = [each for each in facts.measures if each.metric.is_of_answers]
    return lead.metric.is_of_answers and all(each.is_silent for each in asked)
