{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='window_key',
    on_schema_change='fail',
    post_hook='{{ remove_vanished_windows() }}',
) }}
{% set group = ['observations', 'dimension', 'value_1', 'value_2'] %}
{% set periods = [] %}
{% for period in period_types() %}{% do periods.append('is_for_' ~ period) %}{% endfor %}

with marks as (

    select
        marks.window_key, marks.observations, marks.period_type, marks.period_start, marks.period_end, marks.window_fingerprint,
        {{ as_type('row_number() over (order by marks.window_key)', 'integer') }} as window_no
    from {{ ref('int_metric_marks') }} as marks
    {% if is_incremental() %}
    left join (select distinct window_key, window_fingerprint from {{ this }}) as held
        on marks.window_key = held.window_key and marks.window_fingerprint = held.window_fingerprint
    where held.window_key is null
    {% endif %}

),

marked_days as (

    select days.observations, days.observed_on, marks.window_no, marks.period_type
    from {{ ref('int_metric_days') }} as days
    inner join marks on days.observations = marks.observations and days.observed_on between marks.period_start and marks.period_end

),

observed as (

    select
        observations.*,
        {{ as_type('dense_rank() over (order by observations.respondent)', 'integer') }} as respondent_no,
        -- Who is there once is there once in every window, so that days add up for them whatever is asked.
        observations.counting = 'all'
        and count(*) over (partition by observations.observations, observations.respondent) = 1 as is_single
    from {{ ref('int_event_observations') }} as observations
    inner join (select distinct observations, observed_on from marked_days) as needed
        on observations.observations = needed.observations and observations.observed_on = needed.observed_on

),

grouped as (

    {{ under_dimension_sets('observed', ['observed.*'], breakdowns()) }}

),

numbered as (

    select grouped.*, {{ as_type('dense_rank() over (order by ' ~ group | join(', ') ~ ')', 'integer') }} as group_no
    from grouped

),

named_groups as (

    select group_no, {{ (group + periods) | join(', ') }}, max(counting) as counting
    from numbered
    group by group_no, {{ (group + periods) | join(', ') }}

),

-- Where each group's days are counted: the one large join, of whole numbers and dates.
counted_in as (

    select named_groups.group_no, marked_days.observed_on, marked_days.window_no
    from named_groups
    inner join marked_days on named_groups.observations = marked_days.observations
    where {{ is_declared_for('marked_days.period_type') }}

),

-- Whatever does not depend on who answered is summed by day first, since days add up to windows.
days as (

    select
        group_no,
        observed_on,
        {% for reason in exclusion_reasons() %}
        {{ count_if("exclusion_reason = '" ~ reason ~ "'") }} as excluded_{{ reason }},
        {% endfor %}
        {% for measure, amount in observation_measures().items() %}
        sum(case when counting = 'all' then {{ amount }} else 0 end) as {{ measure }},
        {% endfor %}
        {% for measure, amount in single_cluster_measures().items() %}
        sum(case when is_single then {{ amount }} else 0 end) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from numbered
    group by group_no, observed_on

),

window_days as (

    select days.*, counted_in.window_no
    from days
    inner join counted_in on days.group_no = counted_in.group_no and days.observed_on = counted_in.observed_on

),

respondents as (

    select
        numbered.group_no,
        counted_in.window_no,
        count(*) as n,
        count(nullif(numbered.positive, 0)) as positive_count,
        count(nullif(numbered.negative, 0)) as negative_count,
        sum(numbered.amount) as value_sum
    from numbered
    inner join counted_in on numbered.group_no = counted_in.group_no and numbered.observed_on = counted_in.observed_on
    where numbered.counting = 'all' and numbered.n = 1 and not numbered.is_single
    group by numbered.group_no, counted_in.window_no, numbered.respondent_no

),

-- Of a relational survey a customer's newest valid answer of the window counts.
newest as (

    select *
    from (
        select
            numbered.*,
            counted_in.window_no,
            row_number() over (
                partition by numbered.group_no, counted_in.window_no, numbered.respondent_no
                order by numbered.observed_at desc, numbered.record_key desc
            ) as newest_rank
        from numbered
        inner join counted_in on numbered.group_no = counted_in.group_no and numbered.observed_on = counted_in.observed_on
        where numbered.counting = 'latest' and numbered.n = 1
    ) as ranked
    where newest_rank = 1

),

ranked as (

    select numbered.group_no, counted_in.window_no, numbered.amount
    from numbered
    inner join counted_in on numbered.group_no = counted_in.group_no and numbered.observed_on = counted_in.observed_on
    where numbered.is_ranked and numbered.n = 1

),

parts as (

    {{ partial_counts('window_days', day_measures()) }}
    union all
    {{ partial_counts('respondents', cluster_measures()) }}
    union all
    {{ partial_counts('newest', newest_measures()) }}

),

statistics as (

    {{ order_statistics('ranked') }}

),

cells as (

    select
        {% for column in group %}
        named_groups.{{ column }},
        {% endfor %}
        named_groups.counting,
        summed.*,
        {% for column in quantile_columns() %}
        statistics.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from ({{ added_counts('parts', ['group_no', 'window_no']) }}) as summed
    inner join named_groups on summed.group_no = named_groups.group_no
    left join statistics on summed.group_no = statistics.group_no and summed.window_no = statistics.window_no

    union all

    {{ period_cells('marks', group) }}

)

select
    {{ surrogate_key(['marks.window_key', 'cells.dimension', 'cells.value_1', 'cells.value_2']) }} as counts_key,
    marks.window_key,
    marks.observations,
    cells.counting,
    marks.period_type,
    marks.period_start,
    marks.period_end,
    cells.dimension,
    case when cells.value_2 = '' then cells.value_1 else cells.value_1 || ' / ' || cells.value_2 end as dimension_value,
    cells.value_1,
    nullif(cells.value_2, '') as value_2,
    {% for measure in count_measures() %}
    cells.{{ measure }},
    {% endfor %}
    {% for column in quantile_columns() %}
    {{ as_type('cells.' ~ column, 'double') }} as {{ column }},
    {% endfor %}
    marks.window_fingerprint
from cells
inner join marks on cells.window_no = marks.window_no
