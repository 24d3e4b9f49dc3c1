"""Typeform's endpoints and what a record of each must be."""

from datetime import timedelta

from ingestion.spec import NULLABLE_LIST, NULLABLE_OBJECT, NULLABLE_TEXT, ResourceSpec

FORMS = ResourceSpec(
    name="forms",
    stamp_fields=("last_updated_at", "created_at"),
    types={"title": NULLABLE_TEXT, "fields": (list,), "hidden": NULLABLE_LIST},
    path="forms",
    selector="items",
    page_size=200,
)

RESPONSES = ResourceSpec(
    name="responses",
    id_field="response_id",
    stamp_fields=("submitted_at",),
    types={
        "submitted_at": (str,),
        "landed_at": NULLABLE_TEXT,
        "answers": NULLABLE_LIST,
        "hidden": NULLABLE_OBJECT,
        "metadata": NULLABLE_OBJECT,
        "calculated": NULLABLE_OBJECT,
    },
    path="forms/{form_id}/responses",
    selector="items",
    page_size=1000,
)

# A response shows up to half an hour after it was submitted, and offline ones days later.
RESPONSE_LAG = timedelta(days=4)
