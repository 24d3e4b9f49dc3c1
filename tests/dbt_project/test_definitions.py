"""What dbt itself can check of the project: unit tests of the metrics, contracts that stop a build, registries."""

from __future__ import annotations

import pytest

from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import dbt


def test_unit_tests_of_the_metrics_pass(first_build: RawWarehouse) -> None:
    results = dbt(first_build.path, "test", "--select", "test_type:unit").results
    assert len(results) >= 2


def test_a_contract_with_a_missing_field_stops_compilation(
    first_build: RawWarehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    inline = "{{ contract_mention('trustpilot', 'reviews', {'mention_id': 'id', 'starz': '1'}) }}"
    with pytest.raises(AssertionError):
        dbt(first_build.path, "compile", "--inline", inline)
    message = capsys.readouterr().out
    assert "Missing: ref_id, channel, mentioned_at, load_id, is_deleted." in message
    assert "Unknown: starz." in message


def test_a_tool_without_a_staging_folder_is_named(first_build: RawWarehouse) -> None:
    with pytest.raises(AssertionError, match="names hubspot, but VOC_STAGING_MODELS has no model of it"):
        dbt(first_build.path, "parse", VOC_ENABLED_SOURCES="typeform,hubspot")
