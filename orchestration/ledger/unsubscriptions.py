"""Who does not want an audience's digests. A person is a hash of their name in the registry, or of their address.

Does not belong here: who is an audience (orchestration/subscriptions).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import sqlalchemy as sa

from orchestration.ledger.ids import stable_id
from orchestration.ledger.rows import add_new
from orchestration.ledger.tables import unsubscriptions


def person_key(name_or_address: str) -> str:
    """The same for an address in any case."""
    return stable_id("person", name_or_address.strip().lower())


def unsubscribe(
    connection: sa.Connection, audience: str, person: str, came_by: str, now: datetime | None = None
) -> bool:
    """Write it down; False when it was so already. `person`: a person_key."""
    row = {
        "unsubscription_id": stable_id(audience, person),
        "audience": audience,
        "person": person,
        "came_by": came_by,
        "recorded_at": now or datetime.now(UTC),
    }
    return bool(add_new(connection, unsubscriptions, [row]))


def resubscribe(connection: sa.Connection, audience: str, persons: Collection[str]) -> bool:
    """They receive again; False when they did all the time."""
    which = (unsubscriptions.c.audience == audience, unsubscriptions.c.person.in_(list(persons)))
    return connection.execute(sa.delete(unsubscriptions).where(*which)).rowcount > 0


def of_audience(connection: sa.Connection, audience: str) -> frozenset[str]:
    """The persons who are left out."""
    query = sa.select(unsubscriptions.c.person).where(unsubscriptions.c.audience == audience)
    return frozenset(connection.execute(query).scalars())
