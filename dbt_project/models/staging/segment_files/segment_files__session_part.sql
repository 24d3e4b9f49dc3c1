{{ config(**staging_config('segment_files', unique_key='user_day_key')) }}

-- What both usage contracts are made of: sessions end after 30 idle minutes, and are cut at midnight here, so that a day with the one
-- before it is all that new events can change. Incremental runs rebuild whole days: those that new loads touched, and the day after
-- each, whose first part may now continue one from the evening before.
{% set in_order = 'order by occurred_at, load_id, record_id' %}

with events as (

    select record_id, user_id, occurred_at, load_id
    from {{ ref('stg_segment_files__tracks') }}
    where user_id is not null and not is_bot

    union all

    select record_id, user_id, occurred_at, load_id
    from {{ ref('stg_segment_files__pages') }}
    where user_id is not null and not is_bot

),

{% if is_incremental() %}
touched_days as (

    select distinct user_id, {{ reporting_date('occurred_at') }} as used_on
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
{% endif %}

dated as (

    select record_id, user_id, occurred_at, {{ reporting_date('occurred_at') }} as used_on, load_id
    from events
    {% if is_incremental() %}
    where user_id in (select user_id from touched_days)
    {% endif %}

),

gaps as (

    select
        dated.*,
        lag(occurred_at) over (partition by dated.user_id {{ in_order }}) as previous_at,
        lag(dated.used_on) over (partition by dated.user_id {{ in_order }}) as previous_on,
        lag(load_id) over (partition by dated.user_id {{ in_order }}) as previous_load_id
    from dated
    {% if is_incremental() %}
    inner join needed_days on dated.user_id = needed_days.user_id and dated.used_on = needed_days.used_on
    {% endif %}

),

marked as (

    select
        gaps.*,
        case when occurred_at <= {{ add_seconds('previous_at', 1800) }} then 1 else 0 end as is_continued,
        case when occurred_at <= {{ add_seconds('previous_at', 1800) }} and used_on = previous_on then 0 else 1 end as is_first
    from gaps

),

numbered as (

    select
        marked.*,
        sum(is_first) over (partition by user_id {{ in_order }} rows unbounded preceding) as part_no
    from marked

),

parts as (

    select
        user_id,
        used_on,
        max(is_first * is_continued) as is_continued,
        count(distinct record_id) as events_count,
        min(occurred_at) as first_event_at,
        max(occurred_at) as last_event_at,
        -- Whatever decides where a session began counts as part of it, so that a late event there makes this part new as well.
        greatest(max(load_id), max(case when is_first * is_continued = 1 then previous_load_id else '' end)) as load_id
    from numbered
    group by user_id, used_on, part_no

)

select
    {{ surrogate_key(['parts.user_id', 'parts.used_on']) }} as user_day_key,
    parts.user_id,
    parts.used_on,
    parts.is_continued,
    parts.events_count,
    parts.first_event_at,
    parts.last_event_at,
    parts.load_id
from parts
{% if is_incremental() %}
inner join rebuilt_days on parts.user_id = rebuilt_days.user_id and parts.used_on = rebuilt_days.used_on
{% endif %}
