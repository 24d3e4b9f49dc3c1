"""How the files are read. One function per resource, named like it."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from ingestion.feed import Feed
from ingestion.files import land_files


def tracks(feed: Feed) -> Iterator[tuple[pa.Table, bool]]:
    return land_files(feed, feed.run.setting("SEGMENT_FILES_URL"))


def pages(feed: Feed) -> Iterator[tuple[pa.Table, bool]]:
    return land_files(feed, feed.run.setting("SEGMENT_FILES_URL"))


def identifies(feed: Feed) -> Iterator[tuple[pa.Table, bool]]:
    return land_files(feed, feed.run.setting("SEGMENT_FILES_URL"))
