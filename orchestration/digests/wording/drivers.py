"""What moved the lead, group by group. Inside normal variation nothing is named as a reason."""

from __future__ import annotations

from orchestration.digests.facts import Facts, Measure
from orchestration.digests.wording import amounts, names
from orchestration.language import say, say_count
from orchestration.language.numbers import measured, number, signed
from orchestration.lib.drivers import Change, Effect
from orchestration.messages.message import Section, Table, TableRow, Tone
from orchestration.subscriptions.model import Baseline, Scope

ROWS = 7


def section(facts: Facts) -> Section:
    """The table where verdict and change from the period before are more than chance; else a sentence that says so."""
    change, lead = facts.drivers, facts.lead
    if change is None or lead is None or change.is_significant is None:
        return Section("")
    title = _title(facts, lead)
    if facts.scope.is_all and lead.main is not None and lead.main.is_significant is False:
        return Section(title, (say("It is steady, so no group is named as a reason."),))
    if not change.is_significant:
        steady = say(
            "{before}: {value}, a difference within normal variation, so no group is named as its reason.",
            before=names.before(Baseline.PREVIOUS, change.period_type),
            value=measured(change.previous_value, change.unit, _decimals(lead, change)),
        )
        return Section(title, (steady,)) if facts.scope.is_all else Section("")
    effects = [effect for effect in change.effects if abs(effect.total) > 0]
    largest = max((abs(effect.total) for effect in effects), default=0.0)
    name = names.metric_name(lead.metric)
    columns = (
        names.dimension_title(change.dimension),
        say("{metric} now", metric=name),
        names.before(Baseline.PREVIOUS, change.period_type),
        say("Effect on {metric}", metric=name),
    )
    decimals = _decimals_of_groups(lead, change, effects)
    rows = tuple(_row(facts, lead, change, effect, largest, decimals) for effect in effects[:ROWS])
    return Section(title, _paragraphs(lead, change), table=Table(columns, rows), note=_note(effects), is_brief=True)


def _title(facts: Facts, lead: Measure) -> str:
    """Drivers are of all customers; where the digest is of some, the title says so."""
    name = names.metric_name(lead.metric)
    if facts.scope.is_all:
        return say("What moved {metric}", metric=name)
    return say("What moved {metric} of all customers", metric=name)


def _paragraphs(lead: Measure, change: Change) -> tuple[str, ...]:
    """What the table explains: the step from the period before, which need not be the verdict's baseline."""
    decimals = _decimals(lead, change)
    return (
        say(
            "{before}: {value}, now {now} ({change}).",
            before=names.before(Baseline.PREVIOUS, change.period_type),
            value=measured(change.previous_value, change.unit, decimals),
            now=measured(change.value, change.unit, decimals),
            change=amounts.amount(lead.metric, change.difference, change.decimals, is_signed=True),
        ),
    )


def _row(facts: Facts, lead: Measure, change: Change, effect: Effect, largest: float, decimals: int) -> TableRow:
    is_real = bool(effect.is_significant)
    cells = (
        names.group_name(facts, Scope(change.dimension, effect.group)),
        _value(change, effect.value, decimals),
        _value(change, effect.previous_value, decimals),
        signed(effect.total, change.decimals),
    )
    tone = amounts.tone(lead.metric, effect.total, is_real=is_real)
    return TableRow(cells, effect.total / largest, tone if is_real else Tone.PLAIN, is_real)


def _value(change: Change, value: float | None, decimals: int) -> str:
    return amounts.NOTHING if value is None else measured(value, change.unit, decimals)


def _note(effects: list[Effect]) -> str:
    tested = sum(effect.is_significant is not None for effect in effects)
    said = [
        say_count(
            tested,
            "What each group added to the change or took from it. "
            "Bold: more than chance, {count} comparison; the rest may be chance.",
            "What each group added to the change or took from it. "
            "Bold: more than chance after correction for {count} comparisons; the rest may be chance.",
            count=number(tested, 0),
        )
    ]
    if any(effect.group == names.REST[0] for effect in effects):
        said.append(say("Other groups: those too small to be shown, together."))
    if any(effect.group == names.REST[1] for effect in effects):
        said.append(say("In several groups: customers who are counted in more than one."))
    left = len(effects) - ROWS
    if left > 0:
        said.append(
            say_count(
                left,
                "{count} smaller effect is left out.",
                "{count} smaller effects are left out.",
                count=number(left, 0),
            )
        )
    return " ".join(said)


def _decimals(lead: Measure, change: Change) -> int:
    """As the lead's, unless both values would look the same."""
    decimals = amounts.digits(lead)
    return decimals if number(change.value, decimals) != number(change.previous_value, decimals) else change.decimals


def _decimals_of_groups(lead: Measure, change: Change, effects: list[Effect]) -> int:
    """As the lead's, unless a group's two values would look the same."""
    decimals = _decimals(lead, change)
    pairs = [(each.value, each.previous_value) for each in effects]
    told = [(now, then) for now, then in pairs if now is not None and then is not None and now != then]
    return change.decimals if any(number(now, decimals) == number(then, decimals) for now, then in told) else decimals
