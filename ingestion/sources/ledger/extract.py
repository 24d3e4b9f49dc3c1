"""How the ledger is read: rows stamped since the last load, table by table. One function per resource, named like it.

A tool of our own needs no pages and no HTTP; SQLAlchemy because the ledger is SQLite or Postgres. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from ingestion.errors import LoadError
from ingestion.feed import Feed, Page
from ingestion.sources.ledger.settings import LAG, TABLES, LedgerTable, is_present, url
from ingestion.windows import Window, iso

if TYPE_CHECKING:
    import sqlalchemy as sa

PAGE_ROWS = 1_000


def _reader(resource: str) -> Callable[[Feed], Iterator[Page]]:
    source = next(table for table in TABLES if table.resource.name == resource)
    return lambda feed: _pages(feed, source)


evaluations = _reader("evaluations")
episodes = _reader("episodes")
episode_events = _reader("episode_events")
acknowledgements = _reader("acknowledgements")
personal_events = _reader("personal_events")
case_events = _reader("case_events")
escalations = _reader("escalations")
outbox = _reader("outbox")
delivery_attempts = _reader("delivery_attempts")


def _pages(feed: Feed, source: LedgerTable) -> Iterator[Page]:
    """Rows by their stamp; none while there is no ledger."""
    if not is_present():
        return
    import sqlalchemy as sa

    window = feed.since_cursor(LAG)
    engine = sa.create_engine(url())
    try:
        with engine.connect() as connection:
            yield from _read(connection, source, window)
    except sa.exc.SQLAlchemyError as error:
        # Its text may hold the address with the password.
        raise LoadError(
            f"the ledger cannot be read ({type(error).__name__}).",
            feed.where,
            "Nothing was loaded. Check VOC_LEDGER_URL, or the file ledger.sqlite in the state folder.",
        ) from None
    finally:
        engine.dispose()


def _read(connection: sa.Connection, source: LedgerTable, window: Window) -> Iterator[Page]:
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table(source.table):
        return  # A ledger of an earlier version.
    columns = {name: sa.column(name, _type(name)) for name in source.columns}
    stamp = columns[source.stamp]
    query = sa.select(*columns.values()).select_from(sa.table(source.table))
    query = query.order_by(stamp, columns[source.resource.id_field])
    if source.where:
        query = query.where(sa.text(source.where))
    if window.start is not None:
        query = query.where(stamp >= window.start)
    for rows in connection.execute(query).mappings().partitions(PAGE_ROWS):
        records = [{name: _plain(value) for name, value in row.items()} for row in rows]
        # The ledger is stamped by the clock, and the run may be at a simulated time before it (VOC_NOW): no stamp
        # that decides passes the run's start, and such rows are read by every run and found unchanged.
        yield Page(records, [iso(min(_in_utc(row[source.stamp]), window.end)) for row in rows])


def _type(name: str) -> sa.types.TypeEngine[Any] | None:
    """SQLite keeps no types: instants, days and truths are known by their names."""
    import sqlalchemy as sa

    if name.endswith(("_at", "_until")) or name == "not_before":
        return sa.DateTime(timezone=True)
    if name.endswith("_on"):
        return sa.Date()
    return sa.Boolean() if name.startswith("is_") else None


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return iso(_in_utc(value))
    return value.isoformat() if isinstance(value, date) else value


def _in_utc(instant: datetime) -> datetime:
    """SQLite gives instants without their zone; the ledger keeps them in UTC."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
