{{ config(**staging_config('zendesk')) }}

with latest as (

    {{ latest_versions('zendesk', 'tickets') }}

),

typed as (

    {{ typed_fields('latest', {
        'requester_id': ['$.requester_id', 'text'],
        'status': ['$.status', 'text'],
        'priority': ['$.priority', 'text'],
        'channel': ['$.via.channel', 'text'],
        'subject': ['$.subject', 'text'],
        'created_at': ['$.created_at', 'timestamp'],
        'updated_at': ['$.updated_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    requester_id,
    -- strings
    status,
    priority,
    channel,
    subject,
    -- numerics
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    created_at,
    updated_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
