{{ config(**staging_config('request_tracker')) }}

with latest as (

    {{ latest_versions('request_tracker', 'attachments') }}

),

typed as (

    {{ typed_fields('latest', {
        'transaction_id': ['$.TransactionId', 'text'],
        'file_name': ['$.Filename', 'text'],
        'content': ['$.Content', 'text'],
        'created_at': ['$.Created', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    transaction_id,
    -- strings
    nullif(file_name, '') as file_name,
    content,
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
