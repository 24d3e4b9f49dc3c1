"""The rules file: good ones become rules, each mistake is told with file, line, reason and what to do."""

from __future__ import annotations

import pytest

from orchestration.alerts.rules import Change, Keyword, Known, RuleFile, Threshold, load, read, require, rules_file
from orchestration.lib.errors import UserError
from orchestration.messages.message import Severity

HEAD = "channels:\n  folder: {kind: file}\nrules:\n"


def problems(text: str, registry: Known) -> list[str]:
    return [str(problem) for problem in read(text, "alert_rules.yml", registry).problems]


def of_rule(lines: str, registry: Known) -> list[str]:
    """Problems of one rule, which begins on line 4."""
    first, *others = lines.strip().split("; ")
    return problems(HEAD + "\n".join([f"  - {first}", *(f"    {line}" for line in others)]) + "\n", registry)


def test_the_projects_own_rules_are_good(registry: Known) -> None:
    found = load(rules_file({}), registry)
    assert found.problems == ()
    assert {rule.family for rule in found.rules} >= {
        "answer",
        "keyword",
        "change",
        "threshold",
        "silence",
        "source_late",
    }


@pytest.mark.parametrize(
    ("rule", "line", "words"),
    [
        ("name: a; family: treshold", 5, "family treshold is not known; do you mean threshold?"),
        ("name: a", 4, "family is missing"),
        ("name: a b!; family: check_failed", 4, "name must be letters"),
        ("name: a; family: check_failed; colour: red", 6, "colour is no key of this family"),
        ("name: a; family: check_failed; severity: hot", 6, "severity hot is not known; there is critical"),
        ("name: a; family: check_failed; channels: [slack]", 6, "channels slack is not known; there is folder"),
        ("name: a; family: check_failed; time_zone: Mars/Base", 6, "time_zone Mars/Base is not known"),
        ("name: a; family: check_failed; enabled: 3", 6, "enabled is neither true nor false"),
        ("name: a; family: check_failed; language: no", 6, "put it in quotes"),
        ("name: a; family: check_failed; cooldown_days: -1", 6, "cooldown_days -1 is out of range; give one from 0"),
        ("name: a; family: check_failed; cooldown_days: soon", 6, "cooldown_days is not a whole number"),
        ("name: a; family: threshold; metric: npss; below: 3", 6, "metric npss is not known; do you mean nps?"),
        ("name: a; family: threshold; below: 3", 4, "metric is missing"),
        ("name: a; family: threshold; metric: nps", 4, "give one of `below: 30`, `above: 30` and `from: registry`"),
        ("name: a; family: threshold; metric: nps; below: 3; above: 9", 7, "give one of"),
        ("name: a; family: threshold; metric: nps; below: 300", 7, "below 300 lies outside the scale of nps"),
        ("name: a; family: threshold; metric: nps; below: 30; clear: 20", 8, "lies on the bad side of the limit"),
        ("name: a; family: threshold; metric: nps; below: 30; clear: 35; clear_by: 5", 8, "say the same"),
        ("name: a; family: threshold; metric: chs; from: registry", 7, "metric_targets.csv has no threshold of chs"),
        ("name: a; family: threshold; metric: nps; below: 3; by: region", 8, "by region is not known"),
        ("name: a; family: threshold; metric: nps; below: 3; by: country", 8, "country is not counted by rolling_28"),
        ("name: a; family: threshold; metric: nps; below: 3; period: year", 8, "period year is not known"),
        ("name: a; family: threshold; metric: nps; below: 3; by: segment; values: [smb, huge]", 9, "values huge is no"),
        ("name: a; family: threshold; metric: nps; below: 3; n_min: 0", 8, "n_min 0 is out of range"),
        ("name: a; family: change; metric: nps", 4, "fall is missing"),
        ("name: a; family: change; metric: nps; fall: 20; period: week", 8, "period does not apply"),
        ("name: a; family: change; metric: first_reply_median; fall: 20", 6, "do not add up"),
        ("name: a; family: change; metric: nps; fall: 9; false_watch: 0.1; false_confirmed: 1", 9, "stricter tier"),
        ("name: a; family: change; metric: invitations_sent; fall: 9; against: previous", 4, "neither way is good"),
        ("name: a; family: anomaly; metric: nps; z_watch: 9; z_confirmed: 5", 7, "must rise in this order"),
        ("name: a; family: silence; metric: nps; chance_watch: 0.001; chance_confirmed: 0.1", 8, "stricter tier"),
        ("name: a; family: answer; metric: churn_rate; at_most: 3", 6, "metric churn_rate is not known"),
        ("name: a; family: answer; metric: nps; at_most: 3; at_least: 4", 7, "not both"),
        ("name: a; family: answer; surveys: [NOPE]", 6, "surveys NOPE is not known"),
        ("name: a; family: keyword", 4, "words is missing"),
        ("name: a; family: keyword; words: {english: [bad]}", 6, "words english is no language"),
        ("name: a; family: review; scope: {region: [north]}", 6, "scope region is not known"),
        ("name: a; family: review; scope: {segment: [huge]}", 6, "segment huge is not known"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_do(rule: str, line: int, words: str, registry: Known) -> None:
    found = of_rule(rule, registry)
    assert any(each.startswith(f"alert_rules.yml:{line}: ") and words in each for each in found), found


def test_all_mistakes_are_told_at_once_and_no_rule_is_used(registry: Known) -> None:
    text = HEAD + "  - {name: a, family: change, metric: x}\n  - {name: a, family: review, foo: 1}\nextra: 1\n"
    found = read(text, "r.yml", registry)
    assert found.rules == ()
    assert [problem.line for problem in found.problems] == [4, 4, 5, 5, 6]
    assert "name a stands on line 4 already" in str(found.problems[3])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: [", "this is no YAML"),
        ("rules: {a: 1}", "rules must be a list"),
        ("rules:\n  - 3", "a rule must have keys"),
        ("- 1", "the file must have the sections"),
        ("defaults: {n_mim: 3}", "no family has n_mim; do you mean n_min?"),
        ("channels: [a]", "channels must be a mapping"),
        ("channels: {a: {}}\nrules:\n  - {name: a, name: b, family: review}", "name stands on line 3 already"),
        ("a: &a [*a]", "contain itself"),
    ],
)
def test_a_file_of_another_shape_is_refused(text: str, words: str, registry: Known) -> None:
    assert any(words in each for each in problems(text, registry))


def test_defaults_are_merged_where_a_family_has_the_key_and_their_faults_are_told_once(registry: Known) -> None:
    text = (
        "channels: {folder: {kind: file}}\ndefaults: {n_min: 50, severity: critical, cooldown_days: 3}\nrules:\n"
        "  - {name: a, family: threshold, metric: nps, below: 30, cooldown_days: 9}\n"
        "  - {name: b, family: review}\n"
    )
    first, second = read(text, "r.yml", registry).rules
    assert isinstance(first, Threshold)
    assert (first.n_min, first.cooldown_days, second.cooldown_days) == (50, 9, 3)
    assert second.severity is Severity.CRITICAL
    assert first.clear_by == 5  # a fortieth of the scale
    wrong = read(text.replace("critical", "hot"), "r.yml", registry).problems
    assert [problem.line for problem in wrong] == [2]


def test_keys_of_channels_are_checked_by_who_owns_them_and_told_with_the_line(registry: Known) -> None:
    text = "channels:\n  mail:\n    kind: smtp\n    hots: x\n"
    found = read(
        text, "r.yml", registry, lambda section: [(("mail", "hots"), "hots is no key"), (("mail", "y"), "no y")]
    )
    assert [(problem.line, problem.reason) for problem in found.problems] == [(2, "no y"), (4, "hots is no key")]
    assert found.channels == {"mail": {"kind": "smtp", "hots": "x"}}


def test_a_missing_file_says_what_to_do(tmp_path, registry: Known) -> None:
    with pytest.raises(UserError, match=r"rules\.yml:1: the file is missing; set VOC_ALERT_RULES"):
        require(tmp_path / "rules.yml", registry)


def test_values_of_pairs_are_known(registry: Known) -> None:
    rule = "name: a; family: threshold; metric: nps; below: 3; by: touchpoint_segment; period: month; values: [{}]"
    assert of_rule(rule.format("support / smb"), registry) == []
    assert "no group of touchpoint_segment" in of_rule(rule.format("smb / support"), registry)[0]


def test_a_rule_is_found_by_name_or_the_names_are_told() -> None:
    keyword = Keyword(name="words", family="keyword", title="", line=1)
    found = RuleFile((keyword, Change(name="fall", family="change", title="", line=2)))
    assert found.rule("words") is keyword
    with pytest.raises(UserError, match="do you mean fall"):
        found.rule("falls")
