"""What a source's functions get to see: the run they are part of, and the feed of the one resource that they read.

A source function takes a `Feed` and yields `Page`s. Everything else (checks, versions, quarantine, ledger, cursor,
deletions) happens around it, in `landing.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ingestion.checks import Rejected
from ingestion.errors import SettingsError
from ingestion.settings import HttpSettings, find
from ingestion.spec import FilesSpec, ResourceSpec, SourceSpec
from ingestion.versions import Versions
from ingestion.windows import Clock, Window, from_iso, iso


@dataclass(frozen=True)
class Page:
    """Records as the vendor gave them. `stamps` replaces the change times in the records (events carry their own)."""

    records: list[Any]
    stamps: list[Any] | None = None


@dataclass
class Run:
    """One load of one tool, shared by all its feeds.

    Attributes:
        started_at: the upper end of every window, in UTC.
        reconcile: the caller asked for complete listings.
        memo: where one resource leaves what the next one needs (the forms whose responses are read, for example).
    """

    spec: SourceSpec
    started_at: datetime
    versions: Versions
    clock: Clock
    http: HttpSettings
    reconcile: bool = False
    accepted_shrinks: frozenset[str] = frozenset()
    progress: Callable[[str], None] = lambda _: None
    memo: dict[str, Any] = field(default_factory=dict)
    rejected: list[tuple[Rejected, datetime]] = field(default_factory=list)

    def setting(self, name: str) -> str:
        """A variable of the source: what is set, else its declared default.

        Raises:
            SettingsError: it is set nowhere and has no default.
        """
        value = find(name, self.spec.name) or self.spec.defaults.get(name)
        if value is None:
            raise SettingsError(
                f"{self.spec.title}: {name} is not set. Set it in the environment or in .dlt/secrets.toml."
            )
        return value


@dataclass
class Feed:
    """The reading of one resource in one run.

    Attributes:
        state: kept between runs by dlt; it is stored with the rows of the load, or not at all.
        is_complete: set by `list_all` when the vendor is asked for everything, so that absent records are deletions.
        declared: the vendor's own total, where there is one.
    """

    run: Run
    spec: ResourceSpec | FilesSpec
    state: dict[str, Any]
    window: Window
    is_complete: bool = False
    declared: int | None = None
    uses_cursor: bool = False
    uses_vendor_cursor: bool = False
    fetched: int = 0
    new: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0
    quarantined: int = 0
    reconciled: int = 0
    has_nameless: bool = False
    newest: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def where(self) -> str:
        """For error messages: `typeform.responses`."""
        return f"{self.run.spec.name}.{self.name}"

    def is_listing_due(self) -> bool:
        """Whether this run must read everything: the first time, when asked to, and every `reconcile_days`."""
        if self.run.reconcile or "listed_at" not in self.state:
            return True
        days = self.run.spec.reconcile_days
        return days is not None and self.run.started_at - from_iso(self.state["listed_at"]) >= timedelta(days=days)

    def list_all(self) -> Window:
        """Read everything up to the run's start. Records that the vendor no longer lists become deletions."""
        self.is_complete = True
        self.window = Window(None, self.run.started_at)
        return self.window

    def since_cursor(self, lag: timedelta) -> Window:
        """Read `[newest change seen - lag, run start]`, or everything when a complete listing is due.

        The cursor follows the change times of what lands; `lag` is how late the vendor may let a record appear.
        """
        self.uses_cursor = True
        if self.is_listing_due() or "cursor" not in self.state:
            return self.list_all()
        self.window = Window(from_iso(self.state["cursor"]) - lag, self.run.started_at)
        return self.window

    def vendor_cursor(self) -> Any | None:
        """The vendor's own cursor that the last run kept; None when everything must be listed."""
        self.uses_vendor_cursor = True
        if self.is_listing_due() or "vendor_cursor" not in self.state:
            self.list_all()
            return None
        newest = self.state.get("cursor")
        self.window = Window(from_iso(newest) if newest else None, self.run.started_at)
        return self.state["vendor_cursor"]

    def keep_vendor_cursor(self, cursor: Any) -> None:
        """Where the next run goes on. Stored with the rows of this load, or not at all."""
        self.state["vendor_cursor"] = cursor

    def still_there(self, record_ids: list[str]) -> None:
        """Records that the vendor lists as unchanged and that were therefore not fetched."""
        self.run.versions.spare(self.name, record_ids)

    def expect(self, declared: int) -> None:
        """Add the vendor's own total of one listing; a reading that ends with fewer fails."""
        self.declared = (self.declared or 0) + declared

    def advance(self) -> None:
        """Move the cursor to the newest change seen, never past the run's start and never back."""
        if self.is_complete and (self.state.get("listed_at") is None or self.is_listing_due()):
            self.state["listed_at"] = iso(self.run.started_at)
        if (self.uses_cursor or self.uses_vendor_cursor) and self.newest is not None:
            newest = min(self.newest, self.run.started_at)
            old = from_iso(self.state["cursor"]) if "cursor" in self.state else newest
            self.state["cursor"] = iso(max(newest, old))
