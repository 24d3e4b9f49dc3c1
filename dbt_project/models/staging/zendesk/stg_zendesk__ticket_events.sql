{{ config(**staging_config('zendesk')) }}

with latest as (

    {{ latest_versions('zendesk', 'ticket_events') }}

),

typed as (

    {{ typed_fields('latest', {
        'ticket_id': ['$.ticket_id', 'text'],
        'child_events': ['$.child_events', 'text'],
        'occurred_at': ['$.timestamp', 'epoch'],
    }) }}

)

select
    -- ids
    record_id,
    ticket_id,
    -- strings
    child_events,
    -- numerics
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    occurred_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
