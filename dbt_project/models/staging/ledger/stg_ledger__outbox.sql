{{ config(**staging_config('ledger')) }}

with latest as (

    {{ latest_versions('ledger', 'outbox') }}

),

typed as (

    {{ typed_fields('latest', {
        'event_id': ['$.event_id', 'text'],
        'thread': ['$.thread', 'text'],
        'kind': ['$.kind', 'text'],
        'channel': ['$.channel', 'text'],
        'channel_kind': ['$.channel_kind', 'text'],
        'status': ['$.status', 'text'],
        'last_error': ['$.last_error', 'text'],
        'attempts': ['$.attempts', 'integer'],
        'not_before': ['$.not_before', 'timestamp'],
        'sent_at': ['$.sent_at', 'timestamp'],
        'enqueued_at': ['$.enqueued_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    event_id,
    -- strings
    thread,
    kind,
    channel,
    channel_kind,
    status,
    last_error,
    -- numerics
    attempts,
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    not_before,
    sent_at,
    enqueued_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
