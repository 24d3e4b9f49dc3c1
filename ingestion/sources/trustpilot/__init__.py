"""Trustpilot: the service reviews of one business unit, with what its owner may see (e-mail, order number).

    python -m ingestion.sources.trustpilot

loads it alone into a scratch file. What was verified about the API: docs/sources/trustpilot.md.
"""

from ingestion.sources.trustpilot.settings import REVIEWS
from ingestion.spec import SourceSpec

SPEC = SourceSpec(
    name="trustpilot",
    title="Trustpilot",
    category="reviews",
    tables=(REVIEWS,),
    credentials=("TRUSTPILOT_TOKEN", "TRUSTPILOT_BUSINESS_UNIT_ID"),
    defaults={"TRUSTPILOT_BASE_URL": "https://api.trustpilot.com"},
    cron="40 4 * * *",
    personal={"reviews": ("consumer", "referralEmail", "title", "text", "companyReply.text", "location")},
    # Withdrawn reviews vanish and edited ones keep their place: only a complete listing finds them.
    reconcile_days=7,
)
