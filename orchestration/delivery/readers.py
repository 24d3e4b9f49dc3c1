"""What the value of a channel's key must be. Each takes what YAML gave and raises ValueError with the reason.

The reason never repeats the value: somebody may have typed a secret.
"""

from __future__ import annotations

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from orchestration.delivery.addresses import checked_url
from orchestration.delivery.connection import MOST_SECONDS
from orchestration.delivery.outcomes import Retry

VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{1,79}")


def variable(raw: Any) -> str:
    if not isinstance(raw, str) or not VARIABLE.fullmatch(raw):
        raise ValueError("names an environment variable: capitals, digits and _; never the secret itself")
    return raw


def flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("must be true or false")
    return raw


def accepted(raw: Any) -> bool:
    if raw is not True:
        raise ValueError("must be true: apprise connects by itself, and no address can be checked")
    return True


def seconds(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 < raw <= MOST_SECONDS:
        raise ValueError(f"must be a number of seconds, {MOST_SECONDS:g} at most")
    return float(raw)


def port(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw < 65536:
        raise ValueError("must be a port (1 to 65535)")
    return raw


def path(raw: Any) -> Path:
    if not isinstance(raw, str) or not raw:
        raise ValueError("must be a path")
    return Path(raw).expanduser()


def host(raw: Any) -> str:
    if not isinstance(raw, str) or not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", raw):
        raise ValueError("must be a host's name or address, without scheme or port")
    return raw


def sender(raw: Any) -> str:
    is_text = isinstance(raw, str) and raw.isprintable()
    if not is_text or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", parseaddr(raw)[1]):
        raise ValueError("must be a mail address, with a name if you like: Voice of the customer <voice@example.org>")
    return str(raw)


def security(raw: Any) -> str:
    if raw not in ("starttls", "tls", "none"):
        raise ValueError("must be starttls, tls or none")
    return str(raw)


def url(raw: Any) -> str:
    try:
        checked_url(str(raw), allow_private=True)
    except Retry:
        raise ValueError("must be a URL that starts with https://") from None
    return str(raw)
