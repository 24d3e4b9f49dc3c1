"""`voc actions`: the plan with its effects and priorities from the published file; whom to tell from the warehouse."""

from __future__ import annotations

import argparse
import csv
import os
from pathlib import Path
from typing import Any

from orchestration.cli.console import Console, table
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import reading

# What a spreadsheet takes for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("name", "email", "phone", "language", "title", "finished_on", "touchpoint", "said_on")
Row = dict[str, Any]


def listed(arguments: argparse.Namespace) -> int:
    """Always exit code 0."""
    del arguments
    settings = Settings.ready()
    console = Console()
    plan = _published(settings.published, "select * from marts.action_effects order by started_on nulls last, action")
    ranks = _published(settings.published, "select * from marts.action_priorities order by priority_rank")
    heads = ["action", "owner", "status", "deadline", "before", "after", "effect", "95 %", "to tell"]
    for line in table(heads, [_plan_row(row) for row in plan]) if plan else ["The registry actions is empty."]:
        console.line(line)
    console.line("\nEffect: change beside that of the other groups (difference in differences), in the metric's unit.")
    console.line("\nWhat comes next: unhappy x how many x how much revenue, last 91 days")
    heads = ["touchpoint", "priority", "unhappy", "reach", "revenue"]
    for line in table(heads, [_rank_row(row) for row in ranks if row["priority"] is not None]):
        console.line(line)
    return 0


def told(arguments: argparse.Namespace) -> int:
    """Exit code 0 when the file is written, also with nobody in it."""
    settings = Settings.ready()
    plan = {
        row["action"]: row for row in _published(settings.published, "select action, status from marts.action_effects")
    }
    if arguments.action not in plan:
        raise UserError(
            f"There is no action {arguments.action} in actions.csv: it has {', '.join(sorted(plan)) or 'none'}."
        )
    with reading(settings.warehouse) as connection:
        rows = _rows(
            connection,
            f"select {', '.join(COLUMNS)} from restricted.told_customers where action = ? order by said_on desc, email",
            [arguments.action],
        )
    _write(arguments.csv, rows)
    status = plan[arguments.action]["status"]
    why = "" if rows or status == "finished" else f" The action is {status}: customers are told when it is finished."
    Console().line(f"{len(rows):,} customers in {arguments.csv}.{why}")
    return 0


def harmless(value: Any) -> str:
    """A cell that no spreadsheet runs; a telephone number keeps its plus."""
    text = "" if value is None else str(value)
    is_number = text.startswith("+") and text[1:].replace(" ", "").isdigit()
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def _write(file: Path, rows: list[Row]) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.") from None
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows([harmless(row[column]) for column in COLUMNS] for row in rows)


def _plan_row(row: Row) -> list[str]:
    deadline = "-" if row["deadline_on"] is None else f"{row['deadline_on']:%Y-%m-%d}"
    interval = "-" if row["effect_low"] is None else f"{row['effect_low']:+.1f} to {row['effect_high']:+.1f}"
    effect = (
        f"{row['effect']:+.1f}" if row["effect"] is not None else str(row["effect_status"] or "-").replace("_", " ")
    )
    return [
        row["action"],
        row["owner"] or "-",
        "overdue" if row["is_overdue"] else row["status"],
        deadline,
        _number(row["before_value"]),
        _number(row["after_value"]),
        effect,
        interval,
        f"{row['customers_to_tell_count'] or 0:,}",
    ]


def _rank_row(row: Row) -> list[str]:
    parts = [f"{100 * float(row[name]):.0f} %" for name in ("unhappiness", "reach", "revenue_at_stake")]
    return [row["touchpoint"], f"{float(row['priority']):.1f}", *parts]


def _number(value: Any) -> str:
    return "-" if value is None else f"{float(value):.1f}"


def _published(published: Path, query: str) -> list[Row]:
    import duckdb

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    with duckdb.connect(str(published), read_only=True) as connection:
        if connection.execute("select 1 from duckdb_tables() where table_name = 'action_effects'").fetchone() is None:
            raise UserError(f"{published} was published before there were actions. `voc run` publishes them.")
        return _rows(connection, query, [])


def _rows(connection: Any, query: str, values: list[Any]) -> list[Row]:
    result = connection.execute(query, values)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
