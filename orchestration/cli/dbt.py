"""`voc dbt ...`: dbt itself, in the project's environment, for people who develop models."""

from __future__ import annotations

import argparse
import os

from orchestration.lib.dbt_environment import dbt_environment
from orchestration.lib.registries import require_registries
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import raw_states, reading
from orchestration.lib.writer import writing


def dbt(arguments: argparse.Namespace) -> int:
    """Hand everything after `voc dbt` to dbt, under the writer lock; exit code 1 when dbt failed."""
    settings = Settings.ready()
    require_registries(settings.dbt_project)
    with writing(settings.warehouse, 0):
        from dbt.cli.main import dbtRunner

        from ingestion import registry

        tools: list[str] = []
        if settings.warehouse.is_file():
            with reading(settings.warehouse) as connection:
                tools = list(raw_states(connection, list(registry.specs())))
        os.environ |= dbt_environment(settings.dbt_project, tools)
        return 0 if dbtRunner().invoke(arguments.arguments).success else 1
