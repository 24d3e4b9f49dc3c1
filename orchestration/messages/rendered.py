"""Who sends, and what a channel is handed: bytes that are frozen when they are written down, and sent as they are.

Does not belong here: secrets (a pager's routing key, a webhook's address): the channel adds them when it sends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from orchestration.messages.colours import READABLE, contrast

PNG = b"\x89PNG\r\n\x1a\n"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+")


@dataclass(frozen=True)
class Sender:
    """Whose messages these are.

    Args:
        name, address: of the From header; the address's domain is that of every Message-ID.
        reply_to: where answers go; empty: to the address.
        list_id: of the List-ID header, by which people sort their mail: `alerts.voice.example.org`.
        brand: said at the top of a mail.
        colour: of the brand, buttons and links: #rrggbb, dark enough for white letters.
        logo: a PNG, shown instead of the brand, whose name is its alternative text; best with twice the pixels of its
            place, which is 150 wide.

    Raises:
        ValueError: an address or a colour that is none, a colour that is too pale, a logo that is no PNG.
    """

    name: str = "Customer voice"
    address: str = "voicehouse@localhost"
    reply_to: str = ""
    list_id: str = "alerts.voicehouse"
    brand: str = "Customer voice"
    colour: str = "#0b766e"
    logo: bytes | None = None

    def __post_init__(self) -> None:
        for address in filter(None, (self.address, self.reply_to)):
            if not _ADDRESS.fullmatch(address):
                raise ValueError("A sender's address is no e-mail address.")
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError("A sender's colour is not of the form #rrggbb.")
        if contrast(self.colour, "#ffffff") < READABLE:
            raise ValueError("A sender's colour is too pale for white letters on it.")
        if self.logo is not None and not self.logo.startswith(PNG):
            raise ValueError("A sender's logo is no PNG.")

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True)
class Occasion:
    """Through which kind of channel a message goes, to whom, from whom and when."""

    kind: str
    recipient: str
    sender: Sender
    said_at: datetime


@dataclass(frozen=True)
class Rendered:
    """A message as one channel takes it. `subject` is the outbox's label: one line, nothing personal."""

    subject: str
    content_type: str
    body: bytes
