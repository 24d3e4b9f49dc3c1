"""Dagster's definitions: loadable anywhere, raw assets from specs alone, one graph from vendor to publish."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from ingestion import registry
from orchestration.definitions import build_defs
from orchestration.defs.alerts import DELIVER, ESCALATE, EVALUATE_FAILURE, EVALUATED, WATCH
from orchestration.defs.freshness import judge
from orchestration.defs.gates import MART_CHECK
from orchestration.defs.jobs import BUILD, LOAD_ALL
from orchestration.defs.translator import BOOKKEEPING, PUBLISHED, public_models, raw_key
from orchestration.lib import built
from orchestration.lib.settings import Settings

ROOT = Path(__file__).parents[2]

BLOCK_NETWORK = """
import socket
def blocked(*_, **__): raise AssertionError("the network was used")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = blocked
"""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The real project's manifest, made as a fresh clone makes it: empty environment, no network, no credentials."""
    state = tmp_path_factory.mktemp("state")
    code = f"{BLOCK_NETWORK}\nfrom orchestration.definitions import defs\nassert defs().resolve_job_def('{BUILD}')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"VOC_STATE_DIR": str(state)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads((state / "dbt_target" / "manifest.json").read_text())


@pytest.fixture(scope="module")
def definitions(manifest: dict) -> dg.Definitions:
    return build_defs(specs=registry.specs(), manifest=manifest)


def test_raw_definitions_need_no_dbt_no_checks_library_and_no_loader():
    code = (
        f"{BLOCK_NETWORK}\nimport sys\nfrom ingestion import registry\n"
        "from orchestration.definitions import build_defs\n"
        "build_defs(specs=registry.specs()).resolve_job_def('load_sources')\n"
        "slow = {'dbt', 'dagster_dbt', 'great_expectations', 'dlt', 'pandas'} & set(sys.modules)\n"
        "assert not slow, slow"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_every_raw_table_is_an_asset_named_after_its_schema_and_table():
    specs = registry.specs()
    found = {spec.key for spec in build_defs(specs=specs).resolve_all_asset_specs()}
    wanted = {raw_key(spec.name, table) for spec in specs.values() for table in (*spec.resources, *BOOKKEEPING)}
    assert found == wanted
    assert dg.AssetKey(["raw_typeform", "responses"]) in found


def test_raw_assets_carry_group_owner_kinds_and_what_is_personal():
    specs = {spec.key: spec for spec in build_defs(specs=registry.specs()).resolve_all_asset_specs()}
    responses = specs[dg.AssetKey(["raw_typeform", "responses"])]
    assert responses.group_name == "surveys"
    assert list(responses.owners) == ["team:voice-of-customer"]
    assert {"dlt", "duckdb"} <= responses.kinds


def test_a_code_server_can_load_everything(definitions: dg.Definitions):
    dg.Definitions.validate_loadable(definitions)


def test_dbt_sources_are_met_by_raw_assets(manifest: dict):
    raw = {spec.key for spec in build_defs(specs=registry.specs()).resolve_all_asset_specs()}
    sources = {dg.AssetKey([node["source_name"], node["name"]]) for node in manifest["sources"].values()}
    assert sources
    assert sources <= raw


def test_the_published_file_depends_on_every_public_mart_and_its_blocking_check(
    definitions: dg.Definitions, manifest: dict
):
    graph = definitions.resolve_asset_graph()
    parents = {key.path[-1] for key in graph.get(PUBLISHED).parent_keys}
    assert parents == set(public_models(manifest))
    gate = [key for key in graph.asset_check_keys if key.name == MART_CHECK]
    assert {key.asset_key.path[-1] for key in gate} == parents
    assert all(graph.get(key).blocking for key in gate)


def test_alert_rules_are_judged_in_the_same_build_after_publishing(definitions: dg.Definitions):
    assert EVALUATED in definitions.resolve_job_def(BUILD).asset_layer.selected_asset_keys
    assert definitions.resolve_asset_graph().get(EVALUATED).parent_keys == {PUBLISHED}
    for name in (DELIVER, ESCALATE, WATCH, EVALUATE_FAILURE):
        assert definitions.resolve_job_def(name)


def test_each_source_has_a_job_a_schedule_and_a_freshness_check(definitions: dg.Definitions):
    names = set(registry.specs())
    schedules = {schedule.name: schedule for schedule in definitions.schedules or ()}
    for name, spec in registry.specs().items():
        assert definitions.resolve_job_def(f"load_{name}")
        assert schedules[f"load_{name}_schedule"].cron_schedule == spec.cron
    checks = definitions.resolve_asset_graph().asset_check_keys
    late = {f"raw_{name}" for name in names if not registry.spec(name).is_own}
    assert {key.asset_key.path[0] for key in checks if key.name == "read_in_time"} == late
    assert definitions.resolve_job_def(LOAD_ALL)


def test_only_schedules_of_configured_sources_run_by_themselves(manifest: dict):
    chosen = build_defs(specs=registry.specs(), manifest=manifest, configured=["stripe"])
    running = {s.name for s in chosen.schedules or () if s.default_status == dg.DefaultScheduleStatus.RUNNING}
    alerts = {"escalate_cases_schedule", "watch_alerts_schedule"}
    assert running == {"load_stripe_schedule", "build_marts_schedule", "freshness_schedule"} | alerts
    sensing = {s.name for s in chosen.sensors or () if s.default_status == dg.DefaultSensorStatus.RUNNING}
    assert sensing == {"outbox_sensor", "failed_build_sensor", "digest_sensor"}
    none = build_defs(specs=registry.specs(), manifest=manifest, configured=["stripe"], has_schedules_on=False)
    assert not [s for s in none.schedules or () if s.default_status == dg.DefaultScheduleStatus.RUNNING]


def test_a_selection_narrows_the_models_and_keeps_gates_and_publishing(manifest: dict):
    narrowed = build_defs(specs=registry.specs(), manifest=manifest, select="customer_voice")
    job = narrowed.resolve_job_def(BUILD)
    keys = {key.to_user_string() for key in job.asset_layer.selected_asset_keys}
    assert keys == {"marts/customer_voice", "published/voice", "alerts/evaluated", "responses/reported", "report/page"}
    judged = {key.asset_key.path[-1] for key in job.asset_layer.asset_graph.asset_check_keys if key.name == MART_CHECK}
    assert judged == set(public_models(manifest))
    assert {"raw_gate", "mart_gate", "published__voice"} <= {node.name for node in job.nodes}


def test_a_build_of_the_same_code_plans_what_can_change_and_every_check_of_it(manifest: dict):
    whole = build_defs(specs=registry.specs(), manifest=manifest).resolve_job_def(BUILD).asset_layer
    layer = build_defs(specs=registry.specs(), manifest=manifest, only_changing=True).resolve_job_def(BUILD).asset_layer
    left_out = {key.path[-1] for key in whole.selected_asset_keys - layer.selected_asset_keys}
    assert left_out == {manifest["nodes"][name]["name"] for name in built.unchanging(manifest) if "test." not in name}
    missing = whole.asset_graph.asset_check_keys - layer.asset_graph.asset_check_keys
    assert {key.asset_key.path[0] for key in missing} <= {"registry"}


def test_a_source_is_late_after_its_hours_and_when_it_was_never_loaded():
    key = raw_key("stripe", "row_ledger")
    assert judge(key, 0.0, 2, 7200.0).passed
    assert not judge(key, 0.0, 2, 7201.0).passed
    assert judge(key, None, 2, 0.0).description == "never loaded"


def test_settings_do_not_depend_on_the_folder_of_the_caller(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    relative = Settings.from_environment({"VOC_STATE_DIR": "elsewhere"})
    assert relative.state_dir == ROOT / "elsewhere"
    assert Settings.from_environment({}).warehouse == ROOT / ".voc" / "warehouse.duckdb"
    assert Settings.from_environment({"VOC_WAREHOUSE": "/data/w.duckdb"}).warehouse == Path("/data/w.duckdb")
