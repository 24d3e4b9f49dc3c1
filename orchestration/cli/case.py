"""`voc case`: the published cases as they stand with what people recorded since, and the recording.

Names and addresses are shown by `voc case show` alone, which reads the warehouse. Does not belong here: what a case is;
files of follow-ups (case_import.py).
"""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, datetime
from typing import Any

from orchestration.cli.console import Console, table
from orchestration.ledger import cases
from orchestration.ledger.cases import CaseEvent
from orchestration.ledger.store import opened
from orchestration.lib import open_cases
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

ID = 12
KINDS = {
    "take": "acknowledged",
    "contacted": "contacted",
    "resolve": "resolved",
    "dismiss": "dismissed",
    "reopen": "reopened",
}


def listed(arguments: argparse.Namespace) -> int:
    """Always exit code 0."""
    settings = Settings.ready()
    console = Console()
    with opened(settings) as ledger, ledger.reading() as connection:
        found = open_cases.waiting(settings.published, connection, arguments.owner, arguments.overdue)
    rows = [
        [
            row["case_key"][:ID],
            row["case_rule"],
            row["touchpoint"] or "-",
            row["segment"] or "-",
            "-" if row["score"] is None else f"{float(row['score']):g}",
            f"{row['opened_at']:%Y-%m-%d}",
            f"{row['due_at']:%Y-%m-%d %H:%M}",
            "overdue" if row["is_overdue"] else row["status"],
            row["owner"] or "-",
        ]
        for row in found
    ]
    heads = ["case", "rule", "touchpoint", "segment", "score", "opened", "due (UTC)", "status", "owner"]
    for line in table(heads, rows) if rows else ["No case waits."]:
        console.line(line)
    if rows:
        console.line(f"\n{len(rows):,} wait. `voc case show CASE` says who; `voc case contacted CASE` records a call.")
    return 0


def show(arguments: argparse.Namespace) -> int:
    """The case, the customer as the restricted marts know them, and its history."""
    settings = Settings.ready()
    console = Console()
    row = one(settings, arguments.case)
    with opened(settings) as ledger, ledger.reading() as connection:
        history = cases.history(connection, row["case_key"])
    try:
        customer = open_cases.customer(settings.warehouse, row["customer_key"])
    except UserError as error:
        customer = {"customer": error}
    for name, value in {**row, **customer}.items():
        if value is not None:
            console.line(f"{name:<22} {value}")
    for event in history:
        note = f": {event['note']}" if event["note"] else ""
        console.line(f"{event['happened_at']:%Y-%m-%d %H:%M}  {event['kind']} by {event['actor'] or 'a rule'}{note}")
    return 0


def recorded(arguments: argparse.Namespace) -> int:
    """take, contacted, resolve, dismiss, reopen."""
    return _record(arguments, KINDS[arguments.what])


def assign(arguments: argparse.Namespace) -> int:
    settings = Settings.ready()
    require_owner(settings, arguments.to)
    return _record(arguments, "assigned", assignee=arguments.to)


def note(arguments: argparse.Namespace) -> int:
    return _record(arguments, "note", note=arguments.text)


def _record(arguments: argparse.Namespace, kind: str, assignee: str | None = None, note: str | None = None) -> int:
    settings = Settings.ready()
    row = one(settings, arguments.case)
    at = arguments.at or datetime.now(UTC)
    actor = arguments.by or getpass.getuser()
    event = CaseEvent(row["case_key"], kind, at, "command", actor, assignee, None, note)
    try:
        with opened(settings) as ledger, ledger.writing() as connection:
            is_new = bool(cases.append(connection, [event]))
    except ValueError as error:
        raise UserError(str(error)) from None
    where = f"case {row['case_key'][:ID]}"
    Console().line(f"Recorded: {where} {kind} by {actor}." if is_new else f"Known already: {where} {kind}.")
    return 0


def one(settings: Settings, beginning: str) -> dict[str, Any]:
    found = open_cases.find(settings.published, beginning)
    if len(found) != 1:
        what = "No case begins" if not found else "More than one case begins"
        raise UserError(f"{what} with {beginning or 'nothing'}: `voc case list` shows their ids.")
    return found[0]


def require_owner(settings: Settings, name: str) -> None:
    from orchestration.alerts.rules import known
    from orchestration.lib.registries import SEEDS

    owners = known(settings.dbt_project / SEEDS).owners
    if name not in owners:
        raise UserError(f"There is no owner {name} in owners.csv: it has {', '.join(sorted(owners)) or 'none'}.")
