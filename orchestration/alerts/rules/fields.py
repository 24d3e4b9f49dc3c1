"""The values of one rule, read with their types; every fault is kept, with its line and what to do.

Does not belong here: which keys a family has (families.py).
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from typing import Any

from orchestration.alerts.rules.nodes import Node, Problem


class Fields:
    """A mapping of the file over the defaults; a key nobody asked for is unknown."""

    def __init__(self, file: str, node: Node, defaults: dict[str, Node] | None = None) -> None:
        self.file = file
        self.line = node.line
        self.own: dict[str, Node] = node.value
        self.nodes: dict[str, Node] = {**(defaults or {}), **node.value}
        self.asked: set[str] = set()
        self.problems: list[Problem] = []

    def has(self, key: str) -> bool:
        return key in self.own

    def line_of(self, key: str) -> int:
        return self.nodes[key].line if key in self.nodes else self.line

    def refuse(self, key: str, reason: str) -> None:
        self.problems.append(Problem(self.file, self.line_of(key), reason))

    def text(self, key: str, default: str | None = None, choices: Collection[str] | None = None) -> str | None:
        value = self._value(key)
        if value is None:
            return default
        if isinstance(value, bool):
            self.refuse(key, f'{key} is read as true or false; put it in quotes: {key}: "no"')
            return default
        if not isinstance(value, str | int | float):
            self.refuse(key, f"{key} is not a text; write {key}: some text")
            return default
        if choices is not None and str(value) not in choices:
            self.refuse(key, f"{key} {value} is not known; {hint(str(value), choices)}")
            return default
        return str(value)

    def number(
        self, key: str, default: float | None = None, low: float | None = None, high: float | None = None
    ) -> Any:
        value = self._value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.refuse(key, f"{key} is not a number; write {key}: {3 if default is None else default:g}")
            return default
        if (low is not None and value < low) or (high is not None and value > high):
            ends = f"from {low:g} to {high:g}" if low is not None and high is not None else None
            self.refuse(
                key, f"{key} {value:g} is out of range; give one {ends or (f'from {low:g}' if low is not None else '')}"
            )
            return default
        return float(value)

    def whole(self, key: str, default: int | None = None, low: int = 0, high: int = 1_000_000) -> Any:
        value = self._value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(key, f"{key} is not a whole number; write {key}: {low if default is None else default}")
            return default
        if not low <= value <= high:
            self.refuse(key, f"{key} {value} is out of range; give one from {low} to {high}")
            return default
        return value

    def boolean(self, key: str, default: bool) -> bool:
        value = self._value(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse(key, f"{key} is neither true nor false; write one of them")
            return default
        return value

    def names(self, key: str, choices: Collection[str] | None = None) -> tuple[str, ...] | None:
        """A name or a list of names, each once; None where the key is absent or `all`."""
        value = self._value(key)
        if value is None or value == "all":
            return None
        listed = value if isinstance(value, list) else [Node(value, self.line_of(key))]
        found: list[str] = []
        for each in listed:
            if isinstance(each.value, bool | dict | list) or each.value is None:
                self.problems.append(Problem(self.file, each.line, f"{key} holds something that is no name; quote it"))
                continue
            name = str(each.value)
            if choices is not None and name not in choices:
                reason = f"{key} {name} is not known; {hint(name, choices)}"
                self.problems.append(Problem(self.file, each.line, reason))
            elif name in found:
                self.problems.append(Problem(self.file, each.line, f"{key} names {name} twice; once is enough"))
            else:
                found.append(name)
        if not listed:
            self.refuse(key, f"{key} is an empty list; name something, or leave the key out")
        return tuple(found)

    def mapping(self, key: str) -> dict[str, Node]:
        value = self._value(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.refuse(key, f"{key} must be a mapping; write indented lines `name: value` below it")
            return {}
        return value

    def finish(self) -> None:
        """Refuse what nobody asked for; defaults that another family has are not this rule's."""
        for key, node in self.own.items():
            if key not in self.asked:
                reason = f"{key} is no key of this family; {hint(key, self.asked)}"
                self.problems.append(Problem(self.file, node.line, reason))

    def _value(self, key: str) -> Any:
        self.asked.add(key)
        return self.nodes[key].value if key in self.nodes else None


def hint(given: str, choices: Iterable[str]) -> str:
    """What could have been meant: the nearest name, or all of them."""
    names = sorted(choices)
    near = difflib.get_close_matches(given, names, n=1)
    if near:
        return f"do you mean {near[0]}? There is {', '.join(names) if len(names) <= 12 else near[0] + ' and others'}"
    if not names:
        return "there is none: leave it out"
    return f"there is {', '.join(names[:40])}"
