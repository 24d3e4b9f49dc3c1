"""YAML with line numbers: what a person wrote, and where. Does not belong here: what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

DEEPEST = 20


@dataclass(frozen=True)
class Problem:
    """A fault: in which file, on which line, why, and what to do."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class Node:
    """A value and the line on which it begins: a scalar, a list of nodes, or a dictionary of nodes by key."""

    value: Any
    line: int

    def plain(self) -> Any:
        """Without lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The document as nodes; None where it is no YAML at all."""
    loader = yaml.SafeLoader(text)
    problems: list[Problem] = []
    try:
        root = loader.get_single_node()
        if root is None:
            return Node({}, 1), []
        return _node(loader, root, file, problems, 0), problems
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it cannot be read"
        line = mark.line + 1 if mark else 1
        return None, [Problem(file, line, f"this is no YAML ({reason}); check the indentation and quotes around it")]
    finally:
        loader.dispose()


def _node(loader: yaml.SafeLoader, found: yaml.Node, file: str, problems: list[Problem], depth: int) -> Node:
    line = found.start_mark.line + 1
    if depth > DEEPEST:
        problems.append(Problem(file, line, "this is nested too deep; an alias may contain itself: write it out"))
        return Node(None, line)
    if isinstance(found, yaml.MappingNode):
        values: dict[str, Node] = {}
        for key_node, value_node in found.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                problems.append(Problem(file, key_line, "a key must be a word; write out what `<<` would merge"))
                continue
            # As written: YAML 1.1 would read the language `no` as a boolean.
            key = str(key_node.value)
            value = _node(loader, value_node, file, problems, depth + 1)
            if key in values:
                reason = f"{key} stands on line {values[key].line} already; keep one of them"
                problems.append(Problem(file, key_line, reason))
                continue
            values[key] = Node(value.value, key_line)
        return Node(values, line)
    if isinstance(found, yaml.SequenceNode):
        return Node([_node(loader, each, file, problems, depth + 1) for each in found.value], line)
    try:
        return Node(loader.construct_object(found), line)
    except (yaml.YAMLError, ValueError):
        problems.append(Problem(file, line, f"{found.value} is not a value that can be read; put it in quotes"))
        return Node(None, line)
