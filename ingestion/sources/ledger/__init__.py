"""The project's own ledger: warnings, their messages, and what people did about cases, read back into the warehouse.

    python -m ingestion.sources.ledger

loads it alone into a scratch file. The project's own source (SourceSpec.is_own): docs/alerts/cases.md.
"""

from ingestion.sources.ledger.settings import ECHOES, TABLES, is_present
from ingestion.spec import SourceSpec

SPEC = SourceSpec(
    name="ledger",
    title="Ledger",
    category="operations",
    tables=tuple(table.resource for table in TABLES),
    credentials=(),
    cron="20 5 * * *",
    is_own=True,
    is_present=is_present,
    echoes=ECHOES,
)
