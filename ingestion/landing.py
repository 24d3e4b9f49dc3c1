"""From a source function's pages to Arrow tables: batches, guards, deletions. One generator per resource.

The guards are what turns "fewer rows and ok" into an error: a total that is not reached, and an answer that lacks most
of what is known to exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pyarrow as pa

from ingestion.checks import Columns, Rejected, check
from ingestion.errors import LoadError
from ingestion.feed import Feed, Page
from ingestion.spec import ResourceSpec
from ingestion.versions import Outcome
from ingestion.windows import from_iso

BATCH_RECORDS = 20_000
BATCH_BYTES = 32_000_000

# Below this many known records a reading may lose any share of them: small accounts do change completely.
SHRINK_MATTERS_FROM = 100
SHRINK_ALLOWED = 0.5


def land(feed: Feed, pages: Iterator[Page]) -> Iterator[tuple[pa.Table, bool]]:
    """Read a resource to its end. Yields tables that land, each with whether it repeats a version of this run.

    Raises:
        LoadError: the reading is not complete; nothing of the run lands then.
    """
    feed.started_at = feed.run.clock.now()
    spec = feed.spec
    assert isinstance(spec, ResourceSpec)
    columns = Columns()
    for page in pages:
        feed.fetched += len(page.records)
        _set_aside(feed, check(page.records, page.stamps, spec, columns))
        if len(columns) >= BATCH_RECORDS or columns.size >= BATCH_BYTES:
            yield from _flush(feed, spec, columns)
            columns = Columns()
            feed.run.progress(f"{feed.where}: {feed.fetched:,} read")
    yield from _flush(feed, spec, columns)
    _guard_total(feed)
    _guard_shrink(feed)
    yield from _tombstones(feed, spec)
    feed.advance()
    feed.finished_at = feed.run.clock.now()
    if feed.fetched:
        feed.run.progress(
            f"{feed.where}: {feed.fetched:,} read, {feed.new + feed.changed + feed.deleted:,} new or changed"
        )


def _flush(feed: Feed, spec: ResourceSpec, columns: Columns) -> Iterator[tuple[pa.Table, bool]]:
    if not columns:
        return
    outcome = _compare(feed, spec, columns)
    feed.unchanged += outcome.unchanged
    if outcome.newest is not None:
        feed.newest = max(feed.newest or outcome.newest, outcome.newest)
    _set_aside(feed, outcome.rejected)
    if len(outcome.rows):
        yield outcome.rows, outcome.repeats


def _compare(feed: Feed, spec: ResourceSpec, columns: Columns) -> Outcome:
    stamp_type = pa.string() if spec.stamp_kind == "iso" else pa.int64()
    batch = pa.table(
        {
            "seq": pa.array(range(len(columns)), pa.int64()),
            "record_id": pa.array(columns.ids, pa.string()),
            "stamp": pa.array(columns.stamps, stamp_type),
            "is_deleted": pa.array(columns.deleted, pa.bool_()),
            "record": pa.array(columns.texts, pa.string()),
        }
    )
    outcome = feed.run.versions.compare(spec, batch, feed.run.clock.take(len(columns)))
    feed.new += outcome.new
    feed.changed += outcome.changed
    feed.deleted += outcome.deleted
    return outcome


def _set_aside(feed: Feed, rejected: list[Rejected]) -> None:
    if not rejected:
        return
    feed.quarantined += len(rejected)
    now = feed.run.clock.now()
    feed.run.rejected.extend((record, now) for record in rejected)
    # A record that cannot be read is not a deleted one.
    feed.run.versions.spare(feed.name, [r.record_id for r in rejected if r.record_id is not None])
    feed.has_nameless = feed.has_nameless or any(r.record_id is None for r in rejected)


def _guard_total(feed: Feed) -> None:
    if feed.declared is not None and feed.fetched < feed.declared:
        raise LoadError(
            f"{feed.fetched:,} records came, but the vendor declared {feed.declared:,}.",
            feed.where,
            "Nothing was loaded. Run it again; if it stays, the vendor's paging has changed.",
        )


def _guard_shrink(feed: Feed) -> None:
    if feed.where in feed.run.accepted_shrinks:
        return
    if feed.is_complete:
        known, absent = feed.run.versions.live(feed.name)
    elif feed.uses_cursor and feed.window.start is not None:
        cursor = from_iso(feed.state["cursor"])
        known, absent = feed.run.versions.live(feed.name, feed.window.start, cursor)
    else:
        return
    is_all_gone = feed.is_complete and known > 0 and absent == known
    if is_all_gone or (known >= SHRINK_MATTERS_FROM and absent > known * SHRINK_ALLOWED):
        raise LoadError(
            f"{absent:,} of {known:,} known records are missing from the vendor's answer.",
            feed.where,
            "Nothing was loaded and nothing was marked as deleted. If they were really deleted at the vendor, "
            f"run once with VOC_ACCEPT_SHRINK={feed.where}.",
        )


def _tombstones(feed: Feed, spec: ResourceSpec) -> Iterator[tuple[pa.Table, bool]]:
    """A version marked as deleted for each live record that a complete listing lacks."""
    # With a record whose id cannot be read, no absent record is surely deleted: the next listing decides.
    if not feed.is_complete or feed.has_nameless:
        return
    gone = feed.run.versions.unlisted(feed.name)
    feed.reconciled = len(gone)
    for first in range(0, len(gone), BATCH_RECORDS):
        ids = gone[first : first + BATCH_RECORDS]
        texts = [tombstone(spec, record_id) for record_id in ids]
        outcome = _compare(feed, spec, Columns(ids, [None] * len(ids), [True] * len(ids), texts))
        yield outcome.rows, outcome.repeats


def tombstone(spec: ResourceSpec, record_id: str) -> bytes:
    """The record of a deletion that the vendor gives no object for."""
    record: dict[str, Any] = {spec.id_field: record_id, "deleted": True}
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
