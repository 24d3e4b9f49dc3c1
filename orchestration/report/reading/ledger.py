"""Episodes as the ledger has them: the marts know them a run later. An empty list where there is no ledger."""

from __future__ import annotations

from typing import Any

from orchestration.lib.settings import Settings
from orchestration.report.reading.database import day_number
from orchestration.report.reading.operations import EPISODE

MOST = 500
DAYS = ("opened_on", "confirmed_on", "resolved_on")


def episodes(settings: Settings) -> list[dict[str, Any]]:
    import sqlalchemy as sa

    from orchestration.ledger.store import opened
    from orchestration.ledger.tables import episodes as table

    query = (
        sa.select(*(table.c[name] for name in EPISODE))
        .where(table.c.inhibited_by.is_(None), table.c.status != "pending")
        .order_by(table.c.opened_on.desc(), table.c.episode_id)
        .limit(MOST)
    )
    with opened(settings) as ledger, ledger.reading() as connection:
        found = [dict(row) for row in connection.execute(query).mappings()]
    return [
        {name: day_number(value) if name in DAYS and value else value for name, value in row.items()} for row in found
    ]
