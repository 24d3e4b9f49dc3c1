"""Great Expectations is asked late, holds counts only, and a check that breaks is not taken for bad data."""

from __future__ import annotations

import subprocess
import sys

from expectations import data_docs
from expectations.engine import evaluate, exception_reason
from expectations.model import Measurements, Rule

FEW = Rule("few", "things", "Have fewer", maximum=3)
MANY = Rule("many", "things", "Have more", minimum=2, is_blocking=False)


def test_results_name_the_subject_and_skip_what_does_not_apply():
    result = evaluate([Measurements("suite", [FEW, MANY], {"a": {"few": 1, "many": 1}, "b": {"few": 9, "many": None}})])
    judged = {(finding.subject, finding.rule.name): finding.is_passed for finding in result.findings}
    assert judged == {("a", "few"): True, ("a", "many"): False, ("b", "few"): False}
    assert [finding.subject for finding in result.blocking] == ["b"]


def test_more_offenders_than_a_summary_lists_are_all_found():
    rows = {f"table_{number}": {"few": 7.0} for number in range(45)}
    assert len(evaluate([Measurements("suite", [FEW], rows)]).failed) == 45


def test_the_same_table_name_in_two_suites_is_judged_for_each():
    rows = {"users": {"few": 1.0, "many": 5.0}}, {"users": {"few": 9.0, "many": None}}
    result = evaluate([Measurements("zendesk", [FEW, MANY], rows[0]), Measurements("typeform", [FEW, MANY], rows[1])])
    assert [(finding.suite, finding.subject) for finding in result.failed] == [("typeform", "users")]
    assert len(result.of("zendesk", "users")) == 2


def test_a_check_that_cannot_run_is_broken_and_not_failed():
    information = {"metric": {"raised_exception": True, "exception_message": "Error: no such column"}}
    assert exception_reason(information) == "Error: no such column"
    assert exception_reason({"raised_exception": False, "exception_message": None}) is None


def test_a_broken_expectation_is_reported_beside_the_findings(monkeypatch):
    from expectations import engine

    frame = Measurements("suite", [FEW, MANY], {"a": {"few": 1.0, "many": 5.0}})
    monkeypatch.setattr(engine, "as_dataframe", lambda part: _without(part, "many"))
    result = evaluate([frame])
    assert [finding.rule.name for finding in result.findings] == ["few"]
    assert len(result.broken) == 1
    assert "suite.many" in result.broken[0]


def test_nothing_to_judge_imports_nothing():
    code = (
        "import sys; from expectations import marts, raw; from expectations.engine import evaluate; evaluate([]);"
        "assert not {'great_expectations', 'pandas', 'dagster', 'dlt'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_data_docs_are_written_and_call_no_outside_host(tmp_path):
    page = data_docs.build([Measurements("suite", [FEW], {"a": {"few": 9.0}})], tmp_path / "docs")
    pages = list((tmp_path / "docs").rglob("*.html"))
    assert page in pages
    assert any("suite" in path.read_text() for path in pages)
    for path in pages:
        text = path.read_text()
        assert 'src="http' not in text
        assert not [link for link in text.split("<link")[1:] if "http" in link.split(">")[0]]


def _without(frame, column):
    import pandas as pd

    return pd.DataFrame({"subject": list(frame.rows), "few": [row["few"] for row in frame.rows.values()]})
