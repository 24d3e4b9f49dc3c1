"""The section `channels` of the rules file: plain dictionaries in, channels or reasons out. Pure.

Secrets never stand there: a key that ends in `_env` names the variable that holds one. Values are not repeated in
reasons, for somebody may have typed a secret. Does not belong here: files and lines (who loads the file knows them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.delivery import readers
from orchestration.delivery.channels.apprise import Apprise
from orchestration.delivery.channels.base import Channel
from orchestration.delivery.channels.file import File
from orchestration.delivery.channels.hooks import PagerDuty, Slack, Teams, Webhook
from orchestration.delivery.channels.smtp import Smtp

# Where in the section, as keys from the outside in, and what is wrong there.
Problem = tuple[tuple[str, ...], str]
Reader = Callable[[Any], Any]

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
SECRETS = {"password", "username", "url", "secret", "routing_key", "token", "key"}


@dataclass(frozen=True)
class Channels:
    """What can be used, by name, and what is wrong with the rest."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_channels(section: Mapping[str, Mapping[str, Any]], state_dir: Path) -> Channels:
    """Every channel of the section. Relative folders and files are meant from `state_dir`."""
    channels: dict[str, Channel] = {}
    problems: list[Problem] = []
    for name, given in section.items():
        found, wrong = _channel(str(name), given, state_dir)
        problems += wrong
        if found is not None:
            channels[found.name] = found
    return Channels(channels, problems)


def _channel(name: str, given: Any, state_dir: Path) -> tuple[Channel | None, list[Problem]]:
    if not NAME.fullmatch(name):
        return None, [((name,), "a channel's name is lower case letters, digits, - and _, 40 at most")]
    if not isinstance(given, Mapping):
        return None, [((name,), "a channel has keys: kind, and what that kind needs")]
    kind = KINDS.get(given["kind"]) if isinstance(given.get("kind"), str) else None
    if kind is None:
        return None, [((name, "kind") if "kind" in given else (name,), f"kind must be one of {', '.join(KINDS)}")]
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, raw in given.items():
        if key == "kind":
            continue
        reader = kind.readers.get(key)
        if reader is None:
            problems.append(((name, str(key)), _unknown(str(key), kind)))
            continue
        try:
            values[kind.arguments.get(key, key)] = reader(raw)
        except ValueError as error:
            problems.append(((name, str(key)), str(error)))
    for required in kind.required:
        if not any(key in given for key in required.split("|")):
            problems.append(((name,), f"{required.replace('|', ' or ')} is needed"))
    if not problems:
        problems += [((name, key), reason) for key, reason in kind.together(given)]
    if problems:
        return None, problems
    for key in ("folder", "ca_file"):
        if key in values:
            values[key] = state_dir / values[key]
    if kind.made is File:
        values.setdefault("folder", state_dir / "messages")
    return kind.made(name=name, **values), []


def _unknown(key: str, kind: Kind) -> str:
    if key in SECRETS and f"{key}_env" in kind.readers:
        return f"is a secret: put it in a variable and name that in {key}_env"
    return f"is no key of this kind: it has {', '.join(sorted(kind.readers))}"


def _of_smtp(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    if ("username_env" in given) != ("password_env" in given):
        return [("username_env" if "username_env" in given else "password_env", "needs the other one, too")]
    if given.get("security") == "none" and "password_env" in given and not given.get("allow_clear_password"):
        return [("security", "the password would go unencrypted: starttls, tls, or allow_clear_password: true")]
    return []


def _of_hook(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    if "url" in given and "url_env" in given:
        return [("url", "one of url and url_env, not both")]
    if str(given.get("url", "")).lower().startswith("http://") and not given.get("allow_private"):
        return [("url", "must start with https://; http needs allow_private: true and an address of the own network")]
    return []


@dataclass(frozen=True)
class Kind:
    """What a kind makes and takes. `required`: each of them, `a|b` is either; `together`: what keys need of others."""

    made: Callable[..., Channel]
    readers: Mapping[str, Reader]
    required: tuple[str, ...] = ()
    arguments: Mapping[str, str] = field(default_factory=dict)  # key in the file -> argument
    together: Callable[[Mapping[str, Any]], list[tuple[str, str]]] = _of_hook


_WAIT: dict[str, Reader] = {"timeout_seconds": readers.seconds}
_HOOK: dict[str, Reader] = {
    "url_env": readers.variable,
    "allow_private": readers.flag,
    "ca_file": readers.path,
    **_WAIT,
}
_MAIL: dict[str, Reader] = {"from": readers.sender, "reply_to": readers.sender}
_FROM = {"from": "sender"}
_LOGIN: dict[str, Reader] = {
    "username_env": readers.variable,
    "password_env": readers.variable,
    "allow_clear_password": readers.flag,
}

KINDS: dict[str, Kind] = {
    "smtp": Kind(
        Smtp,
        {**_MAIL, **_LOGIN, "host": readers.host, "port": readers.port, "security": readers.security}
        | {"allow_private": readers.flag, "ca_file": readers.path, **_WAIT},
        ("host", "from"),
        _FROM,
        _of_smtp,
    ),
    "slack": Kind(Slack, _HOOK, ("url_env",)),
    "teams": Kind(Teams, _HOOK, ("url_env",)),
    "pagerduty": Kind(
        PagerDuty,
        {
            "routing_key_env": readers.variable,
            "url": readers.url,
            "allow_private": readers.flag,
            "ca_file": readers.path,
            **_WAIT,
        },
        ("routing_key_env",),
    ),
    "webhook": Kind(
        Webhook, {**_HOOK, "url": readers.url, "secret_env": readers.variable}, ("url|url_env", "secret_env")
    ),
    "file": Kind(File, {**_MAIL, "folder": readers.path}, (), _FROM),
    "apprise": Kind(
        Apprise, {"url_env": readers.variable, "allow_private": readers.accepted, **_WAIT}, ("url_env", "allow_private")
    ),
}
