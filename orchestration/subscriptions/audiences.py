"""One audience of the file: its keys, their defaults by role, and what they must be to each other."""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.alerts.owners import attributes_of, owner_of
from orchestration.alerts.rules.fields import Fields, hint
from orchestration.alerts.rules.nodes import Node, Problem
from orchestration.subscriptions import timing
from orchestration.subscriptions.fields import (
    ADDRESS,
    channels,
    clock_time,
    name,
    parts,
    refuse_unknown,
    scope,
    time_zone,
)
from orchestration.subscriptions.known import Known
from orchestration.subscriptions.model import DEFAULT_BRAND, LANGUAGES, Audience, Baseline, Scope
from orchestration.subscriptions.roles import ROLES, has_period

MOST_METRICS = 8
# Each audience has its own.
OWN = ("name", "title", "scope", "recipients")


def build(fields: Fields, known: Known, groups: Mapping[str, tuple[str, ...]], brands: frozenset[str]) -> Audience:
    """The audience; where `fields` has problems afterwards it must not be used."""
    named = name(fields)
    role = fields.text("role", "management", ROLES) or "management"
    at = clock_time(fields, "at")
    cadence = timing.cadence(fields, at)
    period = timing.period_type(fields, cadence.kind)
    found_scope = scope(fields, known, period)
    baselines = [each.value for each in Baseline]
    baseline = Baseline(fields.text("baseline", Baseline.WEEKS_4, baselines) or Baseline.WEEKS_4)
    beside = Baseline.WEEKS_13 if baseline is not Baseline.WEEKS_13 else Baseline.WEEKS_4
    second = Baseline(fields.text("second_baseline", beside, baselines) or beside)
    if second is baseline and fields.has("second_baseline"):
        fields.refuse("second_baseline", "second_baseline is the baseline itself; name another one or leave it out")
    found = Audience(
        name=named,
        title=fields.text("title") or ROLES[role].title,
        role=role,
        metrics=_metrics(fields, known, role, period),
        parts=parts(fields, ROLES[role].parts),
        recipients=_recipients(fields, known, groups, found_scope),
        channels=channels(fields, known, default="folder"),
        language=fields.text("language", None, LANGUAGES),
        time_zone=time_zone(fields) or "UTC",
        scope=found_scope,
        cadence=cadence,
        period_type=period,
        baseline=baseline,
        second_baseline=second if second is not baseline else beside,
        wait_hours=fields.number("wait_hours", 6.0, 0, 240),
        has_names=fields.boolean("names", ROLES[role].has_names),
        is_skipped_when_empty=fields.boolean("skip_when_empty", False),
        brand=fields.text("brand", DEFAULT_BRAND, {*brands, DEFAULT_BRAND}) or DEFAULT_BRAND,
        line=fields.line,
    )
    if not found.parts:
        fields.refuse("sections", "sections leaves nothing to say; keep one, such as figures")
    _require_addresses(fields, known, found)
    refuse_unknown(fields, "an audience")
    return found


def _metrics(fields: Fields, known: Known, role: str, period: str) -> tuple[str, ...]:
    metrics = known.registries.metrics
    given = fields.names("metrics", metrics)
    if given is None:
        ready = [each for each in ROLES[role].metrics if each in metrics]
        return tuple(each for each in ready if has_period(metrics[each].observations, period))
    for each in given:
        if not has_period(metrics[each].observations, period):
            fields.refuse("metrics", f"{each} is not counted for a {period}; choose another metric or a longer period")
    if len(given) > MOST_METRICS:
        fields.refuse("metrics", f"metrics names {len(given)}; nobody reads more than {MOST_METRICS}: choose")
    return given


def _recipients(
    fields: Fields, known: Known, groups: Mapping[str, tuple[str, ...]], found_scope: Scope
) -> tuple[str, ...]:
    if "recipients" not in fields.nodes:
        fields.asked.add("recipients")
        owner = _owner(known, found_scope)
        if owner is None:
            fields.refuse("recipients", "recipients is missing, and owner_assignments.csv names nobody; name somebody")
        return (owner,) if owner else ()
    problems, found = named_people(fields, "recipients", known, groups)
    if not found and not problems:
        fields.refuse("recipients", "recipients names nobody; write owners, groups or addresses, or leave the key out")
    fields.problems += problems
    return found


def named_people(
    fields: Fields, key: str, known: Known, groups: Mapping[str, tuple[str, ...]]
) -> tuple[list[Problem], tuple[str, ...]]:
    """Owners, addresses and groups of a list, each person once."""
    found: list[str] = []
    problems: list[Problem] = []
    for each in fields.names(key) or ():
        if each in groups:
            found += groups[each]
        elif each in known.people or ADDRESS.fullmatch(each):
            found.append(each)
        else:
            listed = fields.nodes[key].value
            line = next(
                (node.line for node in listed if node.value == each) if isinstance(listed, list) else iter(()),
                fields.line_of(key),
            )
            near = hint(each, [*known.people, *groups])
            reason = f"{key} {each} is no owner (owners.csv), group or address; {near}"
            problems.append(Problem(fields.file, line, reason))
    return problems, tuple(dict.fromkeys(found))


def _owner(known: Known, found_scope: Scope) -> str | None:
    columns = known.registries.dimensions.get(found_scope.dimension, ())
    attributes = {} if found_scope.is_all else attributes_of(columns, found_scope.value)
    return owner_of(known.assignments, attributes)[0]


def _require_addresses(fields: Fields, known: Known, found: Audience) -> None:
    if not any(known.channels.get(channel) == "smtp" for channel in found.channels):
        return
    for each in found.recipients:
        person = known.people.get(each)
        if person is not None and not person.email:
            fields.refuse(
                "recipients", f"{each} has no e-mail address in owners.csv, and a channel is mail; add it there"
            )


def defaults_problems(file: str, defaults: Mapping[str, Node], known: Known) -> list[Problem]:
    """Keys of the section `defaults` that no audience has, or that each must have for itself."""
    fields = Fields(file, Node({}, 1))
    build(fields, known, {}, frozenset())
    allowed = fields.asked - set(OWN)
    return [
        Problem(file, node.line, f"{key} cannot be a default; {hint(key, allowed)}")
        for key, node in defaults.items()
        if key not in allowed
    ]
