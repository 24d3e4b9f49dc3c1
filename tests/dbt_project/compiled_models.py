"""A model's SQL as dbt compiles it, run over relations that a test makes up. Does not belong here: what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.dbt_project.runs import dbt


def compiled_models(warehouse: Path, *names: str, options: tuple[str, ...] = ()) -> dict[str, str]:
    """Compiled for DuckDB, with relations named schema.table, without their catalog."""
    results: Any = dbt(warehouse, "compile", "--select", *names, *options).results
    catalog = f'"{warehouse.stem}".'
    return {item.node.name: item.node.compiled_code.replace(catalog, "") for item in results if item.node.name in names}
