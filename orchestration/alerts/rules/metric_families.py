"""The keys of rules over metrics, and what they must be to each other. See families.py."""

from __future__ import annotations

from typing import Any

from orchestration.alerts.rules.fields import Fields, hint
from orchestration.alerts.rules.known import Known, Metric

DIRECTIONS = ("low", "high", "both")


# What a rule of each metric may be cleared by when it does not say: this share of the metric's scale.
CLEAR_SHARE = 1 / 40


# Formulas whose daily counts add up, so that a shortfall can be summed.
SUMMED = frozenset({"net_share", "share", "mean"})


def aggregate(fields: Fields, known: Known, family: str) -> dict[str, Any]:
    metric = fields.text("metric", None, known.metrics)
    if metric is None and "metric" not in fields.nodes:
        fields.refuse("metric", "metric is missing; name one that `voc metric` lists")
    daily = family in {"anomaly", "silence"} or (
        family == "change" and (fields.nodes["against"].value if "against" in fields.nodes else "usual") == "usual"
    )
    if daily:
        if fields.has("period"):
            fields.refuse("period", "this rule looks at days, period does not apply; leave it out")
        fields.asked.add("period")
        period = "day"
    else:
        periods = {each for every in known.periods.values() for each in every}
        period = fields.text("period", "rolling_28", periods) or "rolling_28"
    by = fields.names("by", known.dimensions) or ("all",)
    for dimension in by:
        if dimension in known.periods and period not in known.periods[dimension]:
            fields.refuse(
                "by",
                f"{dimension} is not counted by {period}; choose {' or '.join(known.periods[dimension])}, or set "
                f"{period} to true for it in dimension_sets.csv",
            )
    return {
        "metric": metric or "",
        "period": period,
        "by": by,
        "values": _values(fields, known, by),
        "n_min": fields.whole("n_min", 30, 1),
    }


def _values(fields: Fields, known: Known, by: tuple[str, ...]) -> tuple[str, ...] | None:
    values = fields.names("values")
    choices = [_groups(known, known.dimensions.get(dimension, ())) for dimension in by]
    if values is None or any(choice is None for choice in choices):
        return values
    possible = {value for choice in choices if choice for value in choice}
    for value in values:
        if value not in possible:
            fields.refuse("values", f"values {value} is no group of {', '.join(by)}; {hint(value, possible)}")
    return values


def _groups(known: Known, columns: tuple[str, ...]) -> set[str] | None:
    """The names that the groups of a dimension can have; None where a registry does not list them."""
    listed = [known.values.get(column) for column in columns]
    if any(each is None for each in listed):
        return None
    groups = {""}
    for each in listed:
        groups = {f"{head} / {value}" if head else value for head in groups for value in each or ()}
    return groups


def threshold(fields: Fields, known: Known, common: dict[str, Any]) -> dict[str, Any]:
    below, above = fields.number("below"), fields.number("above")
    fields.text("from", None, ["registry"])
    is_from_registry = "from" in fields.nodes
    if (below is not None) + (above is not None) + is_from_registry != 1:
        fields.refuse("below", "give one of `below: 30`, `above: 30` and `from: registry` (metric_targets.csv)")
    metric = known.metrics.get(common["metric"])
    if is_from_registry and metric and not any(named == metric.name for named, _ in known.with_threshold):
        fields.refuse(
            "from", f"metric_targets.csv has no threshold of {metric.name}; add one there, or give below or above"
        )
    clear, clear_by = fields.number("clear"), fields.number("clear_by", None, 0)
    if clear is not None and clear_by is not None:
        fields.refuse("clear", "clear and clear_by say the same; keep the level (clear) or the distance (clear_by)")
    if clear is not None and is_from_registry:
        fields.refuse("clear", "the limit comes from the registry and may change; give the distance clear_by instead")
    if clear is not None and ((below is not None and clear < below) or (above is not None and clear > above)):
        reason = f"clear {clear:g} lies on the bad side of the limit; give a level that is better than the limit"
        fields.refuse("clear", reason)
    for key, level in (("below", below), ("above", above), ("clear", clear)):
        if level is not None and metric and not _is_on_scale(metric, level):
            reason = f"{key} {level:g} lies outside the scale of {metric.name}"
            fields.refuse(key, f"{reason}, {metric.scale_min} to {metric.scale_max}; give a level on it")
    if clear is None and clear_by is None and metric:
        clear_by = _clear_by(metric)
    return {"below": below, "above": above, "is_from_registry": is_from_registry, "clear": clear, "clear_by": clear_by}


def change(fields: Fields, known: Known, common: dict[str, Any]) -> dict[str, Any]:
    against = fields.text("against", "usual", ["usual", "previous", "last_year"]) or "usual"
    metric = known.metrics.get(common["metric"])
    values: dict[str, Any] = {
        "against": against,
        "fall": fields.number("fall", None, 1e-9),
        "direction": fields.text("direction", "worse", ["worse", "better", "both"]),
    }
    if values["fall"] is None:
        if "fall" not in fields.nodes:
            fields.refuse("fall", "fall is missing; say which change must be noticed, in the metric's unit: fall: 20")
        values["fall"] = 1.0
    if metric and metric.is_high_good is None and values["direction"] != "both":
        fields.refuse("direction", f"neither way is good for {metric.name}; write direction: both")
    if against == "usual":
        if metric and metric.formula not in SUMMED:
            fields.refuse(
                "metric",
                f"the days of {metric.name} do not add up to a shortfall; write against: previous or last_year",
            )
        values |= {
            "baseline_days": fields.whole("baseline_days", 364, 56, 1092),
            "false_watch": fields.number("false_watch", 1.0, 0.001, 12),
            "false_confirmed": fields.number("false_confirmed", 0.2, 0.001, 12),
        }
        if values["false_confirmed"] > values["false_watch"]:
            fields.refuse("false_confirmed", "false_confirmed is above false_watch; confirmed is the stricter tier")
    return values


def anomaly(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {
        "of": fields.text("of", "n", ["n", "value"]),
        "direction": fields.text("direction", "both", DIRECTIONS),
        **distances(fields),
        "weeks": fields.whole("weeks", 13, 4, 52),
    }


def distances(fields: Fields) -> dict[str, Any]:
    watch = fields.number("z_watch", 4.5, 1, 100)
    confirmed, clear = fields.number("z_confirmed", 7.0, 1, 100), fields.number("z_clear", 2.0, 0, 100)
    if not clear <= watch <= confirmed:
        fields.refuse("z_watch", "z_clear, z_watch and z_confirmed must rise in this order; correct one of them")
    return {"z_watch": watch, "z_confirmed": confirmed, "z_clear": clear}


def silence(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    watch, sure = (
        fields.number("chance_watch", 1e-3, 1e-300, 0.5),
        fields.number("chance_confirmed", 1e-5, 1e-300, 0.5),
    )
    if sure > watch:
        fields.refuse("chance_confirmed", "chance_confirmed is above chance_watch; confirmed is the stricter tier")
    return {
        "days": fields.whole("days", 7, 1, 56),
        "chance_watch": watch,
        "chance_confirmed": sure,
        "usual_days": fields.whole("usual_days", 56, 28, 364),
    }


def _is_on_scale(metric: Metric, level: float) -> bool:
    low, high = metric.scale_min, metric.scale_max
    return (low is None or level >= low) and (high is None or level <= high)


def _clear_by(metric: Metric) -> float | None:
    """A fortieth of the scale (NPS 5 points, CSAT 2.5 %); None without one: a twentieth of the limit (threshold.py)."""
    if metric.scale_min is None or metric.scale_max is None:
        return None
    return (metric.scale_max - metric.scale_min) * CLEAR_SHARE
