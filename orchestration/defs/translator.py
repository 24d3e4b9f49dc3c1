"""How names of tools and models become names in Dagster: one place, for all sources and all models.

Raw asset keys are [raw_<tool>, <table>], which is dbt's source name and table: so the two graphs meet without a map.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from ingestion.spec import SourceSpec

OWNER = "team:voice-of-customer"
# Tables that every load writes beside its resources (ingestion/ledger.py; _dlt_loads is the loader's own).
BOOKKEEPING = {
    "row_ledger": "What each load read, landed, set aside and found unchanged. One row per resource and load.",
    "quarantine": "Records that were set aside, with the reason. One row per record and reason.",
    "_dlt_loads": "Completed loads; models read no other. One row per load.",
}
PUBLISHED = dg.AssetKey(["published", "voice"])
PUBLIC_SCHEMA = "marts"


def raw_key(tool: str, table: str) -> dg.AssetKey:
    return dg.AssetKey([f"raw_{tool}", table])


def raw_asset(spec: SourceSpec, table: str) -> dg.AssetSpec:
    """The asset of one raw table."""
    personal = ", ".join(spec.personal.get(table, ()))
    return dg.AssetSpec(
        raw_key(spec.name, table),
        description=BOOKKEEPING.get(table, f"{spec.title}: {table}, as a versioned log of the vendor's records."),
        group_name=spec.category,
        owners=[OWNER],
        kinds={"dlt", "duckdb"},
        tags={"tool": spec.name, "layer": "raw"},
        metadata={"personal_data": personal} if personal else None,
    )


def model_group(node: Mapping[str, Any]) -> str:
    """Group of a dbt node: its layer, the first folder below the project."""
    fqn = node.get("fqn") or ["", "dbt"]
    return "seeds" if node.get("resource_type") == "seed" else str(fqn[1])


def public_models(manifest: Mapping[str, Any]) -> list[str]:
    """Names of the tables that are published: every enabled model in the public schema."""
    return sorted(
        node.get("alias") or node["name"]
        for node in manifest.get("nodes", {}).values()
        if node["resource_type"] == "model" and node["schema"] == PUBLIC_SCHEMA
    )
