"""Writes events and their messages, 20 in a transaction, as an evaluation does; a process of its own, to be killed."""

from __future__ import annotations

import sys
from datetime import date

from orchestration.ledger import episodes
from orchestration.ledger.store import open_ledger
from tests.orchestration.ledger.said import NOW, message, put

A_TRANSACTION = 20


def main(url: str, events: str) -> None:
    ledger = open_ledger(url)
    for first in range(0, int(events), A_TRANSACTION):
        with ledger.writing() as connection:
            for number in range(first, first + A_TRANSACTION):
                event = {"event_id": message(number).key, "episode_id": f"e{number}", "kind": "opened"}
                more = {"happened_on": date(2026, 3, 1), "value": 1.0, "limit_value": 2.0, "n": 30}
                episodes.append_events(connection, [event | more], NOW)
                put(connection, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
