{{ config(materialized='table') }}

with observed_days as (

    select distinct observed_on from {{ ref('int_metric_days') }}

),

as_of as (

    select as_of.as_of_on, as_of.as_of_at, as_of.complete_before from {{ as_of_relation() }}

),

calendar as (

    {% for period in calendar_periods() %}
    select distinct '{{ period }}' as period_type, {{ reporting_period_start('observed_on', period) }} as period_start
    from observed_days
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

placed as (

    select
        period_type,
        period_start,
        case period_type
            when 'day' then period_start
            when 'week' then {{ add_to_date('period_start', 6, 'day') }}
            when 'month' then {{ add_to_date(add_to_date('period_start', 1, 'month'), -1, 'day') }}
            else {{ add_to_date(add_to_date('period_start', 3, 'month'), -1, 'day') }}
        end as period_end
    from calendar

),

last_days as (

    select {{ shifted_day('as_of.as_of_on', '-numbers.number') }} as ended_on
    from as_of
    cross join ({% for number in range(1, daily_rolling_ends() + 1) %}select {{ number }} as number{{ ' union all ' if not loop.last }}{% endfor %}) as numbers

),

-- The last days need the windows that they are compared with.
rolling_ends as (

    {% for period, length in rolling_periods().items() %}
    {% for back in [0, length, 364] %}
    select '{{ period }}' as period_type, {{ add_to_date('ended_on', 0 - back, 'day') }} as period_end from last_days
    union all
    {% endfor %}
    select '{{ period }}' as period_type, period_end from placed where period_type = 'week'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

rolling as (

    select distinct
        rolling_ends.period_type,
        case rolling_ends.period_type
            {% for period, length in rolling_periods().items() %}
            when '{{ period }}' then {{ add_to_date('rolling_ends.period_end', 1 - length, 'day') }}
            {% endfor %}
        end as period_start,
        rolling_ends.period_end
    from rolling_ends
    cross join as_of
    where
        rolling_ends.period_end < as_of.as_of_on
        and rolling_ends.period_end >= (select min(observed_on) from observed_days)

),

windows as (

    select period_type, period_start, period_end from placed
    union all
    select period_type, period_start, period_end from rolling

)

select
    windows.period_type,
    windows.period_start,
    windows.period_end,
    {{ earlier_start('windows.period_type', 'windows.period_start', 'previous') }} as previous_start,
    {{ earlier_start('windows.period_type', 'windows.period_start', 'last_year') }} as last_year_start,
    {{ reporting_day_start('windows.period_start') }} as starts_at,
    {{ reporting_day_start(add_to_date('windows.period_end', 1, 'day')) }} as ends_at,
    windows.period_end < as_of.complete_before as is_complete,
    as_of.complete_before,
    as_of.as_of_at
from windows
cross join as_of
