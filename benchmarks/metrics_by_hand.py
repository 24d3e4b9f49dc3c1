"""Runs metrics_by_hand.sql over a warehouse: ``python benchmarks/metrics_by_hand.py WAREHOUSE OUT``, DuckDB files."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb


def main(warehouse: str, out: str) -> None:
    with duckdb.connect(out) as db:
        # As the project's own dbt profile sets them.
        db.execute("set timezone = 'UTC'; set preserve_insertion_order = false")
        db.execute(f"attach '{warehouse}' as warehouse (read_only)")
        db.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(*sys.argv[1:3])
