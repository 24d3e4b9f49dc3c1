{{ config(enabled=is_enabled('segment_files'), materialized='view') }}

with days as (

    select
        user_id,
        used_on,
        sum(events_count) as events_count,
        {{ count_if('is_continued = 0') }} as sessions_count,
        min(first_event_at) as first_event_at,
        max(last_event_at) as last_event_at,
        max(load_id) as load_id
    from {{ ref('segment_files__session_part') }}
    group by user_id, used_on

)

{{ contract_usage_day('segment_files', 'days', {
    'ref_id': 'user_id',
    'used_on': 'used_on',
    'events_count': 'events_count',
    'sessions_count': 'sessions_count',
    'first_event_at': 'first_event_at',
    'last_event_at': 'last_event_at',
    'load_id': 'load_id',
    'is_deleted': 'false',
}) }}
