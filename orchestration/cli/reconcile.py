"""`voc reconcile NPS --period 2026-03`: why the survey tool shows another number than voc_metrics."""

from __future__ import annotations

import argparse
from pathlib import Path

from orchestration.cli.console import Console, table
from orchestration.lib.errors import UserError
from orchestration.lib.periods import Period
from orchestration.lib.reconciliation import words
from orchestration.lib.reconciliation.reading import Found, read
from orchestration.lib.settings import Settings, load_dotenv


def reconcile(arguments: argparse.Namespace) -> int:
    """Exit code 0; 1 when the steps do not lead to the published number; what is not published is a user's mistake."""
    load_dotenv()
    settings = Settings.from_environment()
    page = Path(arguments.html) if arguments.html else None
    if page and not page.parent.is_dir():
        raise UserError(f"The folder {page.parent} does not exist: make it, or name another file.")
    period = Period.parse(arguments.period) if arguments.period else None
    found = read(settings.published, settings.dbt_project, arguments.metric.lower(), arguments.survey, period)
    console = Console()
    for line in lines(found):
        console.line(line)
    if page:
        from orchestration.lib.reconciliation.page import html

        page.write_text(html(found), encoding="utf-8")
        console.line(f"\nWritten: {page}")
    return 0 if found.whole.is_closed and all(part.is_closed for part in found.parts) else 1


def lines(found: Found) -> list[str]:
    """Title, sentence and steps; of several periods one line each."""
    said = [words.title(found), words.sentence(found)]
    if found.whole.is_withheld:
        return said
    said += ["", *table(["", "answers", "n", "value"], words.rows(found))]
    if remarks := words.remarks(found):
        said += ["", *remarks]
    if found.parts:
        parts = words.part_rows(found)
        numbers = table(["", "tool n", "tool", "n", "published"], [row[:-1] for row in parts])
        reasons = ["because", *(row[-1] for row in parts)]
        said += ["", *(f"{line}  {reason}" for line, reason in zip(numbers, reasons, strict=True))]
    return said
