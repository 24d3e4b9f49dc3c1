"""Opening the ledger: which database, its tables and their version, and transactions.

An SQLite file in the state folder, or Postgres by VOC_LEDGER_URL. Does not belong here: what is written or read.
Errors never show the URL's password, nor the parameters of a statement (bodies, addresses).
"""

from __future__ import annotations

import functools
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from orchestration.ledger.migrations import migrate
from orchestration.ledger.tables import SCHEMA_VERSION, ledger_schema, metadata
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

FILE = "ledger.sqlite"
SWITCH_SECONDS = 0.05
BUSY_SECONDS = 30.0  # How long a writer waits for the other writer of an SQLite file.
CREATION_LOCK = 860_417_001  # Any number: Postgres' advisory lock under which the tables are made.
WRITING = "voc_writing"


class Ledger:
    """An open ledger. Cheap to keep, safe to share between threads, not between forked processes."""

    def __init__(self, engine: sa.Engine, shown: str) -> None:
        self._engine = engine
        self.shown = shown
        # SQLite's own wait for another writer is polling, which a busy thread beside it can starve for seconds.
        self._turn: AbstractContextManager[Any] = threading.RLock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of the block is kept, or nothing. In SQLite nobody else writes meanwhile."""
        with self._turn, self._engine.connect() as connection:
            connection = connection.execution_options(**{WRITING: True})
            with connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent view; never waits for a writer."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def settle(self) -> None:
        """What was written last goes from SQLite's log into its file, and what it replaced out of both."""
        if self.is_sqlite:
            with self._turn, self._engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        self._engine.dispose()


def ledger_url(settings: Settings) -> str:
    """VOC_LEDGER_URL, or the file in the state folder."""
    return os.environ.get("VOC_LEDGER_URL") or f"sqlite:///{settings.state_dir / FILE}"


@contextmanager
def opened(settings: Settings) -> Iterator[Ledger]:
    """The ledger of these settings, closed afterwards. Raises as `open_ledger`."""
    ledger = open_ledger(ledger_url(settings))
    try:
        yield ledger
    finally:
        ledger.close()


def open_ledger(url: str) -> Ledger:
    """Open a ledger; its tables are made when there are none, and brought up to date when they are older.

    Raises:
        UserError: no such database, no driver, or tables of a newer version. Never shows a password.
    """
    parsed = _parsed(url)
    shown = _shown(parsed)
    if parsed.get_backend_name() == "sqlite":
        _make_file(parsed)
    try:
        engine = _engine(parsed)
        ledger = Ledger(engine, shown)
        _require_schema(ledger)
    except ModuleNotFoundError:
        raise UserError("A ledger in Postgres needs the extra: install voicehouse[postgres].") from None
    except sa.exc.DBAPIError as error:
        reason = " ".join(str(error.orig).split()) if error.orig else type(error).__name__
        raise UserError(
            f"The ledger {shown} cannot be opened: {_without(parsed, reason)} Check VOC_LEDGER_URL and that its "
            "database is running, or that the file may be written to."
        ) from None
    return ledger


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
        backend = parsed.get_backend_name()
    except (sa.exc.ArgumentError, ValueError):
        raise UserError("VOC_LEDGER_URL is no database URL: say postgresql://user:password@host/database.") from None
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed
    raise UserError(
        "The ledger is an SQLite file or Postgres: set VOC_LEDGER_URL to postgresql://..., or leave it unset."
    )


def _shown(url: sa.URL) -> str:
    # Rebuilt from what is no secret: a password may also stand among the URL's query.
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "localhost"
    return f"postgresql://{host}/{url.database or ''}"


def _without(url: sa.URL, text: str) -> str:
    secrets = [str(url.password or ""), *(str(value) for key, value in url.query.items() if "pass" in key.lower())]
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    return text


def _make_file(url: sa.URL) -> None:
    file = Path(str(url.database))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))  # SQLite's companions take over the mode.
    except FileExistsError:
        pass
    except OSError as error:
        raise UserError(f"The ledger {file} cannot be made: {error.strerror}. Check VOC_STATE_DIR.") from None


def _engine(url: sa.URL) -> sa.Engine:
    dumps = functools.partial(json.dumps, allow_nan=False, sort_keys=True)  # Postgres has no NaN in JSON.
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, hide_parameters=True, json_serializer=dumps, pool_pre_ping=True)
    arguments = {"timeout": BUSY_SECONDS, "isolation_level": None}  # We say BEGIN, not the driver.
    _write_ahead(Path(str(url.database)))
    engine = sa.create_engine(url, hide_parameters=True, json_serializer=dumps, connect_args=arguments)

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, record: Any) -> None:
        del record
        connection.execute("pragma synchronous = full")  # A sent message that a power cut forgets is sent again.
        connection.execute("pragma secure_delete = on")  # A body that was emptied is not in the file any more.

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        # A transaction that reads first and writes later fails at once when somebody else wrote in between.
        kind = "immediate" if connection.get_execution_options().get(WRITING) else "deferred"
        connection.exec_driver_sql(f"begin {kind}")

    return engine


def _write_ahead(file: Path) -> None:
    """WAL is a property of the file. Only a switch needs it alone, so it is asked before.

    SQLite does not wait for others when it switches: whoever meets another that opens the file tries again.
    """
    import sqlite3

    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
                if connection.execute("pragma journal_mode").fetchone()[0] != "wal":
                    connection.execute("pragma journal_mode = wal")
            return
        except sqlite3.Error as error:
            is_busy = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
            if not is_busy or time.monotonic() > deadline:
                raise UserError(f"The ledger {file} cannot be opened: {error}. Restore it from a backup.") from None
            time.sleep(SWITCH_SECONDS)


def _require_schema(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        version = _version(connection)
    if version is None or version < SCHEMA_VERSION:
        with ledger.writing() as connection:
            if not ledger.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CREATION_LOCK)))
            version = _version(connection)
            if version is None:
                metadata.create_all(connection)
                connection.execute(ledger_schema.insert().values(version=SCHEMA_VERSION, recorded_at=datetime.now(UTC)))
                version = SCHEMA_VERSION
            elif version < SCHEMA_VERSION:
                migrate(connection, version)
                version = SCHEMA_VERSION
    if version != SCHEMA_VERSION:
        raise UserError(
            f"The ledger {ledger.shown} has tables of version {version}, this program knows version {SCHEMA_VERSION}. "
            "Install the Voicehouse that wrote it, or a newer one."
        )


def _version(connection: sa.Connection) -> int | None:
    if not sa.inspect(connection).has_table(ledger_schema.name):
        return None
    return connection.execute(sa.select(sa.func.max(ledger_schema.c.version))).scalar()
