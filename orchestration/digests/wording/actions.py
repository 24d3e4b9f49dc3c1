"""What is done about it, and what came of it: no effect is claimed where the marts do not show one."""

from __future__ import annotations

from orchestration.digests.facts import Action, Facts, Metric, Priority
from orchestration.digests.wording import amounts, names
from orchestration.language import say, say_count
from orchestration.language.dates import day
from orchestration.language.numbers import measured, number, signed
from orchestration.messages.message import Row, Section, Tone
from orchestration.subscriptions.model import Scope

ROWS = 6


def section(facts: Facts) -> Section:
    if not facts.actions and not facts.priorities:
        return Section("")
    rows = tuple(_row(facts, action) for action in facts.actions[:ROWS])
    return Section(say("Actions and their effect"), rows=rows, note=_where_next(facts))


def _row(facts: Facts, action: Action) -> Row:
    detail = " · ".join(each for each in (names.owner(facts, action.owner), _when(action)) if each)
    badge, tone = _status(action)
    note, note_tone = _effect(facts, action)
    return Row(action.title, detail, badge, tone, note, note_tone)


def _when(action: Action) -> str:
    if action.finished_on is not None:
        return say("done {day}", day=day(action.finished_on))
    return say("due {day}", day=day(action.deadline_on)) if action.deadline_on else ""


def _status(action: Action) -> tuple[str, Tone]:
    if action.is_overdue:
        return say("Overdue"), Tone.BAD
    by = {
        "finished": (say("Done"), Tone.GOOD),
        "running": (say("In progress"), Tone.PLAIN),
        "planned": (say("Planned"), Tone.PLAIN),
        "stopped": (say("Stopped"), Tone.PLAIN),
    }
    return by.get(action.status, (action.status, Tone.PLAIN))


def _effect(facts: Facts, action: Action) -> tuple[str, Tone]:
    """What its metric did, as sure as that is."""
    untold = {
        "too_few": say("Too few answers before or after to tell an effect."),
        "too_early": say("Too early to tell an effect."),
        "not_measurable": say("No metric tells its effect."),
    }
    metric = action.metric
    if metric is None or action.before_value is None or action.after_value is None:
        return untold.get(action.effect_status, ""), Tone.PLAIN
    places = _values(facts, action, metric, action.before_value, action.after_value)
    if action.effect is None or action.effect_low is None or action.effect_high is None:
        return say(
            "{metric}: {before} before, {after} after; there is nothing to compare that with.", **places
        ), Tone.PLAIN
    decimals = amounts.least(metric, action.before_value, action.after_value)
    places["effect"] = amounts.amount(metric, action.effect, decimals, is_signed=True)
    places["interval"] = say(
        "{low} to {high}", low=signed(action.effect_low, decimals), high=signed(action.effect_high, decimals)
    )
    if not action.is_effect_significant:
        return say("{metric}: {before} before, {after} after; no effect beyond chance is seen.", **places), Tone.PLAIN
    return (
        say(
            "{metric}: {before} before, {after} after; {effect} beside the other groups (95% interval {interval}).",
            **places,
        ),
        amounts.tone(metric, action.effect, is_real=True),
    )


def _values(facts: Facts, action: Action, metric: Metric, before: float, after: float) -> dict[str, str]:
    decimals = amounts.least(metric, before, after)
    if number(before, decimals) == number(after, decimals) and before != after:
        decimals = metric.decimals
    return {
        "metric": names.named(facts, metric, action.group),
        "before": measured(before, metric.unit, decimals),
        "after": measured(after, metric.unit, decimals),
    }


def _where_next(facts: Facts) -> str:
    """Where most is at stake, and where nothing is done about it."""
    told = " ".join(
        say_count(
            action.customers_to_tell or 0,
            "{count} customer is to be told that this is done: {action}.",
            "{count} customers are to be told that this is done: {action}.",
            count=number(action.customers_to_tell or 0, 0),
            action=action.title,
        )
        for action in facts.actions[:ROWS]
        if action.customers_to_tell
    )
    first = [each for each in facts.priorities if each.negative_count]
    return " ".join(each for each in (told, *(_priority(facts, each) for each in first[:1])) if each)


def _priority(facts: Facts, first: Priority) -> str:
    return say(
        "Most is at stake here: {group}, {count} unhappy of {of} answers in 91 days.",
        group=names.group_name(facts, Scope("touchpoint", first.touchpoint)),
        count=number(first.negative_count, 0),
        of=number(first.answers_count, 0),
    )
