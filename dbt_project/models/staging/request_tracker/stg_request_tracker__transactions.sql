{{ config(**staging_config('request_tracker')) }}

with latest as (

    {{ latest_versions('request_tracker', 'transactions') }}

),

typed as (

    {{ typed_fields('latest', {
        'ticket_id': ['$.ObjectId', 'text'],
        'creator_id': ['$.Creator.id', 'text'],
        'transaction_type': ['$.Type', 'text'],
        'field_name': ['$.Field', 'text'],
        'old_value': ['$.OldValue', 'text'],
        'new_value': ['$.NewValue', 'text'],
        'created_at': ['$.Created', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    ticket_id,
    creator_id,
    -- strings
    transaction_type,
    nullif(field_name, '') as field_name,
    old_value,
    new_value,
    -- numerics
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
