{{ config(enabled=is_enabled('segment_files'), materialized='view') }}

with delivered as (

    {{ delivered_rows('segment_files', 'tracks', ['user_id', 'anonymous_id', 'event', 'context_user_agent', 'timestamp', 'received_at']) }}

)

select
    -- ids
    record_id,
    user_id,
    anonymous_id,
    -- strings
    event as event_name,
    -- booleans
    {{ is_bot('context_user_agent') }} as is_bot,
    -- timestamps
    {{ instant('timestamp') }} as occurred_at,
    {{ instant('received_at') }} as received_at,
    extracted_at,
    -- lineage; the files are typed, so no cast is refused
    0 as rejected_casts_count,
    load_id
from delivered
