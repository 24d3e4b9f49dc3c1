"""The section `brands`: under whose name, colour and logo messages go out."""

from __future__ import annotations

import re
from pathlib import Path

from orchestration.alerts.rules.fields import Fields
from orchestration.alerts.rules.nodes import Node, Problem
from orchestration.messages.colours import READABLE, contrast
from orchestration.subscriptions import logo
from orchestration.subscriptions.fields import NAME, address, refuse_unknown
from orchestration.subscriptions.model import Brand

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


def brands(file: str, section: Node, folder: Path) -> tuple[dict[str, Brand], list[Problem]]:
    """By name. Logos are meant from `folder`, where the file is."""
    found: dict[str, Brand] = {}
    problems: list[Problem] = []
    for key, node in section.value.items():
        if not NAME.fullmatch(key) or not isinstance(node.value, dict):
            reason = f"{key} must be a name with keys; write {key}: {{name: Customer voice}}"
            problems.append(Problem(file, node.line, reason))
            continue
        fields = Fields(file, node)
        found[key] = _brand(fields, folder)
        problems += fields.problems
    return found, problems


def _brand(fields: Fields, folder: Path) -> Brand:
    plain = Brand()
    colour = fields.text("colour") or plain.colour
    if not _COLOUR.fullmatch(colour):
        fields.refuse("colour", 'colour is not of the form "#rrggbb"; write it in quotes: colour: "#0b766e"')
    elif contrast(colour, "#ffffff") < READABLE:
        fields.refuse("colour", f'colour {colour} is too pale for white letters; take a darker one, such as "#0b766e"')
    domain = (fields.text("list_domain") or plain.list_domain).lower()
    if not _DOMAIN.fullmatch(domain):
        fields.refuse("list_domain", "list_domain is no domain; write list_domain: voice.company.example")
    brand = Brand(
        name=fields.text("name") or plain.name,
        colour=colour,
        logo=_logo(fields, folder),
        reply_to=address(fields, "reply_to"),
        sender=address(fields, "sender"),
        list_domain=domain,
    )
    refuse_unknown(fields, "a brand")
    return brand


def _logo(fields: Fields, folder: Path) -> Path | None:
    given = fields.text("logo")
    if given is None:
        return None
    file = folder / Path(given).expanduser()
    try:
        logo.read(file)
    except ValueError as error:
        fields.refuse("logo", f"logo {given}: {error}")
        return None
    return file
