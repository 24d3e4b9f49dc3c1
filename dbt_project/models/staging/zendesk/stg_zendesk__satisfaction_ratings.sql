{{ config(**staging_config('zendesk')) }}

with latest as (

    {{ latest_versions('zendesk', 'satisfaction_ratings') }}

),

typed as (

    {{ typed_fields('latest', {
        'ticket_id': ['$.ticket_id', 'text'],
        'requester_id': ['$.requester_id', 'text'],
        'score': ['$.score', 'text'],
        'comment': ['$.comment', 'text'],
        'created_at': ['$.created_at', 'timestamp'],
        'updated_at': ['$.updated_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    ticket_id,
    requester_id,
    -- strings
    score,
    comment,
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
