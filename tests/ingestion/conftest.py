"""A warehouse in a temporary folder, a small vendor on loopback, and a loader that is impatient enough for tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.load import load
from ingestion.report import LoadReport, ResourceReport
from tests.ingestion.vendor import TOKEN, Vendor, serve


@dataclass
class House:
    """One warehouse and what tests ask of it."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def load(self, tool: str = "typeform", reconcile: bool = False) -> LoadReport:
        return load(tool, warehouse=self.warehouse, state_dir=self.folder, reconcile=reconcile)

    def responses(self, reconcile: bool = False) -> ResourceReport:
        """Load Typeform and return what it says of the responses."""
        return next(r for r in self.load(reconcile=reconcile).resources if r.resource == "responses")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse)) as connection:
            return connection.execute(sql).fetchall()

    def current(self, table: str = "raw_typeform.responses") -> dict[str, tuple[bool, str]]:
        """record_id -> (is_deleted, record) of the version that was extracted last."""
        schema = table.split(".")[0]
        rows = self.ask(
            f"select record_id, is_deleted, record from {table} where _dlt_load_id in"
            f" (select load_id from {schema}._dlt_loads where status = 0)"
            " qualify row_number() over (partition by record_id order by extracted_at desc) = 1"
        )
        return {record_id: (is_deleted, record) for record_id, is_deleted, record in rows}

    def everything(self, tool: str = "typeform") -> dict[str, list[tuple[Any, ...]]]:
        """What finished loads have landed, without instants and load ids: equal after equal histories."""
        done = f"_dlt_load_id in (select load_id from raw_{tool}._dlt_loads where status = 0)"
        tables = self.ask(
            f"select table_name from duckdb_columns() where schema_name = 'raw_{tool}' and column_name = 'record'"
        )
        return {
            table: self.ask(
                "select record_id, record_hash, is_deleted, updated_at, record"
                f" from raw_{tool}.{table} where {done} order by all"
            )
            for (table,) in sorted(tables)
        }


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "VOC_NOW": "2026-09-30T23:00:00Z",
        "VOC_HTTP_ATTEMPTS": "3",
        "VOC_HTTP_BACKOFF_SECONDS": "0.01",
        "VOC_HTTP_MAX_WAIT_SECONDS": "1",
        "VOC_HTTP_TIMEOUT_SECONDS": "1",
        "DLT_PROJECT_DIR": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("TYPEFORM_TOKEN", "STRIPE_API_KEY", "ZENDESK_TOKEN", "ZENDESK_BASE_URL", "VOC_ACCEPT_SHRINK"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    with serve(Vendor()) as running:
        monkeypatch.setenv("TYPEFORM_BASE_URL", running.url)
        monkeypatch.setenv("TYPEFORM_TOKEN", TOKEN)
        yield running
