"""Stripe: customers, subscriptions, invoices, charges and refunds.

    python -m ingestion.sources.stripe

loads it alone into a scratch file. What was verified about the API: docs/sources/stripe.md.
"""

from ingestion.sources.stripe.settings import RESOURCES
from ingestion.spec import SourceSpec

SPEC = SourceSpec(
    name="stripe",
    title="Stripe",
    category="crm",
    tables=RESOURCES,
    credentials=("STRIPE_API_KEY",),
    defaults={"STRIPE_BASE_URL": "https://api.stripe.com"},
    cron="30 * * * *",
    freshness_hours=3,
    personal={
        "customers": ("name", "email", "phone", "address", "shipping", "metadata.user_id"),
        "invoices": ("customer_name", "customer_email", "customer_phone", "customer_address"),
        "charges": ("billing_details", "receipt_email", "shipping"),
    },
    # Events carry every change; a complete listing heals what a wrong event or a pause of weeks may have left.
    reconcile_days=30,
)
