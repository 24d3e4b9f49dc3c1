{{ config(**staging_config('zendesk')) }}

with latest as (

    {{ latest_versions('zendesk', 'ticket_metric_events') }}

),

typed as (

    {{ typed_fields('latest', {
        'ticket_id': ['$.ticket_id', 'text'],
        'metric': ['$.metric', 'text'],
        'event_type': ['$.type', 'text'],
        'instance_id': ['$.instance_id', 'integer'],
        'occurred_at': ['$.time', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    ticket_id,
    instance_id,
    -- strings
    metric,
    event_type,
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
