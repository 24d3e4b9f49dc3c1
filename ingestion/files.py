"""Folders of Parquet files as a feed: only files not read yet, straight from DuckDB to Arrow.

A file is known by its path, size and time of change; rows that a re-delivered file repeats are recognised by id and
hash. Not here: formats without types (CSV needs declared parsing) and remote folders.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pyarrow as pa

from ingestion.errors import LoadError, SettingsError
from ingestion.feed import Feed
from ingestion.filerows import FileRows
from ingestion.spec import FilesSpec

BATCH_BYTES = 24_000_000


def land_files(feed: Feed, root: str) -> Iterator[tuple[pa.Table, bool]]:
    """Read the files below `root/<resource>` that are new or changed since the last load.

    Raises:
        LoadError: the folder has lost all its files, or a file is unreadable or lacks a declared column.
    """
    spec = feed.spec
    assert isinstance(spec, FilesSpec)
    feed.started_at = feed.run.clock.now()
    known = feed.vendor_cursor() or {}
    present = _listing(folder(root) / spec.name)
    if known and not present:
        raise LoadError(
            f"the folder has no Parquet files any more; {len(known):,} were read before.",
            feed.where,
            "Nothing was loaded. Check that the address is right and the folder mounted.",
        )
    base = folder(root) / spec.name
    # A complete listing re-reads files; it says nothing about rows of files that were cleared away.
    feed.is_complete = False
    fresh = sorted(name for name, mark in present.items() if known.get(name) != mark)
    rows = FileRows(feed.run.versions, spec)
    for group in _groups(fresh, present):
        yield from _land_group(feed, rows, [base / name for name in group])
        feed.run.progress(f"{feed.where}: {feed.fetched:,} read")
    # A file that grew while we read it has another mark by now and is read again by the next run.
    feed.keep_vendor_cursor({**known, **present})
    feed.state.setdefault("listed_at", feed.window.end.isoformat())
    feed.advance()
    feed.finished_at = feed.run.clock.now()


def _land_group(feed: Feed, rows: FileRows, files: list[Path]) -> Iterator[tuple[pa.Table, bool]]:
    try:
        outcome = rows.compare(files, feed.run.clock)
    except duckdb.Error as error:
        # DuckDB's text may quote values, but not for a broken file; still only the type is shown.
        raise LoadError(
            f"a Parquet file cannot be read ({type(error).__name__}): one of {files[0].name} ... {files[-1].name}"
            f" in {files[0].parent}.",
            feed.where,
            "Nothing was loaded. Deliver the file again; a cut upload is the usual cause.",
        ) from error
    feed.fetched += outcome.fetched
    feed.declared = (feed.declared or 0) + outcome.fetched
    feed.new += outcome.new
    feed.changed += outcome.changed
    feed.unchanged += outcome.unchanged
    feed.quarantined += len(outcome.rejected)
    now = feed.run.clock.now()
    feed.run.rejected.extend((record, now) for record in outcome.rejected)
    if outcome.newest is not None:
        feed.newest = max(feed.newest or outcome.newest, outcome.newest)
    if len(outcome.rows):
        yield outcome.rows, False


def folder(root: str) -> Path:
    """A local path from a path or a file:// address.

    Raises:
        SettingsError: another kind of address.
    """
    parts = urlsplit(root)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    if parts.scheme and len(parts.scheme) > 1:
        raise SettingsError(f"{parts.scheme}:// folders are not read yet; mount the folder and give its path.")
    return Path(root)


def _listing(base: Path) -> dict[str, str]:
    """Path below the folder -> size and time of change. A dot or _ in front means: still being written."""
    found = {}
    for path in base.rglob("*.parquet"):
        if not path.name.startswith((".", "_")):
            status = path.stat()
            found[path.relative_to(base).as_posix()] = f"{status.st_size}:{status.st_mtime_ns}"
    return found


def _groups(names: list[str], marks: dict[str, str]) -> Iterator[list[str]]:
    """Files together up to BATCH_BYTES: a statement per file would cost more than the file."""
    group: list[str] = []
    size = 0
    for name in names:
        group.append(name)
        size += int(marks[name].partition(":")[0])
        if size >= BATCH_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group
