{{ config(**staging_config('ledger')) }}

with latest as (

    {{ latest_versions('ledger', 'delivery_attempts') }}

),

typed as (

    {{ typed_fields('latest', {
        'message_id': ['$.message_id', 'text'],
        'outcome': ['$.outcome', 'text'],
        'number': ['$.number', 'integer'],
        'started_at': ['$.started_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    message_id,
    -- strings
    outcome,
    -- numerics
    number,
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    started_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
