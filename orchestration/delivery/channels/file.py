"""Messages as files one can open: the mail as .eml, and its page as .html. For trying things out, and for tests.

A file's name follows from the message, so that a repeat replaces it. The files hold personal data: only their owner
may read them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from orchestration.delivery.channels.base import Channel, Send
from orchestration.delivery.outcomes import Retry
from orchestration.ledger.outbox import Claim
from orchestration.messages.html import page_of


@dataclass(frozen=True, kw_only=True)
class File(Channel):
    """Args:
    folder: absolute; made when it is not there.
    sender: the From line of the mails.
    """

    kind: ClassVar[str] = "file"
    folder: Path
    sender: str = "Voicehouse <voicehouse@localhost>"
    reply_to: str | None = None

    @contextmanager
    def open(self) -> Iterator[Send]:
        yield self._send

    def place(self, message_id: str, enqueued_at: datetime) -> Path:
        """Where the mail of a message is; its page lies beside it, as .html."""
        return self.folder / f"{enqueued_at:%Y%m%dT%H%M%S}-{message_id[:16]}.eml"

    def _send(self, claim: Claim) -> None:
        mail = self.place(claim.message_id, claim.enqueued_at)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            page = page_of(claim.body)
            if page is not None:
                _write(mail.with_suffix(".html"), page)
            _write(mail, claim.body)
        except OSError as error:
            raise Retry(f"the folder cannot be written ({error.strerror})", is_channel=True) from None


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, also for who reads meanwhile or after a power cut."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
