"""The rules file as rules and channels. All its faults are told at once.

Does not belong here: the keys of a family (families.py), what channels must be (delivery/settings.py; the caller gives
its check).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.alerts.rules.families import build
from orchestration.alerts.rules.fields import Fields, hint
from orchestration.alerts.rules.known import Known
from orchestration.alerts.rules.model import FAMILIES, Rule
from orchestration.alerts.rules.nodes import Node, Problem, parse
from orchestration.lib.errors import UserError
from orchestration.lib.settings import PROJECT_ROOT

VARIABLE = "VOC_ALERT_RULES"
SECTIONS = ("channels", "defaults", "rules")
SHOWN = 20
# Given the section channels without lines, each fault as the keys that lead to it, and the reason.
ChannelCheck = Callable[[Mapping[str, Any]], list[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True)
class RuleFile:
    """The rules in the order of the file, the section channels as it stands, what is wrong (then no rule counts)."""

    rules: tuple[Rule, ...] = ()
    channels: Mapping[str, Any] | None = None
    problems: tuple[Problem, ...] = ()

    def rule(self, name: str) -> Rule:
        """By name.

        Raises:
            UserError: there is none; says which there are.
        """
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise UserError(f"There is no rule {name}; {hint(name, [rule.name for rule in self.rules])}.")


def rules_file(environment: Mapping[str, str] | None = None) -> Path:
    """The file that VOC_ALERT_RULES names (relative to the project), else `orchestration/alert_rules.yml`."""
    variables = os.environ if environment is None else environment
    return PROJECT_ROOT / Path(variables.get(VARIABLE) or "orchestration/alert_rules.yml").expanduser()


def load(file: Path, known: Known, check_channels: ChannelCheck | None = None) -> RuleFile:
    """Read the file; one that is not there is a problem like others."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        reason = f"the file is missing; set {VARIABLE}, or restore it from the project"
        return RuleFile(problems=(Problem(file.name, 1, reason),))
    except UnicodeDecodeError:
        return RuleFile(problems=(Problem(file.name, 1, "it is not UTF-8; save it as UTF-8"),))
    return read(text, file.name, known, check_channels)


def require(file: Path, known: Known, check_channels: ChannelCheck | None = None) -> RuleFile:
    """The same.

    Raises:
        UserError: with every problem of the file.
    """
    found = load(file, known, check_channels)
    if found.problems:
        lines = [str(problem) for problem in found.problems[:SHOWN]]
        more = [f"and {len(found.problems) - SHOWN} more"] if len(found.problems) > SHOWN else []
        raise UserError("\n".join([f"No alert was evaluated: correct the rules in {file.parent}.", *lines, *more]))
    return found


def read(text: str, file: str, known: Known, check_channels: ChannelCheck | None = None) -> RuleFile:
    """The rules of a text that is called `file`."""
    root, problems = parse(text, file)
    if root is None:
        return RuleFile(problems=tuple(problems))
    if not isinstance(root.value, dict):
        return RuleFile(problems=(Problem(file, 1, "the file must have the sections channels, defaults and rules"),))
    for key, node in root.value.items():
        if key not in SECTIONS:
            problems.append(Problem(file, node.line, f"{key} is no section; {hint(key, SECTIONS)}"))
    channels = _mapping(file, root, "channels", problems)
    problems += _channel_problems(file, channels, check_channels)
    defaults = _mapping(file, root, "defaults", problems)
    problems += [
        Problem(file, node.line, f"no family has {key}; {hint(key, _every_key())}")
        for key, node in defaults.value.items()
        if key not in _every_key()
    ]
    rules = _rules(file, root, known, frozenset(channels.value), defaults.value, problems)
    # A fault in the defaults is found again by every rule.
    once = tuple(sorted(dict.fromkeys(problems), key=lambda each: (each.line, each.reason)))
    return RuleFile(() if once else tuple(rules), channels.plain(), once)


def _rules(
    file: str,
    root: Node,
    known: Known,
    channels: frozenset[str],
    defaults: Mapping[str, Node],
    problems: list[Problem],
) -> list[Rule]:
    listed = root.value.get("rules", Node([], 1))
    if not isinstance(listed.value, list):
        problems.append(Problem(file, listed.line, "rules must be a list; begin each rule with `- name: ...`"))
        return []
    rules: list[Rule] = []
    lines: dict[str, int] = {}
    for node in listed.value:
        if not isinstance(node.value, dict):
            problems.append(Problem(file, node.line, "a rule must have keys; begin it with `- name: ...`"))
            continue
        family = node.value.get("family", Node(None, node.line))
        if family.value not in FAMILIES:
            given = "family is missing" if family.value is None else f"family {family.value} is not known"
            problems.append(Problem(file, family.line, f"{given}; {hint(str(family.value), FAMILIES)}"))
            continue
        inherited = {key: value for key, value in defaults.items() if key in _keys(str(family.value))}
        fields = Fields(file, node, inherited)
        rule = build(str(family.value), fields, known, channels)
        problems += fields.problems
        if rule.name in lines:
            reason = f"name {rule.name} stands on line {lines[rule.name]} already; give each rule its own name"
            problems.append(Problem(file, fields.line_of("name"), reason))
        lines.setdefault(rule.name, fields.line_of("name"))
        rules.append(rule)
    return rules


def _mapping(file: str, root: Node, section: str, problems: list[Problem]) -> Node:
    node = root.value.get(section, Node({}, 1))
    if node.value is None:
        return Node({}, node.line)
    if not isinstance(node.value, dict):
        problems.append(
            Problem(file, node.line, f"{section} must be a mapping; write indented lines `name: ...` below")
        )
        return Node({}, node.line)
    return node


def _channel_problems(file: str, channels: Node, check: ChannelCheck | None) -> list[Problem]:
    if check is None:
        return []
    return [Problem(file, _line(channels, path), reason) for path, reason in check(channels.plain())]


def _line(node: Node, path: tuple[str, ...]) -> int:
    """Of the deepest key on the path that is written."""
    for key in path:
        if not isinstance(node.value, dict) or key not in node.value:
            break
        node = node.value[key]
    return node.line


@cache
def _keys(family: str) -> frozenset[str]:
    """The keys of a family: those its reading asks for."""
    fields = Fields("", Node({}, 1))
    build(family, fields, Known({}, {}, {}), frozenset())
    return frozenset(fields.asked - {"name", "family"})


@cache
def _every_key() -> frozenset[str]:
    return frozenset(key for family in FAMILIES for key in _keys(family))
