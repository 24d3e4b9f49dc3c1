"""The channels as the rules file has them, for whoever drains or enqueues; a fault is told with file and line.

Does not belong here: what a channel's keys mean (settings.py), and the file's other sections (orchestration.alerts).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from orchestration.delivery.channels.base import Channel
from orchestration.delivery.settings import read_channels
from orchestration.lib.errors import UserError
from orchestration.lib.settings import PROJECT_ROOT, Settings

RULES = "orchestration/alert_rules.yml"
WITHOUT_FILE: Mapping[str, Mapping[str, Any]] = {"folder": {"kind": "file"}}


def rules_file() -> Path:
    """VOC_ALERT_RULES, meant from the project's folder, or the project's own file."""
    return PROJECT_ROOT / Path(os.environ.get("VOC_ALERT_RULES") or RULES).expanduser()


def configured_channels(settings: Settings) -> dict[str, Channel]:
    """The channels by name; a folder of files where there is no rules file and none was named.

    Raises:
        UserError: the file or its section `channels` cannot be used; says file, line and reason.
    """
    file = rules_file()
    try:
        text = file.read_text("utf-8")
        section = (yaml.safe_load(text) or {}).get("channels") or {}
    except FileNotFoundError:
        if os.environ.get("VOC_ALERT_RULES"):
            raise UserError(f"{file} does not exist. Correct VOC_ALERT_RULES.") from None
        return dict(read_channels(WITHOUT_FILE, settings.state_dir).channels)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as error:
        where = getattr(getattr(error, "problem_mark", None), "line", None)
        line = "" if where is None else f":{where + 1}"
        raise UserError(f"{file}{line}: it cannot be read as YAML with sections. Correct it.") from None
    if not isinstance(section, dict):
        raise UserError(f"{file}:{line_of(text, ())}: channels must have names, and each of them keys.")
    found = read_channels(section, settings.state_dir)
    if found.problems:
        faults = [f"{file}:{line_of(text, path)}: {_named(path)}: {reason}" for path, reason in found.problems]
        raise UserError("\n".join(["Nothing was sent: correct the channels.", *faults]))
    return dict(found.channels)


def line_of(text: str, path: Sequence[str]) -> int:
    """The line of a key of the section `channels`; of what encloses it when it is not there."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 1
    for key in ("channels", *path):
        if not isinstance(node, yaml.MappingNode):
            return line
        found = [(name, value) for name, value in node.value if name.value == key]
        if not found:
            return line
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return line


def _named(path: Sequence[str]) -> str:
    return ".".join(("channels", *path))
