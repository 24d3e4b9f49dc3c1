"""The tiles: value, change, whether it is real, and how many answers it rests on."""

from __future__ import annotations

from orchestration.digests.facts import Facts, Measure
from orchestration.digests.wording import amounts, names
from orchestration.language import say
from orchestration.language.dates import period
from orchestration.language.numbers import apart, between, number
from orchestration.messages.message import Figure, Tone


def figures(facts: Facts) -> tuple[Figure, ...]:
    return tuple(_figure(facts, measure) for measure in facts.measures)


def _figure(facts: Facts, measure: Measure) -> Figure:
    compared = measure.main
    is_shown = measure.value is not None and compared is not None
    return Figure(
        names.metric_name(measure.metric),
        amounts.shown(measure),
        " · ".join(each for each in (amounts.answers(measure), _where(facts, measure), _target(measure)) if each),
        amounts.tone(measure.metric, compared.change, is_real=compared.is_significant)
        if is_shown and compared
        else Tone.PLAIN,
        amounts.change(measure, compared) if is_shown and compared else "",
        amounts.verdict(measure),
        _scale(measure),
    )


def _where(facts: Facts, measure: Measure) -> str:
    """What the number is of where it is not of the audience's group and period."""
    if measure.is_own:
        return ""
    when = period(measure.period_type, measure.start, measure.end)
    if measure.group == facts.scope:
        return when
    return say("{group}, {period}", group=names.group_name(facts, measure.group), period=when)


def _target(measure: Measure) -> str:
    if measure.target is None or measure.value is None:
        return ""
    shown = apart(measure.value, measure.target, measure.metric.unit, amounts.digits(measure))[1]
    return say("target {target}", target=shown)


def _scale(measure: Measure) -> str:
    """Between what it lies, of scores and points; percentages say it themselves."""
    metric = measure.metric
    is_low_good = metric.is_high_good is False
    if metric.unit in ("points", "score") and metric.scale_low is not None and metric.scale_high is not None:
        scale = between(metric.scale_low, metric.scale_high, metric.unit, 0)
        return say("{scale}, lower is better", scale=scale) if is_low_good else scale
    return say("lower is better") if is_low_good else ""


def evidence(facts: Facts) -> str:
    """What the verdict rests on: how many answers, beside how many, and how wide the change's interval is."""
    lead = facts.lead
    compared = lead.main if lead else None
    if lead is None or compared is None or not (interval := amounts.change_interval(lead, compared)):
        return ""
    return say(
        "{count} ({before}: {others}). {metric}: 95% interval of the change {interval}.",
        count=amounts.answers(lead),
        before=names.beside(compared.baseline, lead.period_type),
        others=number(compared.n or 0, 0),
        metric=names.metric_name(lead.metric),
        interval=interval,
    )
