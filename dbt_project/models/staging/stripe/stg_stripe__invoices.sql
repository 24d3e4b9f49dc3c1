{{ config(**staging_config('stripe')) }}

with latest as (

    {{ latest_versions('stripe', 'invoices') }}

),

typed as (

    {{ typed_fields('latest', {
        'customer_id': ['$.customer', 'text'],
        'subscription_id': ['$.parent.subscription_details.subscription', 'text'],
        'status': ['$.status', 'text'],
        'currency': ['$.currency', 'text'],
        'amount_due': ['$.amount_due', 'integer'],
        'amount_paid': ['$.amount_paid', 'integer'],
        'created_at': ['$.created', 'epoch'],
        'paid_at': ['$.status_transitions.paid_at', 'epoch'],
    }) }}

)

select
    -- ids
    record_id,
    customer_id,
    subscription_id,
    -- strings
    status,
    currency,
    -- numerics
    amount_due,
    amount_paid,
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    created_at,
    paid_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
