"""The file of subscriptions, read whole and refused whole; each fault has file, line, reason and what to do.

Does not belong here: the keys of an audience (audiences.py) and of a brand (brands.py); the section `responses`, which
is handed on as it stands, with its lines (orchestration/responses).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from orchestration.alerts.rules.fields import Fields, hint
from orchestration.alerts.rules.nodes import Node, Problem, parse
from orchestration.lib.errors import UserError
from orchestration.lib.settings import PROJECT_ROOT, Settings
from orchestration.subscriptions.audiences import build, defaults_problems, named_people
from orchestration.subscriptions.brands import brands as read_brands
from orchestration.subscriptions.known import Known, known
from orchestration.subscriptions.model import DEFAULT_BRAND, Audience, Brand, Person

VARIABLE = "VOC_SUBSCRIPTIONS"
FILE = "orchestration/subscriptions/subscriptions.yml"
SECTIONS = ("report_url", "brands", "groups", "defaults", "audiences", "responses")
SHOWN = 20


@dataclass(frozen=True)
class Subscriptions:
    """Args:
    report_url: of the page that digests open; empty: what VOC_PUBLIC_URL gives.
    brands, groups: by name; groups hold owners and addresses.
    people: the owners of the registry by name.
    responses: the section of 1-to-1 reports with its lines, unread; None where there is none.
    problems: what is wrong; then nothing of the file counts.
    """

    audiences: tuple[Audience, ...] = ()
    report_url: str = ""
    brands: Mapping[str, Brand] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    responses: Node | None = None
    problems: tuple[Problem, ...] = ()
    file: str = ""

    def audience(self, name: str) -> Audience:
        """By name.

        Raises:
            UserError: there is none; says which there are.
        """
        for audience in self.audiences:
            if audience.name == name:
                return audience
        raise UserError(f"There is no audience {name}; {hint(name, [each.name for each in self.audiences])}.")

    def brand(self, name: str = DEFAULT_BRAND) -> Brand:
        return self.brands.get(name, Brand())

    def person(self, name: str) -> Person:
        """An owner of the registry, by name or address, or whoever else has this address."""
        by_address = {(each.email or "").lower(): each for each in reversed(tuple(self.people.values()))}
        return self.people.get(name) or by_address.get(name.lower()) or Person(name, name)


def subscriptions_file(environment: Mapping[str, str] | None = None) -> Path:
    """The file that VOC_SUBSCRIPTIONS names (relative to the project), else the project's own."""
    variables = os.environ if environment is None else environment
    return PROJECT_ROOT / Path(variables.get(VARIABLE) or FILE).expanduser()


def required(settings: Settings) -> Subscriptions:
    """The file with everything it may name.

    Raises:
        UserError: with every problem of the file, or of the channels of the rules file.
    """
    return require(subscriptions_file(), known(settings))


def require(file: Path, what: Known) -> Subscriptions:
    """The same for a file.

    Raises:
        UserError: with every problem of it.
    """
    found = load(file, what)
    if found.problems:
        lines = [str(problem) for problem in found.problems[:SHOWN]]
        more = [f"and {len(found.problems) - SHOWN} more"] if len(found.problems) > SHOWN else []
        raise UserError("\n".join([f"No digest was made: correct the subscriptions in {file.parent}.", *lines, *more]))
    return found


def load(file: Path, what: Known) -> Subscriptions:
    """Read the file; one that is not there is a problem like others."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        reason = f"the file is missing; set {VARIABLE}, or restore it from the project"
        return Subscriptions(problems=(Problem(file.name, 1, reason),))
    except (OSError, UnicodeDecodeError):
        return Subscriptions(problems=(Problem(file.name, 1, "it cannot be read as UTF-8; save it as UTF-8"),))
    return read(text, file.name, what, file.parent)


def read(text: str, file: str, what: Known, folder: Path = PROJECT_ROOT) -> Subscriptions:
    """The subscriptions of a text that is called `file`; `folder`: where its logos are."""
    root, problems = parse(text, file)
    if root is None:
        return Subscriptions(problems=tuple(problems))
    if not isinstance(root.value, dict):
        return Subscriptions(problems=(Problem(file, 1, f"the file must have sections: {', '.join(SECTIONS)}"),))
    problems += [
        Problem(file, node.line, f"{key} is no section; {hint(key, SECTIONS)}")
        for key, node in root.value.items()
        if key not in SECTIONS
    ]
    brands, wrong = read_brands(file, _section(file, root, "brands", problems), folder)
    problems += wrong
    groups = _groups(file, _section(file, root, "groups", problems), what, problems)
    defaults = _section(file, root, "defaults", problems).value
    problems += defaults_problems(file, defaults, what)
    audiences = _audiences(file, root, what, groups, brands, defaults, problems)
    report_url = _report_url(file, root, problems)
    once = tuple(sorted(dict.fromkeys(problems), key=lambda each: (each.line, each.reason)))
    if once:
        return Subscriptions(problems=once, file=file)
    return Subscriptions(
        audiences=tuple(audiences),
        report_url=report_url,
        brands=brands,
        groups=groups,
        people=what.people,
        responses=root.value.get("responses"),
        file=file,
    )


def _audiences(
    file: str,
    root: Node,
    what: Known,
    groups: Mapping[str, tuple[str, ...]],
    brands: Mapping[str, Brand],
    defaults: Mapping[str, Node],
    problems: list[Problem],
) -> Sequence[Audience]:
    listed = root.value.get("audiences", Node([], 1))
    if not isinstance(listed.value, list):
        problems.append(Problem(file, listed.line, "audiences must be a list; begin each with `- name: ...`"))
        return []
    found: list[Audience] = []
    lines: dict[str, int] = {}
    for node in listed.value:
        if not isinstance(node.value, dict):
            problems.append(Problem(file, node.line, "an audience must have keys; begin it with `- name: ...`"))
            continue
        fields = Fields(file, node, dict(defaults))
        audience = build(fields, what, groups, frozenset(brands))
        problems += fields.problems
        if audience.name and audience.name in lines:
            reason = f"name {audience.name} stands on line {lines[audience.name]} already; give each its own name"
            problems.append(Problem(file, fields.line_of("name"), reason))
        lines.setdefault(audience.name, fields.line_of("name"))
        found.append(audience)
    return found


def _groups(file: str, section: Node, what: Known, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    found = {}
    for key, node in section.value.items():
        if key in what.people or "@" in key:
            problems.append(Problem(file, node.line, f"group {key} is called like an owner; give it another name"))
        # No groups in groups: who reads the file sees at once who receives.
        fields = Fields(file, Node({key: node}, node.line))
        wrong, members = named_people(fields, key, what, {})
        problems += [*fields.problems, *wrong]
        if not (members or wrong or fields.problems):
            problems.append(Problem(file, node.line, f"group {key} is empty; name owners or addresses"))
        found[key] = members
    return found


def _report_url(file: str, root: Node, problems: list[Problem]) -> str:
    node = root.value.get("report_url")
    if node is None or node.value is None:
        return ""
    parts = urlsplit(str(node.value))
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
        problems.append(Problem(file, node.line, "report_url is no plain address; write https://voice.company.example"))
        return ""
    return str(node.value)


def _section(file: str, root: Node, section: str, problems: list[Problem]) -> Node:
    node = root.value.get(section, Node({}, 1))
    if node.value is None:
        return Node({}, node.line)
    if not isinstance(node.value, dict):
        problems.append(Problem(file, node.line, f"{section} must be a mapping; write indented lines below it"))
        return Node({}, node.line)
    return node
