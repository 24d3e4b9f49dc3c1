"""Product events as Segment-layout Parquet files: tracks, pages, identifies.

    python -m ingestion.sources.segment_files

loads them alone into a scratch file. The layout and what was verified: docs/sources/segment_files.md.
"""

from ingestion.sources.segment_files.settings import IDENTIFIES, PAGES, TRACKS
from ingestion.spec import SourceSpec

SPEC = SourceSpec(
    name="segment_files",
    title="Segment files",
    category="product_usage",
    tables=(TRACKS, PAGES, IDENTIFIES),
    credentials=("SEGMENT_FILES_URL",),
    cron="50 * * * *",
    freshness_hours=26,
    personal={
        "tracks": ("user_id", "anonymous_id", "context_user_agent", "properties", "extra"),
        "pages": ("user_id", "anonymous_id", "context_user_agent", "properties", "extra"),
        "identifies": ("user_id", "anonymous_id", "email", "traits", "extra"),
    },
)
