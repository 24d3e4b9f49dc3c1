"""Runs dbt in this process against a warehouse file of its own. Does not belong here: what is built or expected."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.lib.dbt_environment import dbt_environment

PROJECT = Path(__file__).parents[2] / "dbt_project"
SECRET = "a secret of the tests"
TOOLS = ("segment_files", "stripe", "trustpilot", "typeform", "zendesk")


@contextmanager
def environment(warehouse: Path, extra: Mapping[str, str]) -> Iterator[None]:
    """The variables dbt sees, for a while: none of the caller's VOC_ variables shine through."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("VOC_", "DBT_"))]:
        del os.environ[name]
    os.environ |= {
        "VOC_WAREHOUSE": str(warehouse),
        "VOC_STATE_DIR": str(warehouse.parent),
        "VOC_KEY_SECRET": SECRET,
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(warehouse.parent / "dbt_target"),
        "DBT_LOG_PATH": str(warehouse.parent / "dbt_logs"),
        **dbt_environment(PROJECT, TOOLS),
        **extra,
    }
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def dbt(warehouse: Path, *arguments: str, **extra: str) -> Any:
    """One invocation; gives dbt's result object, or fails the test with what dbt said."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    command, *options = arguments
    with environment(warehouse, extra):
        result = dbtRunner().invoke(
            [command, "--quiet", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), *options]
        )
        # dbt keeps the file open until the process ends; tests open it beside another.
        DuckDBConnectionManager.close_all_connections()
    if not result.success:
        failed = [
            f"{item.node.name}: {item.message}"
            for item in getattr(result.result, "results", [])
            if item.status in ("error", "fail")
        ]
        raise AssertionError(str(result.exception or "\n".join(failed)))
    return result.result


def build(warehouse: Path, *options: str, **extra: str) -> Any:
    """Everything but the unit tests, as `voc run` builds it."""
    return dbt(warehouse, "build", "--exclude-resource-type", "unit_test", *options, **extra)
