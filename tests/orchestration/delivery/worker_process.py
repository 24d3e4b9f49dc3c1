"""A worker as a process of its own, to be killed: drains one mail channel until it is ended.

Its patience is shorter than the real one, or the tests would wait for hours; the rest is the real thing.
"""

from __future__ import annotations

import sys

from orchestration.delivery.channels.smtp import Smtp
from orchestration.delivery.worker import drain
from orchestration.ledger.backoff import Patience
from orchestration.ledger.store import open_ledger

PATIENCE = Patience(first_seconds=0.02, longest_seconds=0.3, tries=1000, lease_seconds=3.0)


def main(url: str, port: str) -> None:
    channel = Smtp(
        name="mail", host="127.0.0.1", port=int(port), security="none", sender="voice@example.org",
        allow_private=True, timeout_seconds=2.0,
    )  # fmt: skip
    ledger = open_ledger(url)
    while True:
        drain(ledger, {"mail": channel}, budget=60, patience=PATIENCE)


if __name__ == "__main__":
    main(*sys.argv[1:])
