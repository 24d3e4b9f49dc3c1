"""Whether the hand-written script and the project give the same table. Does not belong here: measuring (metrics.py).

Compared is every row that the project shows. The script hides groups of one to four respondents only, so it has rows
that the project hides so that those cannot be worked out; comparisons with such a row, and q-values over a dimension
that has one, exist on one side only and are counted as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

# Metrics that the script does not reproduce, with the reason; left out of both sides.
LEFT_OUT: dict[str, str] = {}

TOLERANCE = 1e-6
KEY = ("metric", "period_type", "period_start", "dimension", "dimension_value")
# Keys, fingerprints and what tells about hidden rows: the script has none of it.
ONLY_PUBLISHED = {
    "voc_metric_key", "metric_window_key", "input_fingerprint", "is_suppressed", "is_comment_suppressed",
    "shown_dimension", "shown_dimension_value", "as_of_at",
}  # fmt: skip
NEAR = (
    "value",
    "value_sum",
    "value_sum_of_squares",
    "interval_low",
    "interval_high",
    "design_effect",
    "target",
    "threshold",
)
EARLIER = {
    "previous": ("previous_value", "previous_n", "change", "change_low", "change_high", "change_p_value"),
    "last_year": tuple(
        f"last_year_{name}" for name in ("value", "n", "change", "change_low", "change_high", "change_p_value")
    ),
}
OVER_A_DIMENSION = {
    "change_p_value": ("change_q_value", "is_change_significant"),
    "last_year_change_p_value": ("last_year_change_q_value", "is_last_year_change_significant"),
}


@dataclass
class Comparison:
    """How many rows and values were compared, how many could not be, and what differs, with an example of each."""

    rows: int = 0
    metrics: int = 0
    values: int = 0
    one_sided: int = 0
    differences: list[str] = field(default_factory=list)


def compare(warehouse: Path, by_hand: Path) -> Comparison:
    with duckdb.connect() as db:
        db.execute(f"attach '{warehouse}' as warehouse (read_only)")
        db.execute(f"attach '{by_hand}' as script (read_only)")
        _prepare(db)
        found = Comparison()
        found.rows, found.metrics = _row(
            db, "select count(*), count(distinct metric) from theirs where not is_suppressed"
        )
        _keys(db, found)
        for column in _columns(db, found):
            _values(db, found, column, "true", is_near=column in NEAR)
        for period, columns in EARLIER.items():
            for column in columns:
                _values(db, found, column, f"not is_{period}_hidden", is_near=True)
        for p_value, columns in OVER_A_DIMENSION.items():
            for column in columns:
                is_same_family = f"theirs.{p_value}_family = ours.{p_value}_family"
                _values(db, found, column, is_same_family, is_near=not column.startswith("is_"))
    return found


def _prepare(db: duckdb.DuckDBPyConnection) -> None:
    left_out = ", ".join(f"'{metric}'" for metric in ["", *LEFT_OUT])
    for name, table in {"theirs": "warehouse.marts.voc_metrics", "ours": "script.voc_metrics"}.items():
        families = ", ".join(
            f"count({p}) over (partition by metric, period_type, period_start, dimension) as {p}_family"
            for p in OVER_A_DIMENSION
        )
        db.execute(f"create table {name} as select *, {families} from {table} where metric not in ({left_out})")
    # Whether the row that one is compared with is hidden: then only the script compares.
    hidden = ", ".join(
        f"exists (from theirs as hidden where hidden.is_suppressed and hidden.period_start = windows.{period}_start"
        " and hidden.period_type = theirs.period_type and hidden.metric = theirs.metric"
        " and hidden.dimension = theirs.dimension and hidden.dimension_value = theirs.dimension_value)"
        f" as is_{period}_hidden"
        for period in EARLIER
    )
    db.execute(f"""
        create table beside as
        select {", ".join(f"theirs.{column}" for column in KEY)}, {hidden}
        from theirs
        inner join warehouse.intermediate.int_metric_windows as windows
            on theirs.period_type = windows.period_type and theirs.period_start = windows.period_start
        where not theirs.is_suppressed
    """)


def _keys(db: duckdb.DuckDBPyConnection, found: Comparison) -> None:
    key = ", ".join(KEY)
    for what, sql in {
        "rows are shown, and the script has none": f"from theirs anti join ours using ({key}) where not is_suppressed",
        "rows are in the script only": f"from ours anti join theirs using ({key})",
    }.items():
        _note(found, what, db.execute(f"select {key} {sql} order by all").fetchall())


def _columns(db: duckdb.DuckDBPyConnection, found: Comparison) -> list[str]:
    """The columns that are compared on every row; that both tables have the same ones is compared here."""
    theirs, ours = (
        {row[0] for row in db.execute(f"select column_name from (describe {table})").fetchall()}
        for table in ("warehouse.marts.voc_metrics", "script.voc_metrics")
    )
    _note(found, "columns are in one table only", [(name,) for name in sorted((theirs - ONLY_PUBLISHED) ^ ours)])
    conditional = {column for columns in (*EARLIER.values(), *OVER_A_DIMENSION.values()) for column in columns}
    return sorted((theirs & ours) - conditional - set(KEY))


def _values(db: duckdb.DuckDBPyConnection, found: Comparison, column: str, condition: str, is_near: bool) -> None:
    theirs, ours = f"theirs.{column}", f"ours.{column}"
    differs = f"{theirs} is distinct from {ours}"
    if is_near:
        size = f"greatest(1, abs({theirs}::double))"
        differs = f"coalesce(abs({theirs}::double - {ours}::double) > {TOLERANCE} * {size}, {differs})"
    key = ", ".join(KEY)
    both = f"from beside inner join theirs using ({key}) inner join ours using ({key})"
    compared, alone = _row(
        db, f"select count(*) filter ({condition}), count(*) filter (not ({condition}) and {ours} is not null) {both}"
    )
    found.values += compared
    found.one_sided += alone
    _note(
        found,
        f"values of {column} differ",
        db.execute(f"select {key}, {theirs}, {ours} {both} where ({condition}) and {differs} order by all").fetchall(),
    )


def _note(found: Comparison, what: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        found.differences.append(f"{len(rows):,} {what}, as {', '.join(map(str, rows[0]))}")


def _row(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, int]:
    row = db.execute(sql).fetchone()
    assert row is not None
    return row[0], row[1]
