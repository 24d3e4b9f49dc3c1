{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='window_key',
    on_schema_change='fail',
    post_hook='{{ remove_vanished_windows() }}',
) }}
{% set reasons = exclusion_reasons() %}
{% set additive = additive_measures() %}
{% set clusters = cluster_measures() %}
{% set cell = cell_columns() %}

with marks as (

    select marks.window_key, marks.observations, marks.period_type, marks.period_start, marks.period_end, marks.window_fingerprint
    from {{ ref('int_metric_marks') }} as marks
    {% if is_incremental() %}
    left join (select distinct window_key, window_fingerprint from {{ this }}) as held
        on marks.window_key = held.window_key and marks.window_fingerprint = held.window_fingerprint
    where held.window_key is null
    {% endif %}

),

-- Which days belong to the windows that have to be counted: from here on joined by equality.
marked_days as (

    select days.observations, days.observed_on, marks.window_key, marks.period_type
    from {{ ref('int_metric_days') }} as days
    inner join marks on days.observations = marks.observations and days.observed_on between marks.period_start and marks.period_end

),

observed as (

    select observations.*
    from {{ ref('int_event_observations') }} as observations
    inner join (select distinct observations, observed_on from marked_days) as needed
        on observations.observations = needed.observations and observations.observed_on = needed.observed_on

),

grouped as (

    {{ under_dimension_sets('observed', ['observed.*'], breakdowns()) }}

),

windowed as (

    select
        grouped.observations, grouped.counting, marked_days.window_key, grouped.dimension, grouped.value_1, grouped.value_2,
        grouped.is_ranked, grouped.respondent, grouped.observed_at, grouped.record_key, grouped.exclusion_reason, grouped.amount, grouped.n,
        grouped.positive as positive_count,
        grouped.neutral as neutral_count,
        grouped.negative as negative_count,
        grouped.amount as value_sum,
        grouped.amount * grouped.amount as value_sum_of_squares
    from grouped
    inner join marked_days on grouped.observations = marked_days.observations and grouped.observed_on = marked_days.observed_on
    where {{ is_declared_for('marked_days.period_type') }}

),

counted as (

    select *, 1 as newest_rank from windowed where counting = 'all'
    union all
    select *, row_number() over (partition by {{ cell | join(', ') }}, respondent, n order by observed_at desc, record_key desc) as newest_rank
    from windowed
    where counting = 'latest'

),

by_respondent as (

    select
        {{ cell | join(', ') }},
        {% for reason in reasons %}
        {{ count_if("exclusion_reason = '" ~ reason ~ "'") }} as excluded_{{ reason }},
        {% endfor %}
        {% for measure in additive %}
        sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from counted
    where newest_rank = 1 or n = 0
    group by {{ cell | join(', ') }}, respondent

),

by_cell as (

    select
        {{ cell | join(', ') }},
        {{ count_if('n > 0') }} as respondents_count,
        {% for reason in reasons %}
        sum(excluded_{{ reason }}) as excluded_{{ reason }},
        {% endfor %}
        {% for measure, square in clusters.items() %}
        sum({{ square }}) as {{ measure }},
        {% endfor %}
        {% for measure in additive %}
        sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from by_respondent
    group by {{ cell | join(', ') }}

),

order_statistics as (

    {{ order_statistics('counted', ['window_key', 'dimension', 'value_1', 'value_2']) }}

),

period_cells as (

    {{ period_cells('marks') }}

),

cells as (

    select by_cell.*, {% for name in ['median', 'p90'] %}statistics.{{ name }}, statistics.{{ name }}_low, statistics.{{ name }}_high{{ ', ' if not loop.last }}{% endfor %}

    from by_cell
    left join order_statistics as statistics
        on
            by_cell.window_key = statistics.window_key
            and by_cell.dimension = statistics.dimension
            and by_cell.value_1 = statistics.value_1
            and by_cell.value_2 = statistics.value_2
    union all
    select * from period_cells

)

select
    {{ surrogate_key(['cells.window_key', 'cells.dimension', 'cells.value_1', 'cells.value_2']) }} as counts_key,
    cells.window_key,
    cells.observations,
    cells.counting,
    marks.period_type,
    marks.period_start,
    marks.period_end,
    cells.dimension,
    case when cells.value_2 = '' then cells.value_1 else cells.value_1 || ' / ' || cells.value_2 end as dimension_value,
    cells.value_1,
    nullif(cells.value_2, '') as value_2,
    {{ as_type('cells.respondents_count', 'integer') }} as respondents_count,
    {% for measure in additive + (clusters.keys() | list) %}
    {{ as_type('cells.' ~ measure, measure_type(measure)) }} as {{ measure }},
    {% endfor %}
    {% for name in ['median', 'p90'] %}{% for end in ['', '_low', '_high'] %}
    cells.{{ name }}{{ end }},
    {% endfor %}{% endfor %}
    {% for reason in reasons %}
    {{ as_type('cells.excluded_' ~ reason, 'integer') }} as excluded_{{ reason }},
    {% endfor %}
    marks.window_fingerprint
from cells
inner join marks on cells.window_key = marks.window_key
