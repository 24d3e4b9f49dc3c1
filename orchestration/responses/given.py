"""The keys of one mapping of the section `responses`, read with their types; every fault is kept with its path.

Does not belong here: which keys there are (settings.py), files and lines (who loads the file knows them).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from orchestration.alerts.rules.fields import hint

# The keys that lead to it, from the outside in, and what is wrong there.
Problem = tuple[tuple[str, ...], str]


class Given:
    """A key that nobody asked for is unknown."""

    def __init__(self, path: tuple[str, ...], values: Mapping[str, Any], problems: list[Problem]) -> None:
        self.path, self.values, self.problems = path, values, problems
        self.asked: set[str] = set()

    def refuse(self, key: str, reason: str) -> None:
        self.problems.append(((*self.path, key), reason))

    def value(self, key: str) -> Any:
        self.asked.add(key)
        return self.values.get(key)

    def text(self, key: str, choices: Collection[str] | None = None) -> str | None:
        value = self.value(key)
        if value is None:
            if key in self.values:
                self.refuse(key, f"{key} says nothing; give it a value in quotes (# begins a comment)")
            return None
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            self.refuse(key, f"{key} is no text on one line; put it in quotes")
            return None
        if choices is not None and value not in choices:
            self.refuse(key, f"{key} {value} is not known; {hint(value, choices)}")
            return None
        return value.strip()

    def names(self, key: str, choices: Collection[str] | None = None) -> tuple[str, ...] | None:
        """A name or a list of names; None where the key is absent or `all`."""
        value = self.value(key)
        if value is None or value == "all":
            return None
        listed = value if isinstance(value, list) else [value]
        if not listed:
            self.refuse(key, f"{key} is an empty list; name something, or leave the key out")
        found: list[str] = []
        for each in listed:
            if not isinstance(each, str) or not each.isprintable():
                self.refuse(key, f"{key} holds something that is no name; put it in quotes")
            elif choices is not None and each not in choices:
                self.refuse(key, f"{key} {each} is not known; {hint(each, choices)}")
            elif each in found:
                self.refuse(key, f"{key} names {each} twice; once is enough")
            else:
                found.append(each)
        return tuple(found)

    def number(self, key: str) -> float | None:
        value = self.value(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.refuse(key, f"{key} is not a number; write {key}: 3")
            return None
        return float(value)

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        value = self.value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(key, f"{key} is no whole number from {low} to {high}; without the key it is {default}")
            return default
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.value(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse(key, f"{key} is neither true nor false; write one of them")
            return default
        return value

    def mapping(self, key: str) -> Given:
        value = self.value(key)
        if value is not None and not isinstance(value, Mapping):
            self.refuse(key, f"{key} must have keys; write indented lines `name: value` below it")
        return Given((*self.path, key), value if isinstance(value, Mapping) else {}, self.problems)

    def finish(self) -> None:
        """Refuse what nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                self.refuse(str(key), f"{key} is no key here; {hint(str(key), self.asked)}")
