"""The reports of the file of subscriptions. Does not belong here: what a report may say (settings.py)."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from orchestration.alerts.rules import Known
from orchestration.alerts.rules.nodes import Node, Problem, parse
from orchestration.lib.errors import UserError
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.responses.model import Report
from orchestration.responses.settings import read_responses

VARIABLE = "VOC_SUBSCRIPTIONS"
SECTION = "responses"


def subscriptions_file(environment: Mapping[str, str] | None = None) -> Path:
    """The file that VOC_SUBSCRIPTIONS names (relative to the project), else `orchestration/subscriptions.yml`."""
    variables = os.environ if environment is None else environment
    return PROJECT_ROOT / Path(variables.get(VARIABLE) or "orchestration/subscriptions.yml").expanduser()


def require_reports(known: Known, channels: Collection[str], file: Path | None = None) -> tuple[Report, ...]:
    """Every report of the file.

    Raises:
        UserError: with file, line and reason of every fault.
    """
    file = file or subscriptions_file()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError(f"{file} is missing; set {VARIABLE}, or restore it from the project.") from None
    except UnicodeDecodeError:
        raise UserError(f"{file.name}:1: it is not UTF-8; save it as UTF-8.") from None
    reports, problems = read(text, file, known, channels)
    if problems:
        lines = [str(problem) for problem in problems]
        raise UserError("\n".join([f"No response was sent: correct the reports in {file.parent}.", *lines]))
    return reports


def read(text: str, file: Path, known: Known, channels: Collection[str]) -> tuple[tuple[Report, ...], list[Problem]]:
    """The reports of a text that lies at `file`."""
    root, problems = parse(text, file.name)
    if root is None or problems:
        return (), problems
    section = root.value.get(SECTION) if isinstance(root.value, dict) else None
    if section is None:
        return (), []
    reports, wrong = read_responses(section.plain(), known, channels, file.parent)
    return reports, [Problem(file.name, line_of(section, path), reason) for path, reason in wrong]


def line_of(node: Node, path: tuple[str, ...]) -> int:
    """Of the deepest key on the path that is written."""
    for key in path:
        if not isinstance(node.value, dict) or key not in node.value:
            break
        node = node.value[key]
    return node.line
