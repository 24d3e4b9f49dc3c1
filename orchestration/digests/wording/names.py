"""What metrics, groups, periods and owners are called."""

from __future__ import annotations

from orchestration.alerts.wording.parts import SHORT_NAME
from orchestration.digests.facts import Facts, Metric
from orchestration.language import say, title
from orchestration.messages import groups
from orchestration.messages.groups import spoken
from orchestration.subscriptions.model import Baseline, Edition, Scope

# What metric_drivers calls groups that are none.
REST = ("other groups", "in several groups")


def metric_name(metric: Metric) -> str:
    """`NPS`; longer names by their title."""
    return metric.metric.upper() if len(metric.metric) <= SHORT_NAME else title(metric.title)


def group_name(facts: Facts, group: Scope) -> str:
    """`Getting help`, `Mid market`, `Getting help / Enterprise`; `All customers`."""
    if group.is_all:
        return say("All customers")
    dimensions = group.dimension.split("_")
    values = group.value.split(" / ")
    if len(dimensions) != len(values):
        dimensions = [group.dimension] * len(values)
    return " / ".join(_value(facts, dimension, value) for dimension, value in zip(dimensions, values, strict=True))


def named(facts: Facts, metric: Metric, group: Scope) -> str:
    """`NPS`, `CSAT (Getting help)`: the group where it is not the whole that the digest is about."""
    name = metric_name(metric)
    if group == facts.scope:
        return name
    if ")" in name:
        return say("{metric}, {group}", metric=name, group=group_name(facts, group))
    return say("{metric} ({group})", metric=name, group=group_name(facts, group))


def audience(edition: Edition) -> str:
    """Ready-made ones are translated, a company's own where its catalogue knows them."""
    return title(edition.audience.title)


def owner(facts: Facts, name: str | None) -> str:
    return "" if not name else say("Owner: {owner}", owner=facts.owners.get(name) or spoken(name))


def counted_over(period_type: str) -> str:
    """Of what times a warning's number is: not the digest's period."""
    by = {
        "day": say("by day"),
        "week": say("by week"),
        "month": say("by month"),
        "quarter": say("by quarter"),
        "rolling_28": say("over 28 days"),
        "rolling_91": say("over 91 days"),
    }
    return by.get(period_type, "")


def dimension_title(dimension: str) -> str:
    by = {
        "touchpoint": say("Touchpoint"),
        "segment": say("Segment"),
        "country": say("Country"),
        "language": say("Language"),
        "plan": say("Plan"),
        "product": say("Product"),
        "survey": say("Survey"),
        "touchpoint_segment": say("Touchpoint and segment"),
    }
    return by.get(dimension) or spoken(dimension)


def before(baseline: Baseline, period_type: str) -> str:
    """`Previous 4 weeks`: as a label, with a colon after it or as a column's title."""
    by = {
        Baseline.WEEKS_4: say("Previous 4 weeks"),
        Baseline.WEEKS_13: say("Previous 13 weeks"),
        Baseline.LAST_YEAR: say("A year before"),
    }
    of_type = {
        "day": say("Day before"),
        "week": say("Week before"),
        "month": say("Month before"),
        "quarter": say("Quarter before"),
    }
    return by.get(baseline) or of_type[period_type]


def beside(baseline: Baseline, period_type: str) -> str:
    """The same after a colon or within brackets: `the previous 4 weeks`."""
    by = {
        Baseline.WEEKS_4: say("the previous 4 weeks"),
        Baseline.WEEKS_13: say("the previous 13 weeks"),
        Baseline.LAST_YEAR: say("a year before"),
    }
    of_type = {
        "day": say("the day before"),
        "week": say("the week before"),
        "month": say("the month before"),
        "quarter": say("the quarter before"),
    }
    return by.get(baseline) or of_type[period_type]


def _value(facts: Facts, dimension: str, value: str) -> str:
    if value == "unknown":
        return say("Unknown")
    if value == REST[0]:
        return say("Other groups")
    if value == REST[1]:
        return say("In several groups")
    if (dimension, value) in facts.titles:
        return title(facts.titles[dimension, value])
    return groups.group_name(value, dimension)


def source(name: str) -> str:
    """A tool: `Zendesk`."""
    return spoken(name)
