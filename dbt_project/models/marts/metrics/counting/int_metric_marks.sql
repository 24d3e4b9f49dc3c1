{{ config(materialized='table') }}

-- What each metric's period was or would be counted from. Checksums add up over days, so this costs days and not observations.
with event_marks as (

    select
        days.observations,
        windows.period_type,
        windows.period_start,
        windows.period_end,
        sum(days.rows_count) as rows_count,
        sum(days.checksum) as checksum
    from {{ ref('int_metric_days') }} as days
    inner join {{ ref('int_metric_windows') }} as windows on days.observed_on between windows.period_start and windows.period_end
    group by days.observations, windows.period_type, windows.period_start, windows.period_end

),

period_marks as (

    select
        observations,
        period_type,
        period_start,
        period_end,
        sum(n) as rows_count,
        sum({{ row_checksum(customer_attributes() + ['n', 'respondents_count', 'positive_count', 'negative_count', 'value_sum', 'value_sum_of_squares']) }}) as checksum
    from {{ ref('int_period_counts') }}
    group by observations, period_type, period_start, period_end

),

marks as (

    select observations, period_type, period_start, period_end, rows_count, checksum from event_marks
    union all
    select observations, period_type, period_start, period_end, rows_count, checksum from period_marks

)

select
    {{ surrogate_key(['observations', 'period_type', 'period_start']) }} as window_key,
    observations,
    period_type,
    period_start,
    period_end,
    {{ as_type('rows_count', 'text') }} || '-' || {{ as_type('checksum', 'text') }} as window_fingerprint
from marks
