{{ config(**staging_config('stripe')) }}

with latest as (

    {{ latest_versions('stripe', 'charges') }}

),

typed as (

    {{ typed_fields('latest', {
        'customer_id': ['$.customer', 'text'],
        'invoice_id': ['$.metadata.invoice_id', 'text'],
        'status': ['$.status', 'text'],
        'currency': ['$.currency', 'text'],
        'amount': ['$.amount', 'integer'],
        'created_at': ['$.created', 'epoch'],
    }) }}

)

select
    -- ids
    record_id,
    customer_id,
    invoice_id,
    -- strings
    status,
    currency,
    -- numerics
    amount,
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    created_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
