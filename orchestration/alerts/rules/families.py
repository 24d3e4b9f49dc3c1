"""Which keys each family of rules has, their defaults, and what they must be to each other.

Defaults stand in model.py; docs/alerts/rules.md lists them. Does not belong here: reading YAML (nodes.py, fields.py).
"""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from orchestration.alerts.rules import metric_families as metrics
from orchestration.alerts.rules.fields import Fields, hint
from orchestration.alerts.rules.known import Known
from orchestration.alerts.rules.model import DATA, FAMILIES, PERSONAL, Rule
from orchestration.alerts.rules.nodes import Node, Problem
from orchestration.messages.message import Severity

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
        values |= metrics.aggregate(fields, known, family)
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
        "due_hours": fields.whole("due_hours", 48, 1),
    }


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


def _source_late(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {"sources": fields.names("sources"), "late_hours": fields.number("late_hours", 36.0, 1, 8760)}


def _check_failed(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {"checks": fields.names("checks")}


def _volume(fields: Fields, _: Known, __: dict[str, Any]) -> dict[str, Any]:
    return {
        "sources": fields.names("sources"),
        "direction": fields.text("direction", "low", metrics.DIRECTIONS),
        **metrics.distances(fields),
        "loads_min": fields.whole("loads_min", 8, 4, 1000),
    }


_OWN = {
    "answer": _answer,
    "keyword": _keyword,
    "review": _review,
    "repeat_contact": _repeat_contact,
    "health": _health,
    "threshold": metrics.threshold,
    "change": metrics.change,
    "anomaly": metrics.anomaly,
    "silence": metrics.silence,
    "source_late": _source_late,
    "check_failed": _check_failed,
    "volume": _volume,
}
