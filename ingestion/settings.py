"""Where settings come from: the environment, then dlt's own files.

`TYPEFORM_TOKEN` is looked for in the environment, then in `$DLT_PROJECT_DIR/.dlt/secrets.toml` and `config.toml` under
`[sources.typeform]` and at the top, as `typeform_token`. This is the end of dlt's own look-up chain, done here because
listing the configured sources must not import dlt (more than a CPU second).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingestion.errors import SettingsError


def find(name: str, tool: str) -> str | None:
    """The value of a variable, or None when it is set nowhere. An empty value counts as not set."""
    value = os.environ.get(name)
    if value:
        return value
    folder = Path(os.environ.get("DLT_PROJECT_DIR", ".")) / ".dlt"
    for file in ("secrets.toml", "config.toml"):
        document = _toml(folder / file)
        for section in (document.get("sources", {}).get(tool, {}), document):
            if isinstance(section, dict) and section.get(name.lower()):
                return str(section[name.lower()])
    return None


@lru_cache(maxsize=8)
def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct the file.") from error


@dataclass(frozen=True)
class HttpSettings:
    """How patient the HTTP client is. Defaults suit real vendors; tests shorten them through the environment."""

    attempts: int = 6
    backoff_seconds: float = 1.0
    max_wait_seconds: float = 120.0
    timeout_seconds: float = 60.0

    @classmethod
    def from_environment(cls) -> HttpSettings:
        return cls(
            attempts=int(_number("VOC_HTTP_ATTEMPTS", cls.attempts)),
            backoff_seconds=_number("VOC_HTTP_BACKOFF_SECONDS", cls.backoff_seconds),
            max_wait_seconds=_number("VOC_HTTP_MAX_WAIT_SECONDS", cls.max_wait_seconds),
            timeout_seconds=_number("VOC_HTTP_TIMEOUT_SECONDS", cls.timeout_seconds),
        )


def _number(name: str, default: float) -> float:
    value = os.environ.get(name)
    if not value:
        return default
    try:
        return float(value)
    except ValueError as error:
        raise SettingsError(f"{name} must be a number, not {value!r}.") from error


def accepted_shrinks() -> frozenset[str]:
    """Resources (`tool.resource`, comma separated in VOC_ACCEPT_SHRINK) that may lose most of their records now."""
    return frozenset(part.strip() for part in os.environ.get("VOC_ACCEPT_SHRINK", "").split(",") if part.strip())


def run_start() -> datetime:
    """The instant at which this run starts: VOC_NOW when set (simulated days, tests), else the clock. Always UTC.

    Raises:
        SettingsError: VOC_NOW is not an ISO instant with a zone.
    """
    text = os.environ.get("VOC_NOW")
    if not text:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"VOC_NOW must be an ISO instant such as 2026-09-30T23:59:59Z, not {text!r}.") from error
    if instant.tzinfo is None:
        raise SettingsError(f"VOC_NOW must name its zone, for example {text}Z.")
    return instant.astimezone(UTC)
