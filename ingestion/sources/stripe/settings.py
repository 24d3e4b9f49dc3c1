"""Stripe's endpoints and what an object of each must be."""

from datetime import timedelta

from ingestion.spec import NULLABLE_INT, NULLABLE_OBJECT, NULLABLE_TEXT, Record, ResourceSpec

PAGE_SIZE = 100

# How far behind the newest event the next run looks again: events may be listed a moment after they were created.
EVENT_OVERLAP = timedelta(hours=1)

# Events are kept for 30 days. When the last one read is older than this, the objects are listed anew.
EVENTS_TRUSTED_FOR = timedelta(days=28)

# Types whose object is gone afterwards. (`customer.subscription.deleted` only means cancelled.)
DELETIONS = frozenset({"customer.deleted", "invoice.deleted"})


def _is_deleted(record: Record) -> bool:
    return record.get("deleted") is True


def _objects(name: str, **types: tuple[type, ...]) -> ResourceSpec:
    """A list of objects. They say when they were created but not when they changed: that is known of events only."""
    return ResourceSpec(
        name=name,
        stamp_kind="epoch",
        types={"object": (str,), **types},
        is_deleted=_is_deleted,
        path=f"v1/{name}",
        selector="data",
        page_size=PAGE_SIZE,
    )


RESOURCES = (
    _objects("customers", created=NULLABLE_INT, email=NULLABLE_TEXT, phone=NULLABLE_TEXT, metadata=NULLABLE_OBJECT),
    _objects("subscriptions", created=(int,), status=(str,), items=(dict,)),
    _objects("invoices", created=NULLABLE_INT, total=NULLABLE_INT, currency=NULLABLE_TEXT),
    _objects("charges", created=(int,), amount=(int,), currency=(str,), metadata=NULLABLE_OBJECT),
    _objects("refunds", created=(int,), amount=(int,), currency=(str,)),
)

# The `object` of a record -> its resource.
RESOURCE_OF_OBJECT = {resource.name.removesuffix("s"): resource.name for resource in RESOURCES}
