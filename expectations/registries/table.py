"""One registry as rows with line numbers, read by what `_seeds.yml` declares of it.

The declaration is dbt's own (`column_types`) and, under `meta.registry`: `key` (its columns together are unique),
`required`, `accepted` (values of a column) and `references` (columns that name a row of another registry).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Problem:
    """A fault: in which file, on which line (the header is line 1), and why the row cannot be used."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


class Row(dict[str, Any]):
    """Values by column, typed; an empty field is None."""

    def __init__(self, line: int, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.line = line


@dataclass
class Registry:
    """A registry: its readable rows and what is wrong with the others."""

    name: str
    file: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    references: list[dict[str, Any]] = field(default_factory=list)

    def problem(self, row: Row, reason: str) -> Problem:
        return Problem(self.file, row.line, reason)


def read(folder: Path, declaration: Path) -> Iterator[Registry]:
    """Every declared registry."""
    for seed in yaml.safe_load(declaration.read_text(encoding="utf-8"))["seeds"]:
        yield _read(folder / f"{seed['name']}.csv", seed["config"])


def _read(file: Path, config: Mapping[str, Any]) -> Registry:
    declared = config["meta"]["registry"]
    registry = Registry(file.stem, file.name, references=declared.get("references", []))
    types: dict[str, str] = config["column_types"]
    if not file.is_file():
        registry.problems.append(Problem(file.name, 1, f"the file is missing; its header is {','.join(types)}"))
        return registry
    first_lines: dict[tuple[Any, ...], int] = {}
    try:
        # A byte-order mark is what spreadsheets put in front.
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        registry.problems.append(Problem(file.name, line, "it is not UTF-8; save it as CSV UTF-8"))
        return registry
    with io.StringIO(text, newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        if header != list(types):
            registry.problems.append(Problem(file.name, 1, f"the header must be {','.join(types)}"))
            return registry
        line = reader.line_num + 1
        for fields in reader:
            if fields:
                row, reasons = _row(line, fields, types, declared)
                key = tuple(row.get(column) for column in declared["key"])
                if not reasons and key in first_lines:
                    reasons = [f"{', '.join(declared['key'])} repeat line {first_lines[key]}"]
                registry.problems += [Problem(file.name, line, reason) for reason in reasons]
                if not reasons:
                    first_lines[key] = line
                    registry.rows.append(row)
            line = reader.line_num + 1
    return registry


def _row(line: int, fields: list[str], types: Mapping[str, str], declared: Mapping[str, Any]) -> tuple[Row, list[str]]:
    if len(fields) != len(types):
        return Row(line, {}), [f"it has {len(fields)} fields instead of {len(types)}; quote a text that has a comma"]
    reasons = []
    values = {}
    for (column, kind), text in zip(types.items(), fields, strict=True):
        try:
            values[column] = _parser(kind)(text) if text else None
        except ValueError:
            # Without the value: in a row that slipped by a column it may be a person's address.
            reasons.append(f"{column} is not {_NAMES[_base(kind)]}")
    for column in dict.fromkeys([*declared["key"], *declared.get("required", [])]):
        if column in values and values[column] is None:
            reasons.append(f"{column} is empty")
    for column in declared["key"]:
        value = values.get(column)
        if isinstance(value, str) and value != value.strip():
            reasons.append(f"{column} begins or ends with a space, so that nothing would match it")
    for column, accepted in declared.get("accepted", {}).items():
        if values.get(column) is not None and values[column] not in accepted:
            reasons.append(f"{column} is none of {', '.join(accepted)}")
    return Row(line, values), reasons


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


def _matching(pattern: str, parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """Only the plain form: Python also reads 1_000, 20260131 and NaN, which the warehouse does not."""

    def parser(text: str) -> Any:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return parse(text)

    return parser


_PARSERS: dict[str, Callable[[str], Any]] = {
    "varchar": str,
    "integer": _matching(r"-?[0-9]+", int),
    "boolean": _boolean,
    "date": _matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
    "decimal": _matching(r"-?[0-9]+(\.[0-9]+)?", Decimal),
}
_NAMES = {
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a date such as 2026-01-31",
    "decimal": "a number",
    "varchar": "a text",
}


def _base(kind: str) -> str:
    return kind.partition("(")[0]


def _parser(kind: str) -> Callable[[str], Any]:
    return _PARSERS[_base(kind)]
