-- What a published period depends on: its own counts, those of the two periods it is compared with, which groups are hidden in them, and
-- whether more may still come. While none of it changes the period is not computed again.
with hidden as (

    select
        window_key,
        count(*) as cells_count,
        sum({{ row_checksum(['dimension', 'dimension_value', 'shown_dimension', 'shown_dimension_value']) }}) as checksum
    from {{ ref('int_metric_suppression') }}
    group by window_key

),

marks as (

    select
        marks.window_key,
        marks.observations,
        marks.period_type,
        marks.period_start,
        marks.period_end,
        {{ surrogate_key(['marks.window_fingerprint', 'hidden.cells_count', 'hidden.checksum']) }} as fingerprint
    from {{ ref('int_metric_marks') }} as marks
    left join hidden on marks.window_key = hidden.window_key

)

select
    metrics.metric,
    marks.window_key,
    marks.period_type,
    marks.period_start,
    marks.period_end,
    previous.window_key as previous_window_key,
    last_year.window_key as last_year_window_key,
    windows.is_complete,
    {{ shifted_day('marks.period_end', 'metrics.settle_days') }} < windows.complete_before as is_settled,
    {{ surrogate_key([
        'marks.fingerprint', 'previous.fingerprint', 'last_year.fingerprint', 'windows.is_complete',
        shifted_day('marks.period_end', 'metrics.settle_days') ~ ' < windows.complete_before',
    ]) }} as input_fingerprint
from marks
inner join {{ ref('metrics') }} as metrics on marks.observations = metrics.observations
inner join {{ ref('int_metric_windows') }} as windows
    on marks.period_type = windows.period_type and marks.period_start = windows.period_start
left join marks as previous
    on
        marks.observations = previous.observations
        and marks.period_type = previous.period_type
        and windows.previous_start = previous.period_start
left join marks as last_year
    on
        marks.observations = last_year.observations
        and marks.period_type = last_year.period_type
        and windows.last_year_start = last_year.period_start
