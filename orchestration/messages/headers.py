"""Headers that Python would not write as they must stand, and those by which a reader ends a mail.

Does not belong here: every other header (mail.py).
"""

from __future__ import annotations

import re
from email.headerregistry import HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

_ADDRESS = re.compile(r"(?:https?://|mailto:)[!-;=?-~]{1,900}")


class _Whole(UniqueUnstructuredHeader):
    """Stays on one line: Python writes an address that is longer than a line as encoded words, which is none."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


def _policy() -> Any:
    headers = HeaderRegistry()
    for name in ("list-unsubscribe", "list-id"):
        headers.map_to_type(name, _Whole)  # type: ignore[arg-type]
    return SMTP.clone(header_factory=headers)


POLICY = _policy()


def add_unsubscribe(mail: EmailMessage, address: str) -> None:
    """RFC 2369, and RFC 8058 where one POST is enough: not at a page without TLS, which RFC 8058 forbids.

    Raises:
        ValueError: an address that is no plain https, http or mailto address.
    """
    if not address:
        return
    if not _ADDRESS.fullmatch(address):
        raise ValueError("An address to unsubscribe is no plain https, http or mailto address.")
    mail["List-Unsubscribe"] = f"<{address}>"
    if address.startswith("https://"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
