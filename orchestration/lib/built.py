"""What the warehouse's relations were made from: what need not be made again, and when all must be made afresh.

One row in the warehouse itself, so that a warehouse that is moved, restored or removed says the right thing. Does not
belong here: whether there is anything to build at all (state.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.lib.fingerprint import code_hash

TABLE = "main._built"
# What a relation's rows depend on. Data tests do not: changing one needs no rebuilding.
MODEL_CODE = (
    "dbt_project/models",
    "dbt_project/macros",
    "dbt_project/plugins",
    "dbt_project/seeds",
    "dbt_project/dbt_project.yml",
)


@dataclass(frozen=True)
class Built:
    """The code and tools that every relation was made from. `is_whole`: the last complete build made all of them."""

    code: str
    tools: tuple[str, ...]
    is_whole: bool = True

    @classmethod
    def now(cls, project_root: Path, tools: Sequence[str]) -> Built:
        """What a complete build would be made from now."""
        return cls(code_hash(project_root, MODEL_CODE), tuple(sorted(tools)))


def read(connection: Any) -> Built | None:
    """What the last complete build was made from; None before the first and while other code is being built."""
    if not connection.execute("select 1 from duckdb_tables() where table_name = '_built'").fetchall():
        return None
    row = connection.execute(f"select code, tools, is_whole from {TABLE}").fetchone()
    return Built(row[0], tuple(row[1].split(",")), row[2]) if row else None


def begin(connection: Any, now: Built, is_complete: bool) -> bool:
    """Note that a build of `now` starts, before it changes anything. True when incremental models must be made afresh.

    A seed or model that changed reaches rows of earlier days only that way. A build that fails, or is killed, before
    everything is made from the new code leaves this true.
    """
    before = read(connection)
    if before is None or before.code != now.code:
        connection.execute(f"drop table if exists {TABLE}")
        return True
    if is_complete:
        _write(connection, Built(now.code, before.tools, is_whole=False))
    return False


def complete(connection: Any, now: Built) -> None:
    """Note that everything has been made from `now`."""
    _write(connection, now)


def unchanging(manifest: Mapping[str, Any]) -> set[str]:
    """Nodes that a build of the same code and tools need not visit: seeds, views, and tests that read seeds alone.

    Every test that reads a table or a view is kept: their rows change daily.
    """
    nodes = manifest["nodes"]
    seeds = {name for name, node in nodes.items() if node["resource_type"] == "seed"}
    views = {
        name
        for name, node in nodes.items()
        if node["resource_type"] == "model" and node["config"]["materialized"] == "view"
    }
    tests = {
        name
        for name, node in nodes.items()
        if node["resource_type"] == "test" and node["depends_on"]["nodes"] and set(node["depends_on"]["nodes"]) <= seeds
    }
    return seeds | views | tests


def _write(connection: Any, built: Built) -> None:
    connection.execute(
        f"create or replace table {TABLE} as select "
        f"'{built.code}' as code, '{','.join(built.tools)}' as tools, {str(built.is_whole).lower()} as is_whole"
    )
