"""Episodes as the ledger has them: the marts know them a run later. An empty list where there is no ledger."""

from __future__ import annotations

from typing import Any

from orchestration.lib.settings import Settings
from orchestration.report.reading.database import day_number
from orchestration.report.reading.operations import EPISODE

MOST = 500
DAYS = ("opened_on", "confirmed_on", "resolved_on")


def episodes(settings: Settings) -> list[dict[str, Any]]:
    from orchestration.ledger.episodes import spoken_of
    from orchestration.ledger.store import opened

    with opened(settings) as ledger, ledger.reading() as connection:
        found = spoken_of(connection, MOST)
    return [
        {name: day_number(row[name]) if name in DAYS and row[name] else row[name] for name in EPISODE} for row in found
    ]
