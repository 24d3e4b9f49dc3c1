"""Which keys each family of rules has, their defaults, and what they must be to each other.

Defaults stand in model.py; docs/alerts/rules.md lists them. Does not belong here: reading YAML (nodes.py, fields.py).
"""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from orchestration.alerts.rules.fields import Fields, hint
from orchestration.alerts.rules.known import Known, Metric
from orchestration.alerts.rules.model import DATA, FAMILIES, PERSONAL, Rule
from orchestration.alerts.rules.nodes import Node, Problem
from orchestration.messages.message import Severity

DIRECTIONS = ("low", "high", "both")
# What a rule of each metric may be cleared by when it does not say: this share of the metric's scale.
CLEAR_SHARE = 1 / 40
# Formulas whose daily counts add up, so that a shortfall can be summed.
SUMMED = frozenset({"net_share", "share", "mean"})
AGGREGATED = frozenset({"threshold", "change", "anomaly", "silence"})
PERSONAL_DIMENSIONS = ("touchpoint", "segment", "country", "language", "plan", "product", "survey")
TRIGGERS = ("comment", "review")
LONGEST = 80


def build(family: str, fields: Fields, known: Known, channels: frozenset[str]) -> Rule:
    """The rule; where `fields` has problems afterwards it must not be used."""
    values = _common(fields, known, channels, 0 if family in DATA else 14)
    if family in PERSONAL:
        values |= _personal(fields, known)
    else:
        values |= _told(fields)
    if family in AGGREGATED:
        values |= _aggregate(fields, known, family)
    values |= _OWN[family](fields, known, values)
    fields.finish()
    return FAMILIES[family](family=family, line=fields.line, **values)


def _common(fields: Fields, known: Known, channels: frozenset[str], cooldown: int) -> dict[str, Any]:
    name = fields.text("name") or ""
    if not name or len(name) > LONGEST or not name.replace("_", "").replace("-", "").isalnum() or not name.isascii():
        fields.refuse("name", f"name must be letters, digits and _ (at most {LONGEST}); write name: nps_of_segments")
    fields.text("family")
    zones = available_timezones()
    named = fields.names("channels", channels)
    if named is None and not channels:
        fields.refuse("channels", "there is no channel; name one in the section channels first")
    owners = known.owners or None
    zone = fields.text("time_zone")
    if zone is not None and zone not in zones:
        fields.refuse("time_zone", f"time_zone {zone} is not known; write one such as Europe/Copenhagen")
    severity = fields.text("severity", Severity.WARNING.value, [each.value for each in Severity])
    return {
        "name": name,
        "title": fields.text("title") or name.replace("_", " "),
        "severity": Severity(severity or Severity.WARNING),
        "owner": fields.text("owner", None, owners),
        "channels": tuple(sorted(channels)) if named is None else named,
        "is_business_hours": fields.boolean("business_hours", False),
        "is_urgent": fields.boolean("urgent", True),
        "time_zone": zone,
        "language": fields.text("language"),
        "is_enabled": fields.boolean("enabled", True),
        "cooldown_days": fields.whole("cooldown_days", cooldown, 0, 365),
    }


def _personal(fields: Fields, known: Known) -> dict[str, Any]:
    scope = {}
    for dimension, node in fields.mapping("scope").items():
        if dimension not in PERSONAL_DIMENSIONS:
            reason = f"scope {dimension} is not known; {hint(dimension, PERSONAL_DIMENSIONS)}"
            fields.problems.append(Problem(fields.file, node.line, reason))
            continue
        choices = known.surveys if dimension == "survey" else known.values.get(dimension)
        inner = Fields(fields.file, Node({dimension: node}, node.line))
        scope[dimension] = inner.names(dimension, choices) or ()
        fields.problems += inner.problems
    return {
        "scope": {dimension: values for dimension, values in scope.items() if values},
        "most_a_day": fields.whole("most_a_day", 20, 1),
        "look_back_days": fields.whole("look_back_days", 7, 1, 365),
    }


def _told(fields: Fields) -> dict[str, Any]:
    return {
        "remind_days": fields.whole("remind_days", None, 1, 365),
        "is_watch_pushed": fields.boolean("push_watch", False),
        "after_days": fields.whole("after_days", 0, 0, 91),
        "worsen_by": fields.number("worsen_by", None, 1e-9),
    }


def _aggregate(fields: Fields, known: Known, family: str) -> dict[str, Any]:
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


def _answer(fields: Fields, known: Known, _: dict[str, Any]) -> dict[str, Any]:
    at_most, at_least = fields.number("at_most"), fields.number("at_least")
    if at_most is not None and at_least is not None:
        fields.refuse(
            "at_most", "give at_most or at_least, not both; neither takes what the question's cuts call negative"
        )
    surveyed = {name for name, metric in known.metrics.items() if metric.observations in SURVEYED}
    return {
        "metric": fields.text("metric", None, surveyed or known.metrics),
        "surveys": fields.names("surveys", known.surveys or None) or (),
        "questions": fields.names("questions", known.questions or None) or (),
        "at_most": at_most,
        "at_least": at_least,
    }


SURVEYED = frozenset({"nps", "csat", "ocs", "ces", "ces_1", "cli", "support_rating"})


def _keyword(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    words = {}
    for language, node in fields.mapping("words").items():
        inner = Fields(fields.file, Node({language: node}, node.line))
        words[language] = inner.names(language) or ()
        fields.problems += inner.problems
        if not 2 <= len(language) <= 3 or not language.isalpha() or not language.islower():
            reason = f"words {language} is no language; write its code of two letters, such as da"
            fields.problems.append(Problem(fields.file, node.line, reason))
    if not words:
        fields.refuse("words", "words is missing; write lists by language: {en: [cancel, lawyer], da: [opsige]}")
    triggers = fields.names("triggers", TRIGGERS) or TRIGGERS
    return {"words": words, "triggers": triggers}


def _review(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {"at_most": fields.number("at_most", None, 0, 100)}


def _repeat_contact(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {"within_days": fields.number("within_days", 7.0, 0, 365)}


def _health(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {"at_most": fields.number("at_most", None, 0, 100)}


def _threshold(fields: Fields, known: Known, common: dict[str, Any]) -> dict[str, Any]:
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


def _change(fields: Fields, known: Known, common: dict[str, Any]) -> dict[str, Any]:
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


def _anomaly(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {
        "of": fields.text("of", "n", ["n", "value"]),
        "direction": fields.text("direction", "both", DIRECTIONS),
        **_distances(fields),
        "weeks": fields.whole("weeks", 13, 4, 52),
    }


def _distances(fields: Fields) -> dict[str, Any]:
    watch = fields.number("z_watch", 4.5, 1, 100)
    confirmed, clear = fields.number("z_confirmed", 7.0, 1, 100), fields.number("z_clear", 2.0, 0, 100)
    if not clear <= watch <= confirmed:
        fields.refuse("z_watch", "z_clear, z_watch and z_confirmed must rise in this order; correct one of them")
    return {"z_watch": watch, "z_confirmed": confirmed, "z_clear": clear}


def _silence(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
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


def _source_late(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {"sources": fields.names("sources"), "late_hours": fields.number("late_hours", 36.0, 1, 8760)}


def _check_failed(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {"checks": fields.names("checks")}


def _volume(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {
        "sources": fields.names("sources"),
        "direction": fields.text("direction", "low", DIRECTIONS),
        **_distances(fields),
        "loads_min": fields.whole("loads_min", 8, 4, 1000),
    }


def _is_on_scale(metric: Metric, level: float) -> bool:
    low, high = metric.scale_min, metric.scale_max
    return (low is None or level >= low) and (high is None or level <= high)


def _clear_by(metric: Metric) -> float | None:
    """A fortieth of the scale (NPS 5 points, CSAT 2.5 %); None without one: a twentieth of the limit (threshold.py)."""
    if metric.scale_min is None or metric.scale_max is None:
        return None
    return (metric.scale_max - metric.scale_min) * CLEAR_SHARE


_OWN = {
    "answer": _answer,
    "keyword": _keyword,
    "review": _review,
    "repeat_contact": _repeat_contact,
    "health": _health,
    "threshold": _threshold,
    "change": _change,
    "anomaly": _anomaly,
    "silence": _silence,
    "source_late": _source_late,
    "check_failed": _check_failed,
    "volume": _volume,
}
