"""`voc case import`: follow-ups from a CSV file, each line for itself. What is recorded one by one: case.py."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from orchestration.cli.case import KINDS, one, require_owner
from orchestration.cli.console import Console
from orchestration.ledger import cases
from orchestration.ledger.cases import CaseEvent
from orchestration.ledger.store import opened
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

CSV_COLUMNS = ("case", "kind", "at", "by")


def load(arguments: argparse.Namespace) -> int:
    """Exit code 1 when lines were refused; the good ones are recorded."""
    settings = Settings.ready()
    console = Console()
    file = Path(arguments.file)
    events, problems = [], []
    for number, line in _lines(file):
        try:
            events.append(_event_of(settings, line))
        except (UserError, ValueError) as error:
            problems.append(f"{file}, line {number}: {error}")
    with opened(settings) as ledger, ledger.writing() as connection:
        added = cases.append(connection, events)
    console.line(
        f"{len(added):,} recorded, {len(events) - len(added):,} were known already, {len(problems):,} refused."
    )
    for problem in problems:
        console.line(problem)
    return 1 if problems else 0


def _lines(file: Path) -> Sequence[tuple[int, Mapping[str, str]]]:
    """Each line of a CSV under its header, with the number at which it ends: a note may have several lines.

    A line that is too short has empty values; what is beyond the header is left out.
    """
    try:
        reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""), restkey="", restval="")
        lines = [(reader.line_num, line) for line in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or "it is no CSV in UTF-8"
        raise UserError(f"{file} cannot be read: {reason}.") from None
    if not lines or not set(CSV_COLUMNS) <= set(reader.fieldnames or ()):
        raise UserError(f"{file}, line 1: a header with {', '.join(CSV_COLUMNS)} and lines below it are needed.")
    return lines


def _event_of(settings: Settings, line: Mapping[str, str]) -> CaseEvent:
    kind = KINDS.get(line["kind"].strip(), line["kind"].strip())
    case = one(settings, line["case"].strip())["case_key"]
    assignee = line.get("to", "").strip() or None
    if assignee:
        require_owner(settings, assignee)
    note = line.get("note", "").strip() or None
    event = CaseEvent(case, kind, _instant(line["at"].strip()), "file", line["by"].strip(), assignee, None, note)
    cases.check(event, datetime.now(UTC))
    return event


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text or 'nothing'} is no instant: write one such as 2026-03-31T14:00+02:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
