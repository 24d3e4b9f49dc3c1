"""How a try to send can end other than well. Reasons are codes and our own words, fit for logs and the ledger.

What the receiver answered may quote an address or the message, and a URL may be a secret: neither gets in here.
"""

from __future__ import annotations

from datetime import timedelta


class DeliveryError(Exception):
    """A try that did not succeed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Retry(DeliveryError):  # noqa: N818 - it says what to do, not what happened
    """Not this time.

    Args:
        reason: see the module.
        asked: how long the receiver wants to be left alone.
        is_channel: nothing can be sent this way at present, so that the channel's other messages are not tried either.
    """

    def __init__(self, reason: str, asked: timedelta | None = None, is_channel: bool = False) -> None:
        super().__init__(reason)
        self.asked = asked
        self.is_channel = is_channel


class Refused(DeliveryError):  # noqa: N818
    """The receiver will never take this message as it is."""
