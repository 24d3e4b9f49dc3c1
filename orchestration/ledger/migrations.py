"""From the tables of an older ledger to the present ones, a step a version. Nothing is ever dropped.

Does not belong here: what the tables are (tables.py), when it is done (store.py, under its lock).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from orchestration.ledger.tables import (
    SCHEMA_VERSION,
    digests,
    ledger_schema,
    metadata,
    response_events,
    response_looks,
    unsubscriptions,
)


def migrate(connection: sa.Connection, version: int) -> None:
    """Take every step from a version to the present one, in the caller's transaction."""
    for number in range(version, SCHEMA_VERSION):
        STEPS[number](connection)
        row = {"version": number + 1, "recorded_at": datetime.now(UTC)}
        connection.execute(ledger_schema.insert().values(**row))


def _to_2(connection: sa.Connection) -> None:
    """Digests, who does not want them, and single responses that were sent on."""
    metadata.create_all(connection, tables=[digests, unsubscriptions, response_events, response_looks])


# By the version that a step begins at.
STEPS: Mapping[int, Callable[[sa.Connection], None]] = {1: _to_2}
