"""What the registries of follow-up must be: owners, whose is what, what makes a case, the action plan.

Which triggers, dimensions and states there are is declared in `_seeds.yml` (`accepted`). The alert rules, which are no
seed, are checked where they are read.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Collection, Iterator, Mapping

from expectations.registries.table import Problem, Registry, Row

ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
NAME = re.compile(r"[a-z][a-z0-9_]*")
KEY = re.compile(r"[0-9a-f]{64}")
# Formulas whose differences have an interval; sums and states of a period have none.
MEASURABLE = ("net_share", "share", "mean")


def owners_can_be_told(owners: Registry) -> Iterator[Problem]:
    """A name that rules can use, one address, a zone of the time zone database, and managers who end somewhere."""
    managers = {row["owner"]: row["manager"] for row in owners.rows}
    zones = zoneinfo.available_timezones()
    for row in owners.rows:
        if not NAME.fullmatch(row["owner"]):
            yield owners.problem(row, f"owner {row['owner']} is not small letters, digits and _, such as support_lead")
        if not ADDRESS.fullmatch(row["email"]):
            yield owners.problem(row, "email is not one address")  # Without it: it is a person's.
        if row["time_zone"] not in zones:
            yield owners.problem(row, f"time_zone {row['time_zone']} is not one such as Europe/Copenhagen")
        if not LANGUAGE.fullmatch(row["language"]):
            yield owners.problem(row, f"language {row['language']} is not one such as en or pt-BR")
        if _leads_back(row["owner"], managers):
            yield owners.problem(row, f"the managers of {row['owner']} lead back to {row['owner']}: nobody is the last")


def languages_are_spoken(owners: Registry, languages: Collection[str]) -> Iterator[Problem]:
    """Whoever asks for a language without a catalogue would get English and not know why."""
    for row in owners.rows:
        code = row["language"]
        if code is not None and LANGUAGE.fullmatch(code) and not {code, code.partition("-")[0]} & set(languages):
            yield owners.problem(
                row,
                f"language {code} has no catalogue; take one of {', '.join(languages)}, or add one "
                "(docs/digests/languages.md)",
            )


def _leads_back(owner: str, managers: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    above = managers.get(owner)
    while above is not None and above not in seen:
        if above == owner:
            return True
        seen.add(above)
        above = managers.get(above)
    return False


def everybody_has_an_owner(assignments: Registry) -> Iterator[Problem]:
    """`all` is there and is one line; who stands in is somebody else; customers and accounts are named as they are."""
    wholes = [row for row in assignments.rows if row["dimension"] == "all"]
    if not wholes:
        yield Problem(assignments.file, 1, "the line for everybody else is missing; it begins with all,all,")
    for row in assignments.rows:
        dimension, value = row["dimension"], row["dimension_value"]
        if dimension == "all" and value != "all":
            yield assignments.problem(row, f"dimension_value of the dimension all is all, not {value}")
        if dimension == "customer" and not KEY.fullmatch(value):
            yield assignments.problem(row, "dimension_value is not a customer_key (64 digits from 0 to f)")
        if dimension == "account" and not re.fullmatch(r"[a-z][a-z0-9_]*:.+", value):
            yield assignments.problem(row, "dimension_value is not tool:id, such as stripe:cus_001")
        if row["backup"] is not None and row["backup"] == row["owner"]:
            yield assignments.problem(row, f"{row['owner']} cannot stand in for {row['owner']}; leave backup empty")


def assignments_are_of_groups(assignments: Registry, segments: Registry, touchpoints: Registry) -> Iterator[Problem]:
    """A misspelt segment or touchpoint would never be anybody's."""
    for registry, column in ((segments, "segment"), (touchpoints, "touchpoint")):
        known = {row[column] for row in registry.rows}
        for row in assignments.rows:
            if row["dimension"] == column and row["dimension_value"] not in known:
                yield assignments.problem(
                    row, f"{column} {row['dimension_value']} is not in {registry.file}; add it there first"
                )


def case_rules_are_rules(rules: Registry) -> Iterator[Problem]:
    """Times that can be kept, and the columns that the trigger needs, no others."""
    for row in rules.rows:
        trigger = row["trigger"]
        for column in ("due_hours", "cooldown_days"):
            if row[column] < 1:
                yield rules.problem(row, f"{column} {row[column]} is less than 1")
        if trigger == "answer" and row["metric"] is None:
            yield rules.problem(row, "a rule for answers needs their metric")
        if trigger == "repeat_contact" and (row["at_most"] is None or row["at_most"] <= 0):
            yield rules.problem(row, "a rule for repeat contacts needs at_most: the days since the ticket before")
        if trigger != "answer":
            for column in ("metric", "touchpoint"):
                if row[column] is not None:
                    yield rules.problem(row, f"{column} {row[column]} says nothing: the trigger is {trigger}")


def actions_are_plans(actions: Registry) -> Iterator[Problem]:
    """Days in their order, a state that fits them, and a group that is whole or not there."""
    for row in actions.rows:
        yield from _days_fit(actions, row)
        started, finished, status = row["started_on"], row["finished_on"], row["status"]
        if status == "planned" and started is not None:
            yield actions.problem(row, "it is planned, but started_on is given; running is what has begun")
        if status in ("running", "finished") and started is None:
            yield actions.problem(row, f"it is {status}, but started_on is empty")
        if status == "finished" and finished is None:
            yield actions.problem(row, "it is finished, but finished_on is empty")
        if status in ("planned", "running") and finished is not None:
            yield actions.problem(row, f"it is {status}, but finished_on is given")
        if (row["dimension"] is None) != (row["dimension_value"] is None):
            yield actions.problem(row, "dimension and dimension_value are given together or not at all")
        if row["target_value"] is not None and row["metric"] is None:
            yield actions.problem(row, "target_value says nothing without a metric")


def _days_fit(actions: Registry, row: Row) -> Iterator[Problem]:
    started = row["started_on"]
    for column in ("deadline_on", "finished_on"):
        if started is not None and row[column] is not None and row[column] < started:
            yield actions.problem(row, f"{column} {row[column]} is before started_on {started}")


def effects_can_be_measured(
    actions: Registry, metrics: Registry, segments: Registry, touchpoints: Registry
) -> Iterator[Problem]:
    """A metric whose differences have an interval, of a group that there is."""
    formulas = {row["metric"]: row["formula"] for row in metrics.rows}
    for row in actions.rows:
        formula = formulas.get(row["metric"])
        if formula is not None and formula not in MEASURABLE:
            yield actions.problem(row, f"metric {row['metric']} is a {formula}; take a share, a net share or a mean")
        for registry, column in ((segments, "segment"), (touchpoints, "touchpoint")):
            known = {group[column] for group in registry.rows}
            if (
                row["dimension"] == column
                and row["dimension_value"] is not None
                and row["dimension_value"] not in known
            ):
                yield actions.problem(
                    row, f"{column} {row['dimension_value']} is not in {registry.file}; add it there first"
                )
