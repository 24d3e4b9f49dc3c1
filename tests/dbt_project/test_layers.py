"""Who may read whom, and what public models promise: read from dbt's manifest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration.lib.built import unchanging
from tests.dbt_project.raw_fixture import RawWarehouse

CONTRACTS = (
    "survey", "question_version", "invitation", "response", "answer", "ticket", "ticket_event", "message", "mention",
    "transaction", "subscription_period", "cart", "usage_day", "usage_session", "customer_ref", "case_event",
    "alert_episode", "alert_message",
)  # fmt: skip
# Subjects of intermediate models that lie between facts and the marts of metrics and health.
MEASURES = ("health", "metrics")
Node = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(first_build: RawWarehouse) -> dict[str, Any]:
    return json.loads((first_build.path.parent / "first_manifest.json").read_text())


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, Node]:
    return {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}


def folder(node: Node) -> str:
    return node["fqn"][1]


def is_public(node: Node) -> bool:
    return node["schema"] == "marts"


def test_only_staging_reads_sources(models: dict[str, Node]) -> None:
    readers = {
        node["name"]
        for node in models.values()
        if folder(node) != "staging" and any(key.startswith("source.") for key in node["depends_on"]["nodes"])
    }
    assert readers == {"source_freshness"}, (
        "operations report on the ledgers themselves; nothing else may read raw tables"
    )


def test_a_tools_folder_knows_no_other_tool(models: dict[str, Node]) -> None:
    for node in models.values():
        if folder(node) == "staging":
            tool = node["fqn"][2]
            for key in node["depends_on"]["nodes"]:
                assert (key in models and models[key]["fqn"][2] == tool) or f".raw_{tool}." in key, (
                    f"{node['name']} reads {key}"
                )


def test_downstream_reads_tools_only_through_contracts(models: dict[str, Node]) -> None:
    contract_models = tuple(f"__{contract}" for contract in CONTRACTS)
    for node in models.values():
        if folder(node) == "staging" or node["name"] == "source_freshness":
            continue
        for key in node["depends_on"]["nodes"]:
            parent = models.get(key)
            if parent and folder(parent) == "staging":
                assert node["name"].startswith("int_"), (
                    f"{node['name']} reads {parent['name']}: marts read intermediate models or marts"
                )
                assert parent["name"].endswith(contract_models), (
                    f"{node['name']} reads {parent['name']}, which is no contract model"
                )


def test_only_what_is_measured_from_facts_reads_public_marts(models: dict[str, Node]) -> None:
    for node in models.values():
        if folder(node) != "marts" and node["fqn"][2] not in MEASURES:
            assert [key for key in node["depends_on"]["nodes"] if key in models and is_public(models[key])] == [], node[
                "name"
            ]


def test_public_marts_keep_their_promises(models: dict[str, Node], manifest: dict[str, Any]) -> None:
    public = [node for node in models.values() if is_public(node)]
    assert len(public) >= 13
    tested = {
        parent
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test" and "unique_key" in test["name"]
        for parent in test["depends_on"]["nodes"]
    }
    for node in public:
        name = node["name"]
        assert node["config"]["contract"]["enforced"], f"{name} has no contract"
        assert node["config"]["materialized"] in ("table", "incremental"), (
            f"{name} cannot be published: a view names its catalog"
        )
        assert "One row per" in node["description"].rsplit(". ", 1)[-1], (
            f"{name}: the description must end with the grain"
        )
        assert node["unique_id"] in tested, f"{name} has no test of its key"
        for column in node["columns"].values():
            assert column["description"], f"{name}.{column['name']} has no description"
            assert column["data_type"], f"{name}.{column['name']} has no type"
            assert "personal" not in column["tags"] + column["config"].get("tags", []), (
                f"{name}.{column['name']} is personal: move it to restricted"
            )


def test_personal_columns_are_tagged_where_they_are(models: dict[str, Node]) -> None:
    tagged = {
        f"{node['name']}.{column['name']}"
        for node in models.values()
        for column in node["columns"].values()
        if "personal" in column["tags"] + column["config"].get("tags", [])
    }
    assert {
        "customer_contacts.email",
        "customer_contacts.phone",
        "customer_contacts.full_name",
        "answer_texts.answer_text",
        "customer_identities.ref_id",
    } <= tagged


def test_the_daily_graph_stays_small(manifest: dict[str, Any]) -> None:
    # Each node that a daily build visits costs dbt about 40 ms of CPU, whatever it does. It visits no seeds, no views.
    # Raise this for what somebody reads, not for steps in between.
    visited = [
        name
        for name, node in manifest["nodes"].items()
        if node["config"]["enabled"]
        and node["resource_type"] in ("model", "seed", "test")
        and name not in unchanging(manifest)
    ]
    assert len(visited) <= 117
