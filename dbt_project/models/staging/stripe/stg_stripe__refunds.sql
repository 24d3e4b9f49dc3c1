{{ config(**staging_config('stripe')) }}

with latest as (

    {{ latest_versions('stripe', 'refunds') }}

),

typed as (

    {{ typed_fields('latest', {
        'charge_id': ['$.charge', 'text'],
        'status': ['$.status', 'text'],
        'currency': ['$.currency', 'text'],
        'amount': ['$.amount', 'integer'],
        'created_at': ['$.created', 'epoch'],
    }) }}

)

select
    -- ids
    record_id,
    charge_id,
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
