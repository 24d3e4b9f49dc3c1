"""A small warehouse made by hand: tables as the contracts of the dbt project have them, rows as a test needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.lib.warehouse import reading

MODELS = Path(__file__).parents[4] / "dbt_project" / "models" / "marts"
PUBLIC = ("cases", "dim_metrics", "fct_answers", "metric_drivers", "voc_metrics")
RESTRICTED = ("answer_texts", "customer_contacts", "customer_context", "personal_signals")
COUNTS = (
    "observations varchar, period_type varchar, period_end date, dimension varchar, dimension_value varchar, n bigint, "
    "positive_count bigint, negative_count bigint, value_sum double, value_sum_of_squares double"
)


class Marts:
    """Args:
    file: of the warehouse, or of what is published: the restricted marts are left out there.

    Kept open, so that each opening joins; `close` before somebody opens it read-only.
    """

    def __init__(self, file: Path, is_published: bool = False) -> None:
        self.file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        names = dict.fromkeys(PUBLIC, "marts") | ({} if is_published else dict.fromkeys(RESTRICTED, "restricted"))
        self.db = db = duckdb.connect(str(file))
        db.execute("create schema marts; create schema restricted; create schema intermediate")
        for name, schema in names.items():
            columns = ", ".join(f'"{column}" {kind}' for column, kind in contracts()[name].items())
            db.execute(f"create table {schema}.{name} ({columns})")
        db.execute(f"create table intermediate.int_metric_counts ({COUNTS})")
        self.add("marts.dim_metrics", metric="nps", title="NPS", observations="nps", unit="points", decimals=0,
                 is_high_good=True, settle_days=0)  # fmt: skip

    @contextmanager
    def open(self) -> Iterator[Any]:
        with reading(self.file) as connection:
            yield connection

    def close(self) -> None:
        self.db.close()

    def add(self, table: str, **row: Any) -> None:
        columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        self.db.execute(f"insert into {table} ({columns}) values ({marks})", [_plain(value) for value in row.values()])

    def change(self, table: str, key: str, **row: Any) -> None:
        """Of the row whose first column is `key`."""
        first = next(iter(contracts()[table.split(".")[1]]))
        sets = ", ".join(f'"{name}" = ?' for name in row)
        self.db.execute(f"update {table} set {sets} where {first} = ?", [*map(_plain, row.values()), key])

    def signal(self, key: str, happened_at: datetime, customer: str | None = "c1", **row: Any) -> None:
        """An answer of NPS, bad unless told otherwise; the customer's context comes with the first of them."""
        defaults = {"trigger": "answer", "metric": "nps", "score": 2, "touchpoint": "support", "segment": "smb"}
        row = {**defaults, **row}
        self.add("restricted.personal_signals", signal_key=key, record_key=f"record {key}", customer_key=customer,
                 happened_at=happened_at, **row)  # fmt: skip
        known = self.db.execute("select 1 from restricted.customer_context where customer_key = ?", [customer])
        if customer and not known.fetchone():
            self.add("restricted.customer_context", customer_key=customer, name=f"Name of {customer}")

    def case(self, key: str, opened_at: datetime, customer: str = "c1", hours: int = 48, **row: Any) -> None:
        defaults = {"case_rule": "detractor", "trigger": "answer", "metric": "nps", "score": 2, "touchpoint": "support"}
        people = {"owner": "support_lead", "backup": "success_lead", "manager": "customer_director"}
        row = {**defaults, **people, "status": "open", "is_overdue": False, "is_due": False, **row}
        self.add("marts.cases", case_key=key, customer_key=customer, opened_at=opened_at,
                 due_at=opened_at + timedelta(hours=hours), **row)  # fmt: skip

    def window(self, end: date, value: float, group: str = "smb", **row: Any) -> None:
        """28 days of NPS of a segment, with a narrow interval."""
        defaults = {"n": 200, "is_complete": True, "is_suppressed": False, "is_comment_suppressed": False}
        where = {"metric": "nps", "period_type": "rolling_28", "dimension": "segment", "dimension_value": group}
        when = {"period_start": end - timedelta(days=27), "period_end": end}
        said = {"value": value, "interval_low": value - 3, "interval_high": value + 3}
        self.add("marts.voc_metrics", **{**where, **when, **said, **defaults, **row})


@cache
def contracts() -> dict[str, dict[str, str]]:
    """By model its columns and their types."""
    return {
        model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
        for file in MODELS.rglob("*__models.yml")
        for model in yaml.safe_load(file.read_text()).get("models", [])
    }


def _plain(value: Any) -> Any:
    """Instants as the marts have them: UTC without a zone."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
