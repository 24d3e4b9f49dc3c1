"""What moved a metric, group by group; inside normal variation nothing is named as a reason."""

from __future__ import annotations

from orchestration.language import say, title
from orchestration.language.dates import named
from orchestration.language.numbers import number, signed
from orchestration.lib.drivers import Change, Effect
from orchestration.messages.groups import dimension_name, group_name
from orchestration.messages.message import Fact, Section, Tone

NAMED = 5
SEVERAL = "in several groups"  # as metric_drivers calls it


def moved(change: Change) -> Section:
    """The groups with the largest effects, each with its part of the change."""
    metric = title(change.title)
    heading = say("What moved {metric}, by {dimension}", metric=metric, dimension=dimension_name(change.dimension))
    over = say(
        "From {before} to {now} {metric} of all customers changed by {difference} (n {previous_n} and {n}).",
        metric=metric,
        before=named(change.period_type, change.previous_start),
        now=named(change.period_type, change.start),
        difference=signed(change.difference, change.decimals),
        previous_n=number(change.previous_n, 0),
        n=number(change.n, 0),
    )
    if not change.is_significant:
        steady = say("That is within normal variation, so no group is named as its reason.")
        return Section(heading, (f"{over} {steady}",))
    effects = [effect for effect in change.effects if len(change.effects) > 1][:NAMED]
    most = max((abs(effect.total) for effect in effects), default=0.0)
    facts = tuple(_fact(change, effect, most) for effect in effects)
    share = say("Each group's part of it; what stands out is more than chance.")
    return Section(heading, (f"{over} {share}" if facts else over,), facts)


def _fact(change: Change, effect: Effect, most: float) -> Fact:
    # Good or bad stands out only where the group's own change is more than chance.
    tone = Tone.PLAIN
    if effect.is_significant and effect.total and change.is_high_good is not None:
        tone = Tone.GOOD if (effect.total > 0) == change.is_high_good else Tone.BAD
    reason = _reason(effect)
    value = signed(effect.total, change.decimals) + (f" ({reason})" if reason else "")
    name = say("In several groups") if effect.group == SEVERAL else group_name(effect.group, change.dimension)
    return Fact(name, value, effect.total / most if most else 0.0, tone)


def _reason(effect: Effect) -> str:
    """The larger of the two effects in words."""
    if effect.rate is None or effect.mix is None or effect.group == SEVERAL:
        return ""
    if abs(effect.rate) < abs(effect.mix):
        return say("another share of all")
    return say("higher values") if effect.rate > 0 else say("lower values")
