"""A small published file and its restricted schema with the marts' real columns, as the contracts declare them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

MODELS = Path(__file__).parents[3] / "dbt_project" / "models" / "marts"
PUBLIC = (
    "voc_metrics", "metric_baselines", "metric_drivers", "metric_history", "dim_metrics", "dim_touchpoints",
    "dim_themes", "theme_periods", "alert_episodes", "cases", "action_effects", "action_priorities", "customer_health",
    "customer_voice", "source_freshness",
)  # fmt: skip
RESTRICTED = ("comments", "customer_contacts")
TYPES = {
    "string": "varchar",
    "bigint": "bigint",
    "double": "double",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}


@cache
def columns(model: str) -> Mapping[str, str]:
    """Names and types of a model's columns."""
    for file in sorted(MODELS.rglob("_*__models.yml")):
        for each in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", []):
            if each["name"] == model:
                return {
                    column["name"]: TYPES.get(column["data_type"], column["data_type"]) for column in each["columns"]
                }
    raise KeyError(model)


class Marts:
    """Both; the file is made, empty, where there is none. Rows are added by name."""

    def __init__(self, published: Path) -> None:
        self.published = published
        self.restricted = duckdb.connect(":memory:")
        self.restricted.execute("create schema restricted")
        for model in RESTRICTED:
            self.restricted.execute(f"create table restricted.{model} ({_declared(model)})")
        if not published.exists():
            self._make()

    def _make(self) -> None:
        with duckdb.connect(str(self.published)) as connection:
            connection.execute("create schema marts")
            for model in PUBLIC:
                connection.execute(f"create table marts.{model} ({_declared(model)})")
            connection.execute(
                "create table main._published as select 'run' as run_id, "
                "timestamptz '2026-09-28 04:12:00+00' as published_at, "
                "timestamptz '2026-09-28 02:00:00+00' as data_through, 245::bigint as checks_passed"
            )

    def add(self, model: str, *rows: Mapping[str, Any]) -> None:
        """Rows by their columns; what is not given is null."""
        if model in RESTRICTED:
            _insert(self.restricted, f"restricted.{model}", rows)
            return
        with duckdb.connect(str(self.published)) as connection:
            _insert(connection, f"marts.{model}", rows)

    def change(self, statement: str, *values: object) -> None:
        with duckdb.connect(str(self.published)) as connection:
            connection.execute(statement, list(values))


def _declared(model: str) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns(model).items())


def _insert(connection: Any, table: str, rows: tuple[Mapping[str, Any], ...]) -> None:
    for row in rows:
        places = ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({', '.join(row)}) values ({places})", list(row.values()))
