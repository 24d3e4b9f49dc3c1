"""What dbt itself can check of the project: unit tests of the metrics, contracts that stop a build, registries."""

from __future__ import annotations

import re

import pytest
import yaml

from expectations.registries.metrics import PERIODS
from tests.dbt_project.compiled_models import compiled_models
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import PROJECT, dbt


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


def test_the_registries_accept_the_observations_columns_and_periods_that_the_models_count(
    first_build: RawWarehouse,
) -> None:
    sql = "\n".join(compiled_models(first_build.path, "int_event_observations", "int_period_counts").values())
    answers = re.search(r"answers\.metric in \((.*?)\)", sql)
    assert answers
    observed = {*re.findall(r"'(\w+)' as observations", sql), *re.findall(r"'(\w+)'", answers[1])}
    seeds = yaml.safe_load((PROJECT / "seeds" / "_seeds.yml").read_text())["seeds"]
    accepted = {seed["name"]: seed["config"]["meta"]["registry"].get("accepted", {}) for seed in seeds}
    assert observed == set(accepted["metrics"]["observations"])
    macros = "{{ breakdowns() | join(',') }} {{ period_types() | join(',') }}"
    (rendered,) = dbt(first_build.path, "compile", "--inline", macros).results
    columns, periods = rendered.node.compiled_code.split()
    assert columns.split(",") == accepted["dimension_sets"]["second_column"]
    assert ["all", *columns.split(",")] == accepted["dimension_sets"]["first_column"]
    assert tuple(periods.split(",")) == PERIODS
