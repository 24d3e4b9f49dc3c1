"""Whether the published numbers of a period are there: read past its end by every tool that feeds them, and checked.

Everything is asked of the published file, since that is what a digest shows. Does not belong here: what is done when
they are not (deciding.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ingestion import registry
from orchestration.digests.facts import Freshness
from orchestration.digests.rounds.feeding import feeding
from orchestration.publish import record
from orchestration.publish.record import Published
from orchestration.subscriptions.calendar import Calendar
from orchestration.subscriptions.model import Audience, Window


@dataclass(frozen=True)
class Readiness:
    """Args:
    reason: why it is not ready, in words; empty when it is.
    as_of_at: the states of marts.metric_history that the file shows.
    published_run: that made it; None where nothing was ever published.
    """

    freshness: Freshness
    reason: str = ""
    as_of_at: datetime | None = None
    published_run: str | None = None

    @property
    def is_ready(self) -> bool:
        return not self.reason

    @property
    def is_published(self) -> bool:
        return self.published_run is not None


def look(published: Path, audience: Audience, window: Window, calendar: Calendar) -> Readiness:
    """How things stand for an audience's period."""
    import duckdb

    made = record.read(published)
    if made is None:
        nothing = Freshness(None, None, 0, (), is_complete=False)
        return Readiness(nothing, "nothing is published yet")
    with duckdb.connect(str(published), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return _judged(connection, made, audience, window, calendar)


def _judged(connection: Any, made: Published, audience: Audience, window: Window, calendar: Calendar) -> Readiness:
    through = {
        source: at.replace(tzinfo=UTC)
        for source, at in connection.execute(
            "select source, max(data_through_at) from marts.source_freshness group by source order by source"
        ).fetchall()
        if at is not None
    }
    late = {source: at for source, at in through.items() if not _is_past(at, window, calendar)}
    holding = sorted(late.keys() & feeding(connection, audience.metrics, through))
    is_complete, as_of = _rows(connection, audience, window)
    titles = {name: spec.title for name, spec in registry.specs().items()}
    freshness = Freshness(
        data_through=made.data_through,
        published_at=made.published_at,
        checks_passed=made.checks_passed,
        late=tuple((titles.get(source, source), at) for source, at in late.items()),
        is_complete=not late and is_complete,
    )
    reason = ""
    if not made.checks_passed:
        reason = "no check has judged what is published"
    elif not through:
        reason = "no tool was read yet"
    elif holding:
        reason = f"not read past {window.end}: {', '.join(titles.get(source, source) for source in holding)}"
    elif not late and not is_complete:
        reason = f"the published numbers do not reach past {window.end}"
    return Readiness(freshness, reason, as_of, made.run_id)


def _is_past(at: datetime, window: Window, calendar: Calendar) -> bool:
    """As the marts' `is_complete`: the day on which it was read, in the reporting zone, lies behind the period."""
    return at.astimezone(ZoneInfo(calendar.time_zone)).date() > window.end


def _rows(connection: Any, audience: Audience, window: Window) -> tuple[bool, datetime | None]:
    """Whether no row of the period says that it is open, and the instant whose states the file shows."""
    row = connection.execute(
        "select coalesce(bool_and(is_complete), true) from marts.voc_metrics "
        "where period_type = ? and period_start = ? and list_contains(?, metric)",
        [window.period_type, window.start, list(audience.metrics)],
    ).fetchone()
    (as_of,) = connection.execute("select max(as_of_at) from marts.voc_metrics").fetchone()
    return bool(row[0]), as_of.replace(tzinfo=UTC) if as_of else None
