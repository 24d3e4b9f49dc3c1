{{ config(enabled=is_enabled('segment_files'), materialized='view') }}

with delivered as (

    {{ delivered_rows('segment_files', 'identifies', ['user_id', 'anonymous_id', 'email', 'timestamp', 'received_at']) }}

)

select
    -- ids
    record_id,
    user_id,
    anonymous_id,
    -- strings
    email,
    -- timestamps
    {{ instant('timestamp') }} as occurred_at,
    {{ instant('received_at') }} as received_at,
    extracted_at,
    -- lineage; the files are typed, so no cast is refused
    0 as rejected_casts_count,
    load_id
from delivered
