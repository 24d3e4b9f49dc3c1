"""Measures in rows: segments, service, what is said elsewhere, what customers do."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.digests.facts import Facts, Measure
from orchestration.digests.wording import amounts, names
from orchestration.language import say
from orchestration.language.dates import period
from orchestration.language.numbers import number
from orchestration.messages.message import Section, Table, TableRow, Tone

LONG_SETTLING = 7  # Days from which it is worth saying that a number is not final.


def segments(facts: Facts) -> Section:
    """The lead by segment. Groups that are hidden are in the list of those with too few answers."""
    lead = facts.lead
    shown = [each for each in facts.groups if each.value is not None]
    if lead is None or not shown:
        return Section("")
    title = say("{metric} by segment", metric=names.metric_name(lead.metric))
    rows = tuple(_row(names.group_name(facts, each.group), each) for each in shown)
    return Section(
        title, table=Table(_columns(names.dimension_title(shown[0].group.dimension)), rows), note=_note(shown)
    )


def service(facts: Facts) -> Section:
    return _measures(facts, say("Service"), facts.service)


def indirect(facts: Facts) -> Section:
    return _measures(facts, say("What is said elsewhere"), facts.indirect)


def deferred(facts: Facts) -> Section:
    return _measures(facts, say("What customers do"), facts.deferred)


def _measures(facts: Facts, title: str, measures: Sequence[Measure]) -> Section:
    shown = [each for each in measures if each.value is not None]
    if not shown:
        return Section("")
    are_of_all = not facts.scope.is_all and all(each.group.is_all for each in shown)
    rows = tuple(_row(_name(facts, each, is_told=are_of_all), each) for each in shown)
    note = " ".join([say("All of these are of all customers."), _note(shown)]) if are_of_all else _note(shown)
    return Section(title, table=Table(_columns(say("Figure")), rows), note=note)


def _name(facts: Facts, measure: Measure, *, is_told: bool) -> str:
    """With the group (unless that is told already) and the period where they are not the digest's."""
    places = {
        "metric": names.metric_name(measure.metric),
        "group": names.group_name(facts, measure.group),
        "period": period(measure.period_type, measure.start, measure.end),
    }
    is_other_period = measure.period_type != facts.period_type
    if measure.is_own or (is_told and not is_other_period):
        return places["metric"]
    if measure.group == facts.scope or is_told:
        return say("{metric}, {period}", metric=places["metric"], period=places["period"])
    if is_other_period:
        return say("{metric}, {group}, {period}", **places)
    return say("{metric}, {group}", metric=places["metric"], group=places["group"])


def _columns(first: str) -> tuple[str, ...]:
    return (first, say("n"), say("Before"), say("Now"), say("Change"))


def _row(name: str, measure: Measure) -> TableRow:
    compared = measure.main
    cells = (
        name,
        amounts.NOTHING if measure.n is None else number(measure.n, 0),
        amounts.NOTHING if compared is None else amounts.shown(measure, compared.value),
        amounts.shown(measure),
        _change(measure),
    )
    is_real = measure.has_moved
    tone = amounts.tone(measure.metric, compared.change, is_real=is_real) if compared else Tone.PLAIN
    return TableRow(cells, tone=tone, is_strong=is_real)


def _change(measure: Measure) -> str:
    compared = measure.main
    if compared is None:
        return amounts.NOTHING
    if compared.is_significant is False:
        return say("steady")
    return amounts.change(measure, compared)


def _note(measures: Sequence[Measure]) -> str:
    """Beside what, and what may still change."""
    said = [say("Before: {baselines}.", baselines=_baselines(measures))] if any(each.main for each in measures) else []
    if any(each.has_moved for each in measures):
        said.append(say("Bold: more than chance."))
    open_ones = [
        names.metric_name(each.metric)
        for each in measures
        if not each.is_settled and each.metric.settle_days >= LONG_SETTLING
    ]
    if open_ones:
        said.append(say("Not final, late data still count: {metrics}.", metrics=", ".join(open_ones)))
    return " ".join(said)


def _baselines(measures: Sequence[Measure]) -> str:
    """`the previous 4 weeks`: what most are compared with, and for which figures it is something else."""
    of: dict[str, list[str]] = {}
    for each in measures:
        if each.main:
            name = names.metric_name(each.metric)
            of.setdefault(names.beside(each.main.baseline, each.period_type), []).append(name)
    usual = max(of, key=lambda name: len(of[name]))
    others = (name for name in of if name != usual)
    return "; ".join(
        [usual, *(say("{figures}: {before}", figures=", ".join(of[name]), before=name) for name in others)]
    )
