"""The models as dbt compiles them for a full build, run in memory: a whole pipeline in a fraction of a second.

For properties that must hold for any input. Does not belong here: what dbt's own builds do (runs.py), incremental runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.dbt_environment import dbt_environment
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import PROJECT, SECRET, dbt

SCHEMAS = ("staging", "intermediate", "marts", "restricted", "registry")


class InMemory:
    """Everything that a target model is made from, for some tools."""

    def __init__(self, built: Path, tools: str | Sequence[str], target: str) -> None:
        """`built`: a warehouse with the seeds, which is not changed."""
        enabled = [tools] if isinstance(tools, str) else tools
        results = dbt(built, "compile", "--full-refresh", **dbt_environment(PROJECT, enabled)).results
        models = {item.node.unique_id: item.node for item in results if item.node.resource_type == "model"}
        parents = {
            key: [parent for parent in node.depends_on.nodes if parent in models] for key, node in models.items()
        }
        order = list(TopologicalSorter(parents).static_order())
        needed = {key for key, node in models.items() if node.name == target}
        for key in reversed(order):
            if key in needed:
                needed |= set(parents[key])
        self._built, self._catalog = built, f'"{built.stem}".'
        self._models = [models[key] for key in order if key in needed]

    def run(
        self,
        loads: list[dict[str, list[Any]]],
        tool: str,
        *queries: str,
        beside: Mapping[str, dict[str, list[Any]]] | None = None,
    ) -> list[list[tuple[Any, ...]]]:
        """The rows that each query gives after these loads of the tool, and one of each tool `beside`."""
        # One database in memory, shared by name with the connections that the fixture opens.
        with duckdb.connect(":memory:warehouse") as db:
            raw = RawWarehouse(Path(":memory:warehouse"))
            for records in loads:
                raw.load(tool, records)
            for other, records in (beside or {}).items():
                raw.load(other, records)
            db.execute(f"set variable voc_key_secret = '{SECRET}'")
            db.execute(f"attach '{self._built}' as built (read_only)")
            for schema in SCHEMAS:
                db.execute(f"create schema {schema}")
            for (seed,) in db.execute(
                "select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'registry'"
            ).fetchall():
                db.execute(f"create table registry.{seed} as from built.registry.{seed}")
            for node in self._models:
                kind = "view" if node.config.materialized == "view" else "table"
                sql = node.compiled_code.replace(self._catalog, "")
                db.execute(f"create {kind} {node.schema}.{node.alias} as ({sql})")
            return [db.execute(query).fetchall() for query in queries]
