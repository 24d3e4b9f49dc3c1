"""Values of the file that only it has: the times of a cadence, sections with signs, a scope, colours, addresses.

Every fault is kept with its line and what to do. Does not belong here: which keys there are (audiences.py, brands.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import time
from zoneinfo import available_timezones

from orchestration.alerts.rules.fields import Fields, hint
from orchestration.alerts.rules.known import UNKNOWN
from orchestration.alerts.rules.nodes import Problem
from orchestration.subscriptions.known import REFUSED_KINDS, Known
from orchestration.subscriptions.model import PERIODS, Part, Scope

# What mail can be written to without a server of another kind (RFC 6531): a message to anything else is never made.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
# One sign between words: a scheduler's names have no -, so a-b and a__b would be one.
NAME = re.compile(r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def refuse_unknown(fields: Fields, what: str) -> None:
    """Whatever was written and nobody asked for."""
    for key, node in fields.own.items():
        if key not in fields.asked:
            fields.problems.append(
                Problem(fields.file, node.line, f"{key} is no key of {what}; {hint(key, fields.asked)}")
            )


def name(fields: Fields, key: str = "name") -> str:
    found = fields.text(key) or ""
    if not NAME.fullmatch(found):
        fields.refuse(key, f"{key} must be lower case words, - or _ between them (40 at most); write {key}: support")
        return ""
    return found


def clock_time(fields: Fields, key: str) -> time | None:
    node = fields.nodes.get(key)
    if node is not None and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        fields.asked.add(key)
        fields.refuse(key, f'{key} is read as a number; put it in quotes: {key}: "18:30"')
        return None
    given = fields.text(key)
    if given is None:
        return None
    found = _TIME.fullmatch(given)
    if not found:
        fields.refuse(key, f'{key} {given} is no time of day; write {key}: "07:00"')
        return None
    return time(int(found[1]), int(found[2]))


def time_zone(fields: Fields, key: str = "time_zone") -> str | None:
    zone = fields.text(key)
    if zone is not None and zone not in available_timezones():
        fields.refuse(key, f"{key} {zone} is not known; write one such as Europe/Copenhagen")
        return None
    return zone


def address(fields: Fields, key: str) -> str:
    found = fields.text(key) or ""
    if found and not ADDRESS.fullmatch(found):
        fields.refuse(key, f"{key} is no e-mail address; write {key}: voice@company.example")
        return ""
    return found


def channels(fields: Fields, known: Known, default: str | None = None) -> tuple[str, ...]:
    """Of the rules file, and none that wakes people; `default`, if there is one, where nothing is written."""
    named = fields.names("channels", known.channels)
    if named is None and "channels" not in fields.nodes and default in known.channels:
        return (str(default),)
    if named is None:
        fields.refuse("channels", f"channels is missing; {hint('folder', known.channels)}")
    for each in named or ():
        if known.channels[each] in REFUSED_KINDS:
            fields.refuse("channels", f"{each} wakes people ({known.channels[each]}); name a channel that is read")
    return named or ()


def parts(fields: Fields, default: Collection[Part], key: str = "sections") -> tuple[Part, ...]:
    """A list as it is, or changes of the role's: [+quotes, -drivers]."""
    given = fields.names(key)
    if given is None:
        return tuple(default)
    signed = [each for each in given if each[:1] in "+-"]
    if signed and len(signed) < len(given):
        fields.refuse(key, f"{key} mixes names with and without a sign; write all with + or -, or none")
        return tuple(default)
    chosen = set(default) if signed else set()
    known = {part.value: part for part in Part}
    for each in given:
        bare = each.lstrip("+-") if signed else each
        if bare not in known:
            fields.refuse(key, f"{key} {bare} is not known; {hint(bare, known)}")
        elif each.startswith("-"):
            chosen.discard(known[bare])
        else:
            chosen.add(known[bare])
    return tuple(part for part in Part if part in chosen)


def scope(fields: Fields, known: Known, period_type: str) -> Scope:
    """One dimension and its value; the periods that are published decide whether it can be reported."""
    given = fields.mapping("scope")
    found = Scope()
    if len(given) > 1:
        fields.refuse("scope", "scope names more than one dimension; write one, or a pair such as touchpoint_segment")
        return found
    dimensions = known.registries.dimensions
    for dimension, node in given.items():
        if dimension not in dimensions:
            _refuse(fields, node.line, f"scope {dimension} is not known; {hint(dimension, dimensions)}")
            return found
        if isinstance(node.value, bool):
            _refuse(fields, node.line, f'scope {dimension} is read as true or false; quote it: {dimension}: "NO"')
            return found
        if isinstance(node.value, list | dict) or node.value is None:
            _refuse(fields, node.line, f"scope {dimension} must be one value; write scope: {{{dimension}: ...}}")
            return found
        found = Scope(dimension, str(node.value))
        _require_values(fields, known, found, node.line)
    published = known.registries.periods.get(found.dimension, PERIODS)
    if period_type not in published:
        line = fields.line_of("scope") if given else fields.line
        there_is = ", ".join(each for each in PERIODS if each in published)
        reason = f"{period_type}s of {found.dimension} are not published: set {period_type} to true in "
        _refuse(fields, line, f"{reason}dimension_sets.csv, or choose another period ({there_is})")
    return found


def _require_values(fields: Fields, known: Known, found: Scope, line: int) -> None:
    columns = known.registries.dimensions[found.dimension]
    pieces = found.value.split(" / ", len(columns) - 1)
    if len(pieces) != len(columns):
        reason = f"scope {found.dimension} has two parts; write them as `support / smb`"
        _refuse(fields, line, reason)
        return
    for column, piece in zip(columns, pieces, strict=True):
        choices = known.registries.values.get(column)
        if choices is not None and piece not in choices:
            _refuse(fields, line, f"scope {column} {piece} is not known; {hint(piece, choices - {UNKNOWN})}")


def _refuse(fields: Fields, line: int, reason: str) -> None:
    fields.problems.append(Problem(fields.file, line, reason))
