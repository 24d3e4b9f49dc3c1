"""What a load tells its caller. Plain data: no dlt, no DuckDB, so that callers can import it cheaply."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ResourceReport:
    """One resource in one load. Law: fetched + reconciled = new + changed + deleted + unchanged + quarantined.

    `declared` is the vendor's own total where it gives one. `reconciled` counts records that the vendor no longer
    lists; they are part of `deleted`, as are the deletions that came through a feed.
    """

    resource: str
    declared: int | None
    fetched: int
    new: int
    changed: int
    deleted: int
    unchanged: int
    quarantined: int
    reconciled: int = 0

    @property
    def landed(self) -> int:
        return self.new + self.changed + self.deleted


@dataclass(frozen=True)
class LoadReport:
    """One finished load of one tool. `load_id` is None when nothing was new: then no load package was made."""

    tool: str
    load_id: str | None
    resources: list[ResourceReport] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def landed(self) -> int:
        return sum(r.landed for r in self.resources)

    def total(self, count: str) -> int:
        """Sum of one count over all resources, for example `total("new")`."""
        return sum(getattr(r, count) or 0 for r in self.resources)
