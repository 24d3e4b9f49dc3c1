"""The SQLite file that the servers read: one table per resource in page order, and the versions still to come.

A row is a position (time order), the object's number, a text to filter by and the ready JSON. Serving a page is one
range scan over the primary key. `advance` moves waiting versions into place in one transaction.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sample_company.errors import SampleCompanyError
from sample_company.sink import Later, Row

FORMS = ("typeform_FNPS0001", "typeform_FCST0001", "typeform_FPUR0001", "typeform_FLOY0001")
GROWING = ("stripe_events", "zendesk_ticket_events", "zendesk_metric_events")
CHANGING = (
    *FORMS,
    "stripe_customers",
    "stripe_subscriptions",
    "stripe_invoices",
    "stripe_charges",
    "stripe_refunds",
    "zendesk_users",
    "zendesk_tickets",
    "zendesk_ratings",
    "trustpilot_reviews",
)


class Store:
    """Writing side; `connect` is the reading side."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        self.db = connect(path)
        if new:
            self.db.executescript("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -400000;")
            for resource in (*GROWING, *CHANGING):
                self.db.execute(
                    f"create table {resource} (pos integer primary key, number integer, tag text, body blob)"
                )
            self.db.execute(
                "create table future (visible integer, resource text, number integer, pos integer, tag text, body blob)"
            )
            self.db.execute("create table meta (key text primary key, value)")

    def add(self, rows: dict[str, list[Row]], future: Iterable[Later]) -> None:
        """Store a batch of a company that is being generated."""
        for resource, batch in rows.items():
            self.db.executemany(f"insert into {resource} values (?, ?, ?, ?)", sorted(batch))
        self.db.executemany("insert into future values (?, ?, ?, ?, ?, ?)", future)

    def finish(self, meta: dict[str, int]) -> None:
        """Index and commit a generated company."""
        for resource in CHANGING:
            self.db.execute(f"create unique index {resource}_number on {resource} (number)")
        self.db.execute("create index future_visible on future (visible)")
        self.db.executemany("insert into meta values (?, ?)", meta.items())
        self.db.commit()
        self.db.execute("pragma journal_mode = wal")

    def advance(self, until: int) -> int:
        """Let everything become visible that does so before `until`; returns how many versions that was."""
        changing, count = set(CHANGING), 0
        with self.db:
            waiting = self.db.execute(
                "select resource, number, pos, tag, body from future where visible < ? order by visible, rowid",
                (until,),
            )
            for resource, number, pos, tag, body in waiting.fetchall():
                if resource in changing:
                    self.db.execute(f"delete from {resource} where number = ?", (number,))
                if body is not None:
                    self.db.execute(f"insert into {resource} values (?, ?, ?, ?)", (pos, number, tag, body))
                count += 1
            self.db.execute("delete from future where visible < ?", (until,))
            self.db.execute("update meta set value = ? where key = 'now'", (until,))
        return count

    def close(self) -> None:
        self.db.close()


def connect(path: Path) -> sqlite3.Connection:
    """Open the file; a writer waits up to half a minute for another."""
    return sqlite3.connect(path, timeout=30, check_same_thread=False)


def read_meta(path: Path) -> dict[str, int]:
    """`now`, `horizon` and the settings of the company in this file."""
    if not path.exists():
        raise SampleCompanyError(
            f"No sample company in {path.parent}: {path.name} is missing. "
            f"Make one with: python -m sample_company generate --dir {path.parent}"
        )
    db = connect(path)
    try:
        meta = dict(db.execute("select key, value from meta").fetchall())
    except sqlite3.DatabaseError:
        meta = {}
    finally:
        db.close()
    if "now" not in meta:
        raise SampleCompanyError(f"{path} is incomplete: generating it was interrupted. Generate the company again.")
    return meta
