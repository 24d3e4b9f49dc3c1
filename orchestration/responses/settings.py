"""The section `responses` of the file of subscriptions: a list of nodes in, reports and problems out.

    responses:
      - name: unhappy_relationship
        title: An unhappy answer to the relationship survey
        surveys: FNPS0001            # ids of the registry surveys; without it, or all: every survey
        only_when: {metric: nps, at_most: 6, has_comment: true}
        recipients: owner            # owner (and backup) of the customer, names of owners.csv, groups, addresses
        channels: folder

docs/digests/responses.md has every key. Does not belong here: the file (orchestration/subscriptions), brands.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.alerts.rules.fields import Fields
from orchestration.alerts.rules.nodes import Node, Problem
from orchestration.responses.model import OWNER, Condition, Report
from orchestration.subscriptions.audiences import named_people
from orchestration.subscriptions.fields import channels, name, refuse_unknown
from orchestration.subscriptions.known import Known
from orchestration.subscriptions.model import DEFAULT_BRAND, LANGUAGES, Brand

LONGEST_DAYS = 60  # as restricted.customer_context
Groups = Mapping[str, tuple[str, ...]]
Brands = Mapping[str, Brand]


def read_responses(
    file: str, section: Node | None, known: Known, groups: Groups | None = None, brands: Brands | None = None
) -> tuple[tuple[Report, ...], list[Problem]]:
    """The reports in the order of the file, and what is wrong; with a problem none of them counts."""
    if section is None or section.value is None:
        return (), []
    if not isinstance(section.value, list):
        return (), [Problem(file, section.line, "responses must be a list; begin each report with `- name: ...`")]
    problems: list[Problem] = []
    reports: list[Report] = []
    lines: dict[str, int] = {}
    for node in section.value:
        if not isinstance(node.value, dict):
            problems.append(Problem(file, node.line, "a report must have keys; begin it with `- name: ...`"))
            continue
        fields = Fields(file, node)
        report = _report(fields, known, groups or {}, brands or {})
        if report.name in lines:
            reason = f"name {report.name} stands on line {lines[report.name]} already; give each its own name"
            fields.refuse("name", reason)
        if report.name:
            lines.setdefault(report.name, fields.line_of("name"))
        problems += fields.problems
        reports.append(report)
    return (() if problems else tuple(reports)), problems


def _report(fields: Fields, known: Known, groups: Groups, brands: Brands) -> Report:
    named = name(fields)
    title = fields.text("title")
    if not title:
        fields.refuse("title", "title is missing; say in a few words what the report is about")
    brand = fields.text("brand", DEFAULT_BRAND, {*brands, DEFAULT_BRAND}) or DEFAULT_BRAND
    report = Report(
        name=named,
        title=title or named,
        surveys=fields.names("surveys", known.registries.surveys),
        condition=_condition(fields, known),
        recipients=_recipients(fields, known, groups),
        channels=channels(fields, known),
        language=fields.text("language", None, LANGUAGES),
        brand=brands.get(brand, Brand()),
        has_context=fields.boolean("context", True),
        most_a_day=fields.whole("most_a_day", 20, 1, 1_000),
        look_back_days=fields.whole("look_back_days", 30, 1, LONGEST_DAYS),
        is_business_hours=fields.boolean("business_hours", False),
        is_enabled=fields.boolean("enabled", True),
    )
    refuse_unknown(fields, "a report")
    return report


def _condition(fields: Fields, known: Known) -> Condition:
    keys = Fields(fields.file, Node(fields.mapping("only_when"), fields.line_of("only_when")))
    asked = {metric.observations or metric.name for metric in known.registries.metrics.values()}
    metric = keys.text("metric", None, asked)
    found = Condition(metric, keys.number("at_most"), keys.number("at_least"), keys.boolean("has_comment", False))
    has_level = found.at_most is not None or found.at_least is not None
    if has_level and not keys.has("metric"):
        keys.refuse("metric", "metric is missing; at_most and at_least are levels of a metric's score")
    if metric is not None and not has_level:
        keys.refuse("metric", "metric needs at_most or at_least; say which scores are meant")
    refuse_unknown(keys, "only_when")
    fields.problems += keys.problems
    return found


def _recipients(fields: Fields, known: Known, groups: Groups) -> tuple[str, ...]:
    problems, found = named_people(fields, "recipients", known, {**groups, OWNER: (OWNER,)})
    fields.problems += problems
    return found or (OWNER,)
