"""The two clocks of a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Clock:
    """Args:
    now: the wall clock: when a message may leave, when something was written.
    as_of: the data's: how far every source was read. It is what messages speak of; in the sample company it is another.
    """

    now: datetime
    as_of: datetime
