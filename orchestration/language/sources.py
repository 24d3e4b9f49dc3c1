"""Which texts there are: what the code says, and the titles of the registries. Read, never run.

Does not belong here: catalogues (catalogues.py) and their update (extract.py).
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from babel.messages.extract import extract

from orchestration.language.catalogues import Key, places

ROOT = Path(__file__).resolve().parents[2]
CODE = "orchestration"
# Columns whose texts are shown; a key is shown by its words (`mid_market` as `Mid market`) where only it is at hand.
TITLES = {
    "metrics.csv": ("title",),
    "touchpoints.csv": ("title", "touchpoint"),
    "segments.csv": ("title", "segment"),
    "themes.csv": ("title",),
}
SEEDS = "dbt_project/seeds"
# Files of people's settings, whose `title:` is shown.
SETTINGS = ("orchestration/*.yml", "orchestration/subscriptions/*.yml")
_SAID = {"say": (0, 1), "say_count": (1, 3), "say_forms": (0, 2)}  # which arguments are texts
_OWN = frozenset({"text", "decimals", "count"})  # names that are no places, or are filled in by say_count
_ROOM = "speech.py"


@dataclass
class Found:
    """`keys`: all texts. `problems`: what cannot be translated, each with its file and line."""

    keys: set[Key] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def found(root: Path = ROOT) -> Found:
    """All that is said."""
    result = Found()
    for path in sorted((root / CODE).rglob("*.py")):
        if path.name != _ROOM or path.parent.name != "language":
            _code(path, result, str(path.relative_to(root)))
    for path in sorted((root / CODE).rglob("*.j2")):
        with path.open("rb") as file:
            for _, _, text, _ in extract(
                "jinja2", file, keywords={"say": (1,), "say_count": (2, 3), "say_forms": (1, 2)}
            ):
                result.keys.add(text if isinstance(text, str) else (text[0], text[1]))
    result.keys |= set(titles(root))
    result.problems += _clashes(result.keys)
    return result


def titles(root: Path = ROOT) -> Iterator[str]:
    """Of the registries and settings."""
    for name, columns in TITLES.items():
        path = root / SEEDS / name
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    for column in columns:
                        if text := (row.get(column) or "").strip():
                            yield text if column == "title" else text.replace("_", " ").capitalize()
    for pattern in SETTINGS:
        for path in sorted(root.glob(pattern)):
            yield from _titles_in(yaml.safe_load(path.read_text(encoding="utf-8")))


def _titles_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "title" and isinstance(each, str):
                yield each
            else:
                yield from _titles_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _titles_in(each)


def _code(path: Path, result: Found, name: str) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _SAID:
            continue
        first, end = _SAID[node.func.id]
        given = node.args[first:end]
        literals = [arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        where = f"{name}:{node.lineno}"
        if len(literals) != end - first:
            result.problems.append(f"{where}: {node.func.id}() takes literal texts; anything else cannot be translated")
            continue
        result.keys.add(literals[0] if len(literals) == 1 else (literals[0], literals[1]))
        if node.func.id != "say_forms":
            result.problems += [f"{where}: {problem}" for problem in _misfilled(node, literals)]


def _misfilled(node: ast.Call, literals: list[str]) -> Iterator[str]:
    """Places that the call does not fill, and the other way round."""
    given = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
    if not given and len(literals) == 1:
        return  # Without places a text may hold braces.
    is_open = any(keyword.arg is None for keyword in node.keywords)
    wanted = set(places(literals[-1]))
    if not set(places(literals[0])) <= wanted:
        yield f"{literals[0]!r} has places that the plural has not"
    if len(literals) == 2:
        given, wanted = given - _OWN, wanted - _OWN
    if given != wanted and not is_open:
        yield f"{literals[-1]!r} has the places {sorted(wanted)}, and {sorted(given)} are filled in"


def _clashes(keys: set[Key]) -> list[str]:
    """A catalogue knows a text by its singular: it cannot be said alone too, or with two plurals."""
    singulars: dict[str, Key] = {}
    problems = []
    for key in sorted(keys, key=str):
        singular = key if isinstance(key, str) else key[0]
        if singular in singulars:
            problems.append(f"{singular!r} is said in two ways: {key!r} and {singulars[singular]!r}; change one")
        singulars[singular] = key
    return problems
