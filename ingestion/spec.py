"""How a source declares itself. Only data: no dlt, no I/O, so that listing the sources costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Record = dict[str, Any]

NULLABLE_TEXT: tuple[type, ...] = (str, type(None))
NULLABLE_INT: tuple[type, ...] = (int, type(None))
NULLABLE_OBJECT: tuple[type, ...] = (dict, type(None))
NULLABLE_LIST: tuple[type, ...] = (list, type(None))


@dataclass(frozen=True)
class ResourceSpec:
    """One table of a tool whose records are JSON objects.

    Args:
        name: table name in `raw_<tool>`, and the name of the function in the tool's `extract.py` that reads it.
        id_field: key of the record's id; text or integer.
        stamp_fields: keys of the vendor's change time; the first that is not null counts. Empty: the vendor gives none.
        stamp_kind: `iso` text or `epoch` seconds.
        naive_zone: the zone that a time without a zone is declared to be in; None sends such a record to quarantine.
        types: allowed Python types of fields that staging depends on; a record that differs goes to quarantine. A key
            that is absent counts as null.
        is_deleted: says of a live-looking record that it is the vendor's way of marking a deletion.
        path, selector, page_size: where the records are and how many a page may have; read by the tool's `extract.py`.
    """

    name: str
    id_field: str = "id"
    stamp_fields: tuple[str, ...] = ()
    stamp_kind: Literal["iso", "epoch"] = "iso"
    naive_zone: str | None = None
    types: Mapping[str, tuple[type, ...]] = field(default_factory=dict)
    is_deleted: Callable[[Record], bool] | None = None
    path: str = ""
    selector: str = ""
    page_size: int = 100


@dataclass(frozen=True)
class FilesSpec:
    """One table of a tool that delivers Parquet files.

    Args:
        name: table name in `raw_<tool>` and name of the folder that holds its files.
        columns: column -> DuckDB type, in table order.
        id_column: never null; becomes `record_id`.
        stamp_column: a TIMESTAMPTZ; becomes `updated_at`.
    """

    name: str
    columns: Mapping[str, str]
    id_column: str
    stamp_column: str


@dataclass(frozen=True)
class SourceSpec:
    """One tool.

    Args:
        name: package name under `ingestion.sources`; raw schema is `raw_<name>`.
        title: the name that people read.
        category: surveys, crm, support, reviews, product_usage or operations.
        tables: the resources, in the order in which they are read.
        credentials: variables without which the tool cannot be read.
        defaults: further variables with the value that holds when nobody sets them.
        cron: when it is read, in UTC.
        freshness_hours: older than this, and the source counts as stale.
        personal: resource -> paths (or columns) that hold personal data or free text.
        reconcile_days: days between two complete listings that find deletions; None where a feed reports them.
        is_own: the project wrote it itself. It needs no credentials and is no configured source, is read in every run
            that finds `is_present`, is never late, and the data of no period wait for it.
        is_present: of an own source, whether there is anything to read yet.
        echoes: resources that runs write about themselves. What lands in them waits for the next build and causes none.
    """

    name: str
    title: str
    category: str
    tables: tuple[ResourceSpec | FilesSpec, ...]
    credentials: tuple[str, ...]
    defaults: Mapping[str, str] = field(default_factory=dict)
    cron: str = "0 4 * * *"
    freshness_hours: int = 26
    personal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reconcile_days: int | None = None
    is_own: bool = False
    is_present: Callable[[], bool] = lambda: True
    echoes: frozenset[str] = frozenset()

    @property
    def resources(self) -> tuple[str, ...]:
        return tuple(table.name for table in self.tables)

    @property
    def schema(self) -> str:
        return f"raw_{self.name}"

    def table(self, name: str) -> ResourceSpec | FilesSpec:
        return next(table for table in self.tables if table.name == name)
