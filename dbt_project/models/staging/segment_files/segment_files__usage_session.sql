{{ config(enabled=is_enabled('segment_files'), materialized='view') }}

-- A session that crosses midnight is one again here.
with numbered as (

    select
        user_id,
        events_count,
        first_event_at,
        last_event_at,
        load_id,
        sum(1 - is_continued) over (partition by user_id order by first_event_at rows unbounded preceding) as session_no
    from {{ ref('segment_files__session_part') }}

),

sessions as (

    select
        user_id,
        min(first_event_at) as started_at,
        max(last_event_at) as ended_at,
        sum(events_count) as events_count,
        max(load_id) as load_id
    from numbered
    group by user_id, session_no

)

{{ contract_usage_session('segment_files', 'sessions', {
    'ref_id': 'user_id',
    'started_at': 'started_at',
    'ended_at': 'ended_at',
    'events_count': 'events_count',
    'load_id': 'load_id',
    'is_deleted': 'false',
}) }}
