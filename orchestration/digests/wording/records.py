"""Numbers that are not what the last digest said, and groups with too few answers."""

from __future__ import annotations

from orchestration.digests.facts import Facts, Measure, Restated
from orchestration.digests.wording import amounts, names
from orchestration.language import say, say_count
from orchestration.language.dates import period
from orchestration.language.numbers import apart, number
from orchestration.messages.message import Fact, Row, Section


def restated(facts: Facts) -> Section:
    if not facts.restated:
        return Section("")
    rows = tuple(_row(facts, each) for each in facts.restated)
    return Section(say("Restated since the last digest"), rows=rows)


def too_few(facts: Facts) -> Section:
    """Hidden groups by name alone; whether anybody is in one is not told."""
    given = []
    for metric in dict.fromkeys(each.metric for each in facts.few):
        mine = [each for each in facts.few if each.metric == metric]
        given += [
            Fact(
                say("{metric}, not shown", metric=names.metric_name(metric)),
                _groups(facts, [m for m in mine if m.is_suppressed]),
            ),
            Fact(
                say("{metric}, not judged", metric=names.metric_name(metric)),
                _counts(facts, [m for m in mine if not m.is_suppressed]),
            ),
        ]
    shown = tuple(fact for fact in given if fact.value)
    note = say(
        "Not shown: so few people that it would tell who said what. Not judged: fewer answers than a limit needs."
    )
    return Section(say("Too few answers"), facts=shown, note=note) if shown else Section("")


def _groups(facts: Facts, measures: list[Measure]) -> str:
    return ", ".join(names.group_name(facts, each.group) for each in measures)


def _counts(facts: Facts, measures: list[Measure]) -> str:
    return ", ".join(
        say("{group} ({count})", group=names.group_name(facts, each.group), count=amounts.answers(each))
        for each in measures
    )


def _row(facts: Facts, restated: Restated) -> Row:
    metric = restated.metric
    decimals = amounts.least(metric, restated.reported, restated.now)
    then, now = apart(restated.reported, restated.now, metric.unit, decimals)
    return Row(
        say(
            "{metric}, {period}",
            metric=names.named(facts, metric, restated.group),
            period=period(restated.period_type, restated.start, restated.end),
        ),
        say(
            "Then {then} (n {then_n}), now {now} (n {now_n})",
            then=then,
            then_n=number(restated.reported_n, 0),
            now=now,
            now_n=number(restated.now_n, 0),
        ),
        note=_why(restated),
    )


def _why(restated: Restated) -> str:
    counted = ", ".join(_change(name, count) for name, count in restated.changes.items() if count)
    if counted:
        return say("Why: {changes}.", changes=counted)
    by = {
        "records changed": say("Why: records changed."),
        "definition changed": say("Why: the definition changed."),
        "calculation changed": say("Why: the calculation changed."),
    }
    return by.get(restated.because or "", "")


def _change(name: str, count: int) -> str:
    shown = number(count, 0)
    match name:
        case "late":
            return say_count(count, "{count} answer came late", "{count} answers came late", count=shown)
        case "edited":
            return say_count(count, "{count} was edited", "{count} were edited", count=shown)
        case "replaced":
            return say_count(count, "{count} was replaced", "{count} were replaced", count=shown)
        case "deleted":
            return say_count(count, "{count} was deleted", "{count} were deleted", count=shown)
        case "erased":
            return say_count(count, "{count} was erased", "{count} were erased", count=shown)
        case "redefined":
            return say_count(count, "{count} was declared anew", "{count} were declared anew", count=shown)
    return say_count(count, "{count} belongs to another customer", "{count} belong to other customers", count=shown)
