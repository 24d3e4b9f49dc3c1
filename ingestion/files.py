"""Folders of Parquet files as a feed: only files not read yet, straight from DuckDB to Arrow.

Not here: formats without types (CSV needs declared parsing), and remote folders (a later addition behind `listing`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from ingestion.feed import Feed


def land_files(feed: Feed, parts: Iterator[pa.Table]) -> Iterator[tuple[pa.Table, bool]]:
    raise NotImplementedError
    yield
