"""The file of subscriptions: what it says with how little, and every fault with its line and what to do."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from orchestration.alerts.owners import Assignment
from orchestration.alerts.rules import known as registries
from orchestration.lib.errors import UserError
from orchestration.lib.settings import PROJECT_ROOT, Settings
from orchestration.subscriptions.known import Known, known
from orchestration.subscriptions.model import Baseline, Part, Person, Scope
from orchestration.subscriptions.read import Subscriptions, read, require, required
from orchestration.subscriptions.roles import ROLES
from tests.orchestration.messages.samples import png

WHAT = Known(
    registries=registries(PROJECT_ROOT / "dbt_project" / "seeds"),
    people={
        "support_lead": Person("support_lead", "lead@company.example", "da", "Europe/Copenhagen", "Head of support"),
        "nobody": Person("nobody", None, "en"),
    },
    assignments=(
        Assignment("all", "all", "nobody"),
        Assignment("touchpoint", "support", "support_lead"),
    ),
    channels={"folder": "file", "mail": "smtp", "chat": "slack", "pager": "pagerduty"},
)


def of(text: str, folder: Path = PROJECT_ROOT) -> Subscriptions:
    return read(text, "subscriptions.yml", WHAT, folder)


def fault(text: str) -> str:
    found = of(text)
    assert found.problems, "nothing was found wrong"
    assert not found.audiences, "the file counts as a whole or not at all"
    return "\n".join(map(str, found.problems))


def test_the_projects_own_file_has_an_audience_for_each_role(settings: Settings) -> None:
    found = required(settings)
    assert {audience.role for audience in found.audiences} == set(ROLES)
    for audience in found.audiences:
        assert audience.metrics
        assert audience.channels == ("folder",)
        assert (audience.cadence.kind, audience.cadence.at) in {("weekly", time(7)), ("monthly", time(7))}
        assert audience.recipients


def test_little_is_enough() -> None:
    (found,) = of("audiences:\n  - {name: support, role: support, recipients: support_lead}\n").audiences
    assert (found.title, found.cadence.kind, found.period_type) == ("Customer support", "weekly", "week")
    assert found.parts == tuple(part for part in Part if part in ROLES["support"].parts)
    assert found.metrics == ROLES["support"].metrics
    assert (found.language, found.baseline, found.second_baseline) == (None, Baseline.WEEKS_4, Baseline.WEEKS_13)
    assert not found.has_names
    assert found.channels == ("folder",)


def test_everything_can_be_said() -> None:
    found = of(
        """
report_url: https://voice.company.example/report
brands:
  default: {name: Voice, colour: "#112233", reply_to: voice@company.example, list_domain: voice.company.example}
groups:
  leaders: [support_lead, somebody@company.example]
defaults: {channels: [mail, chat], time_zone: Asia/Kathmandu}
audiences:
  - name: support-da
    title: Supportledere
    role: support
    recipients: [leaders, support_lead, other@company.example]
    language: da
    scope: {touchpoint: support}
    cadence: daily
    at: "18:30"
    sections: [+restated, +themes, -quotes]
    metrics: [csat, ces]
    baseline: last_year
    second_baseline: previous_period
    skip_when_empty: true
    wait_hours: 2.5
    names: true
responses:
  whatever: {its: helper, reads: it}
"""
    )
    assert not found.problems
    (audience,) = found.audiences
    assert audience.recipients == ("support_lead", "somebody@company.example", "other@company.example")
    assert (audience.scope, audience.period_type) == (Scope("touchpoint", "support"), "day")
    assert audience.cadence.at == time(18, 30)
    assert Part.THEMES in audience.parts
    assert Part.QUOTES not in audience.parts
    assert list(audience.parts) == [part for part in Part if part in audience.parts], "in the order of reading"
    assert audience.metrics == ("csat", "ces")
    assert audience.channels == ("mail", "chat")
    assert audience.time_zone == "Asia/Kathmandu"
    assert found.brand().list_domain == "voice.company.example"
    assert found.responses is not None
    assert found.responses.plain() == {"whatever": {"its": "helper", "reads": "it"}}
    assert found.person("other@company.example").email == "other@company.example"


def test_without_recipients_whoever_looks_after_the_scope_receives() -> None:
    text = "audiences:\n  - {name: a, scope: {touchpoint: support}}\n  - {name: b}\n"
    assert [audience.recipients for audience in of(text).audiences] == [("support_lead",), ("nobody",)]


def test_a_metric_without_weeks_is_left_out_of_a_weekly_role_and_refused_when_it_is_named() -> None:
    weekly, monthly = of("audiences:\n  - {name: a}\n  - {name: b, cadence: monthly}\n").audiences
    assert "churn_rate" not in weekly.metrics
    assert "churn_rate" in monthly.metrics
    assert "churn_rate is not counted for a week" in fault("audiences:\n  - {name: a, metrics: churn_rate}\n")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("recipients: suport_lead", "recipients suport_lead is no owner (owners.csv), group or address; do you mean"),
        ("recipients:", "recipients names nobody"),
        ("recipients: all", "recipients names nobody"),
        ("recipients: jürgen@company.example", "is no owner (owners.csv), group or address"),
        ("recipients: some..body@company.example", "is no owner (owners.csv), group or address"),
        ('recipients: "some\\0body@company.example"', "is no owner (owners.csv), group or address"),
        ("channels: all", "channels is missing"),
        ("scope: {touchpoint: NO}", 'scope touchpoint is read as true or false; quote it: touchpoint: "NO"'),
        ("channels: post", "channels post is not known; there is chat, folder, mail, pager"),
        ("channels: pager", "pager wakes people"),
        ("metrics: [nps, npx]", "metrics npx is not known; do you mean nps"),
        ("scope: {touchpoint: suport}", "scope touchpoint suport is not known; do you mean support"),
        ("scope: {planet: mars}", "scope planet is not known"),
        ("scope: {touchpoint: support, segment: smb}", "more than one dimension"),
        ("scope: {touchpoint_segment: support}", "has two parts"),
        (
            "scope: {country: DK}",
            "weeks of country are not published: set week to true in dimension_sets.csv",
        ),
        ("language: de", "language de is not known; there is da, en, et, ru, sv"),
        ("time_zone: Europe/Kopenhagen", "time_zone Europe/Kopenhagen is not known"),
        ("sections: [+quotas]", "sections quotas is not known; do you mean quotes"),
        ("sections: [+quotes, trend]", "mixes names with and without a sign"),
        ("role: boss", "role boss is not known"),
        ("at: 18:30", 'put it in quotes: at: "18:30"'),
        ('at: "25:00"', "at 25:00 is no time of day"),
        ("on: mon", "on mon is not known; do you mean monday"),
        ("day: 3", "day has no meaning where cadence is weekly"),
        ('cron: "0 7 * * 1"', "cron has no meaning where cadence is weekly"),
        ("cadence: cron", "cron is missing"),
        ('{cadence: cron, cron: "0 7 * *"}', "is not understood"),
        ('{cadence: cron, cron: "61 7 * * 1"}', "is not understood"),
        ('{cadence: cron, cron: "*/5 * * * *"}', "comes more than once a day"),
        ('{cadence: cron, cron: "0 7 31 2 *"}', "never comes"),
        ('{cadence: cron, cron: "0 7 r * *"}', "is not understood"),
        ("{cadence: monthly, day: 31}", "day 31 is out of range"),
        ("baseline: weeks_5", "baseline weeks_5 is not known"),
        ("{baseline: weeks_4, second_baseline: weeks_4}", "second_baseline is the baseline itself"),
        ("wait_hours: -1", "wait_hours -1 is out of range"),
        ("names: maybe", "names is neither true nor false"),
        ("{channels: mail, recipients: nobody}", "nobody has no e-mail address in owners.csv"),
        ("brand: other", "brand other is not known"),
        ("recipient: support_lead", "recipient is no key of an audience; do you mean recipients"),
        ("period: rolling_28", "period rolling_28 is not known"),
    ],
)
def test_a_fault_in_an_audience_is_told_with_its_line(line: str, reason: str) -> None:
    keys = line.strip("{}").split(", ") if line.startswith("{") else [line]
    text = "audiences:\n  - name: first\n    recipients: support_lead\n  - name: support\n" + "".join(
        f"    {key}\n" for key in keys
    )
    found = fault(text)
    assert reason in found
    lines = {int(each.split(":")[1]) for each in found.splitlines()}
    assert lines <= set(range(4, 5 + len(keys))), found
    assert found.startswith("subscriptions.yml:")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("audience: []\n", 1, "audience is no section; do you mean audiences"),
        ("audiences: {}\n", 1, "audiences must be a list"),
        ("audiences:\n  - {name: a}\n  - {name: a}\n", 3, "name a stands on line 2 already"),
        ("audiences:\n  - {name: A b}\n", 2, "name must be lower case words"),
        ("audiences:\n  - {name: a__b}\n", 2, "name must be lower case words"),
        ("audiences:\n  - support\n", 2, "an audience must have keys"),
        ("defaults: {name: a}\n", 1, "name cannot be a default"),
        ("defaults: {colour: red}\n", 1, "colour cannot be a default"),
        ("groups: {leaders: []}\n", 1, "leaders is an empty list"),
        ("groups: {leaders: [who]}\n", 1, "leaders who is no owner"),
        ("groups: {support_lead: [nobody]}\n", 1, "is called like an owner"),
        ("groups:\n  a: [nobody]\n  b: [a]\n", 3, "b a is no owner"),
        ("brands: {default: {colour: teal}}\n", 1, "colour is not of the form"),
        ("brands: {default: {reply_to: voice}}\n", 1, "reply_to is no e-mail address"),
        ("brands: {default: {list_domain: voice}}\n", 1, "list_domain is no domain"),
        ("brands: {default: {logo: missing.png}}\n", 1, "logo missing.png: there is no such file"),
        ("brands: {default: {font: Arial}}\n", 1, "font is no key of a brand"),
        ("report_url: javascript:alert(1)\n", 1, "report_url is no plain address"),
        ("audiences: [\n", 2, "this is no YAML"),
    ],
)
def test_a_fault_in_a_section_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    found = fault(text)
    assert reason in found
    assert f"subscriptions.yml:{line}: " in found


def test_a_logo_is_a_small_png(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png())
    (tmp_path / "logo.svg").write_text("<svg/>")
    text = "brands: {{default: {{logo: {0}}}}}\n"
    assert of(text.format("logo.png"), tmp_path).brand().logo == tmp_path / "logo.png"
    assert "this is no PNG" in str(of(text.format("logo.svg"), tmp_path).problems[0])


def test_all_faults_are_told_at_once_and_the_file_is_named(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "mine.yml"
    file.write_text("audiences:\n  - {name: a, metrics: npx}\n  - {name: b, language: xx}\n")
    with pytest.raises(UserError) as refused:
        require(file, known(settings))
    assert "mine.yml:2: metrics npx" in str(refused.value)
    assert "mine.yml:3: language xx" in str(refused.value)


def test_a_file_that_is_missing_says_which_variable_names_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the file is missing; set VOC_SUBSCRIPTIONS"):
        require(tmp_path / "none.yml", WHAT)


def test_an_audience_that_is_asked_for_wrongly_is_told_the_nearest(settings: Settings) -> None:
    with pytest.raises(UserError, match="There is no audience suport; do you mean support"):
        required(settings).audience("suport")
