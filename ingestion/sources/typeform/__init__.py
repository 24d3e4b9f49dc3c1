"""Typeform: survey forms and their responses.

    python -m ingestion.sources.typeform

loads it alone into a scratch file. What was verified about the API: docs/sources/typeform.md.
"""

from ingestion.sources.typeform.settings import FORMS, RESPONSES
from ingestion.spec import SourceSpec

SPEC = SourceSpec(
    name="typeform",
    title="Typeform",
    category="surveys",
    tables=(FORMS, RESPONSES),
    credentials=("TYPEFORM_TOKEN",),
    defaults={"TYPEFORM_BASE_URL": "https://api.typeform.com"},
    cron="10 4 * * *",
    personal={"responses": ("hidden.email", "hidden.user_id", "hidden.customer_id", "metadata", "answers")},
    # The API reports neither deletions nor edits, and no feed of changes exists.
    reconcile_days=7,
)
