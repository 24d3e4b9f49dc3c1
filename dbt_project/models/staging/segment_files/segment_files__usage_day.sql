{{ config(**staging_config('segment_files', unique_key='usage_day_key')) }}

-- Incremental runs rebuild whole days: those that new loads touched, and the day after each, whose first session may now
-- continue one from the evening before.
with events as (

    select record_id, user_id, occurred_at, {{ reporting_date('occurred_at') }} as used_on, load_id
    from {{ ref('stg_segment_files__tracks') }}
    where user_id is not null and not is_bot

    union all

    select record_id, user_id, occurred_at, {{ reporting_date('occurred_at') }} as used_on, load_id
    from {{ ref('stg_segment_files__pages') }}
    where user_id is not null and not is_bot

),

{% if is_incremental() %}
touched_days as (

    select distinct user_id, used_on
    from events
    where load_id > (select coalesce(max(load_id), '') from {{ this }})

),

rebuilt_days as (

    select distinct touched_days.user_id, {{ shifted_day('touched_days.used_on', 'days.offset_days') }} as used_on
    from touched_days
    cross join (select 0 as offset_days union all select 1 as offset_days) as days

),

needed_days as (

    select distinct rebuilt_days.user_id, {{ shifted_day('rebuilt_days.used_on', 'days.offset_days') }} as used_on
    from rebuilt_days
    cross join (select 0 as offset_days union all select -1 as offset_days) as days

),

needed_events as (

    select events.record_id, events.user_id, events.occurred_at, events.used_on, events.load_id
    from events
    inner join needed_days on events.user_id = needed_days.user_id and events.used_on = needed_days.used_on

),
{% endif %}

gaps as (

    select
        record_id,
        user_id,
        occurred_at,
        used_on,
        load_id,
        lag(occurred_at) over (partition by user_id order by occurred_at) as previous_at
    from {{ 'needed_events' if is_incremental() else 'events' }}

),

days as (

    select
        user_id,
        used_on,
        count(distinct record_id) as events_count,
        {{ count_if('previous_at is null or occurred_at > ' ~ add_seconds('previous_at', 1800)) }} as sessions_count,
        min(occurred_at) as first_event_at,
        max(occurred_at) as last_event_at,
        max(load_id) as load_id
    from gaps
    group by user_id, used_on

),

rebuilt as (

    select days.*
    from days
    {% if is_incremental() %}
    inner join rebuilt_days on days.user_id = rebuilt_days.user_id and days.used_on = rebuilt_days.used_on
    {% endif %}

)

{{ contract_usage_day('segment_files', 'rebuilt', {
    'ref_id': 'user_id',
    'used_on': 'used_on',
    'events_count': 'events_count',
    'sessions_count': 'sessions_count',
    'first_event_at': 'first_event_at',
    'last_event_at': 'last_event_at',
    'load_id': 'load_id',
    'is_deleted': 'false',
}) }}
