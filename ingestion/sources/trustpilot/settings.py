"""Trustpilot's endpoint and what a review must be."""

from datetime import timedelta

from ingestion.spec import NULLABLE_OBJECT, NULLABLE_TEXT, ResourceSpec

REVIEWS = ResourceSpec(
    name="reviews",
    stamp_fields=("updatedAt", "createdAt"),
    types={
        "createdAt": (str,),
        "updatedAt": NULLABLE_TEXT,
        "stars": (int,),
        "title": NULLABLE_TEXT,
        "text": NULLABLE_TEXT,
        "consumer": NULLABLE_OBJECT,
        "companyReply": NULLABLE_OBJECT,
        "referralEmail": NULLABLE_TEXT,
        "referenceId": NULLABLE_TEXT,
    },
    path="v1/private/business-units/{business_unit_id}/reviews",
    selector="reviews",
    page_size=100,
)

# Reviews may be held back by checks before they show, and are edited mostly soon after.
REVIEW_LAG = timedelta(days=7)
