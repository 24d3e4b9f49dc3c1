"""Macros that give an SQL expression, rendered by dbt and computed by DuckDB over arrays of numbers.

Does not belong here: what the numbers should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from tests.dbt_project.runs import dbt


def compiled(warehouse: Path, macros: Mapping[str, str]) -> dict[str, str]:
    """Each as SQL, all by one compilation."""
    result = dbt(warehouse, "compile", "--inline", "\n~~~\n".join(macros.values()))
    return dict(zip(macros, result.results[0].node.compiled_code.split("~~~"), strict=True))


def computed(expression: str, **columns: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The expression over columns of numbers, row by row; NULL is NaN. Numbers stand for a column of themselves."""
    rows = max(np.size(values) for values in columns.values())
    frame = pd.DataFrame({name: np.broadcast_to(values, rows) for name, values in columns.items()})  # noqa: F841 read by DuckDB
    values = duckdb.sql(f"select cast({expression} as double) as value from frame").fetchnumpy()["value"]
    return np.ma.filled(values.astype(float), np.nan)
