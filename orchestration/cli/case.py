"""`voc case`: the published cases as they stand with what people recorded since, and the recording.

Names and addresses are shown by `voc case show` alone, which reads the warehouse. Does not belong here: what a case is.
"""

from __future__ import annotations

import argparse
import csv
import getpass
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.cli.console import Console, table
from orchestration.ledger import cases
from orchestration.ledger.cases import CaseEvent
from orchestration.ledger.store import Ledger, ledger_url, open_ledger
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
CSV_COLUMNS = ("case", "kind", "at", "by")


def listed(arguments: argparse.Namespace) -> int:
    """Always exit code 0."""
    settings = Settings.ready()
    console = Console()
    with _ledger(settings) as ledger, ledger.reading() as connection:
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
    row = _one(settings, arguments.case)
    with _ledger(settings) as ledger, ledger.reading() as connection:
        history = cases.history(connection, row["case_key"])
    customer = open_cases.customer(settings.warehouse, row["customer_key"])
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
    _require_owner(settings, arguments.to)
    return _record(arguments, "assigned", assignee=arguments.to)


def note(arguments: argparse.Namespace) -> int:
    return _record(arguments, "note", note=arguments.text)


def load(arguments: argparse.Namespace) -> int:
    """Exit code 1 when lines were refused; the good ones are recorded."""
    settings = Settings.ready()
    console = Console()
    file = Path(arguments.file)
    try:
        lines = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.") from None
    missing = [name for name in CSV_COLUMNS if lines and name not in lines[0]]
    if missing or not lines:
        raise UserError(f"{file}, line 1: a header with {', '.join(CSV_COLUMNS)} and lines below it are needed.")
    events, problems = [], []
    for number, line in enumerate(lines, start=2):
        try:
            events.append(_event_of(settings, line))
        except (UserError, ValueError) as error:
            problems.append(f"{file}, line {number}: {error}")
    with _ledger(settings) as ledger, ledger.writing() as connection:
        added = cases.append(connection, events)
    console.line(
        f"{len(added):,} recorded, {len(events) - len(added):,} were known already, {len(problems):,} refused."
    )
    for problem in problems:
        console.line(problem)
    return 1 if problems else 0


def _event_of(settings: Settings, line: Mapping[str, str]) -> CaseEvent:
    kind = KINDS.get(line["kind"].strip(), line["kind"].strip())
    case = _one(settings, line["case"].strip())["case_key"]
    at = datetime.fromisoformat(line["at"].strip())
    assignee = (line.get("to") or "").strip() or None
    if assignee:
        _require_owner(settings, assignee)
    happened_at = at if at.tzinfo else at.replace(tzinfo=UTC)
    event = CaseEvent(case, kind, happened_at, "file", line["by"].strip(), assignee, None, line.get("note") or None)
    cases.check(event, datetime.now(UTC))
    return event


def _record(arguments: argparse.Namespace, kind: str, assignee: str | None = None, note: str | None = None) -> int:
    settings = Settings.ready()
    row = _one(settings, arguments.case)
    at = arguments.at or datetime.now(UTC)
    actor = arguments.by or getpass.getuser()
    event = CaseEvent(row["case_key"], kind, at, "command", actor, assignee, None, note)
    try:
        with _ledger(settings) as ledger, ledger.writing() as connection:
            is_new = bool(cases.append(connection, [event]))
    except ValueError as error:
        raise UserError(str(error)) from None
    where = f"case {row['case_key'][:ID]}"
    Console().line(f"Recorded: {where} {kind} by {actor}." if is_new else f"Known already: {where} {kind}.")
    return 0


def _one(settings: Settings, beginning: str) -> dict[str, Any]:
    found = open_cases.find(settings.published, beginning)
    if len(found) != 1:
        what = "No case begins" if not found else "More than one case begins"
        raise UserError(f"{what} with {beginning}: `voc case list` shows their ids.")
    return found[0]


def _require_owner(settings: Settings, name: str) -> None:
    from orchestration.alerts.rules import known
    from orchestration.lib.registries import SEEDS

    owners = known(settings.dbt_project / SEEDS).owners
    if name not in owners:
        raise UserError(f"There is no owner {name} in owners.csv: it has {', '.join(sorted(owners)) or 'none'}.")


@contextmanager
def _ledger(settings: Settings) -> Iterator[Ledger]:
    ledger = open_ledger(ledger_url(settings))
    try:
        yield ledger
    finally:
        ledger.close()
