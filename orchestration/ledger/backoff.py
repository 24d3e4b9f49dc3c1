"""How long to wait between tries, and when to stop trying. Pure.

Does not belong here: why a try failed (delivery/channels) and what is written about it (outbox.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

LONGEST_ASKED = timedelta(hours=6)  # A receiver that asks for more is asked again then.


@dataclass(frozen=True)
class Patience:
    """30 s, 1, 2, 4 ... 32 minutes, then hourly: 56 tries in about two days. Each wait is 25 % shorter to 25 % longer.

    Args:
        first_seconds: wait after the first failure; it doubles.
        longest_seconds: no wait is longer, but for one that the receiver asked for.
        tries: the message has failed for good after so many.
        lease_seconds: for so long a worker has a message to itself. Longer than any send may take (channels' limit is
            MOST_SECONDS), or two workers may send it at once.
    """

    first_seconds: float = 30.0
    longest_seconds: float = 3600.0
    tries: int = 56
    lease_seconds: float = 240.0

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)

    def wait(self, message_id: str, attempt: int, asked: timedelta | None = None) -> timedelta:
        """The wait after this many tries. The spread follows from the id: a crowd that failed together comes apart."""
        plain = min(self.longest_seconds, self.first_seconds * 2 ** min(attempt - 1, 40))
        draw = hashlib.sha256(f"{message_id} {attempt}".encode()).digest()
        spread = 0.75 + 0.5 * int.from_bytes(draw[:4]) / 2**32
        return max(timedelta(seconds=plain * spread), min(asked or timedelta(0), LONGEST_ASKED))
