"""What every channel is: settings that may be shown, variables that hold its secrets, a way to send frozen bytes."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar

from orchestration.delivery.outcomes import Retry
from orchestration.ledger.outbox import Claim

# Returns when the receiver has the message; raises Retry or Refused.
Send = Callable[[Claim], None]


@dataclass(frozen=True, kw_only=True)
class Channel(ABC):
    """Args:
    name: in the rules file.
    timeout_seconds: for one message, from the look-up of the host to the last byte of the answer.
    """

    kind: ClassVar[str]
    name: str
    timeout_seconds: float = 30.0

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables it needs."""
        return ()

    @property
    def missing(self) -> list[str]:
        """Those of them that are not set."""
        return [name for name in self.variables if not os.environ.get(name)]

    @abstractmethod
    def open(self) -> AbstractContextManager[Send]:
        """A way to send one message after the other, until the block ends."""


def secret(variable: str | None) -> str:
    """The value of a variable; '' where the channel names none.

    Raises:
        Retry: it is not set; for the whole channel.
    """
    if variable is None:
        return ""
    value = os.environ.get(variable, "").strip()
    if not value:
        raise Retry(f"{variable} is not set", is_channel=True)
    return value
