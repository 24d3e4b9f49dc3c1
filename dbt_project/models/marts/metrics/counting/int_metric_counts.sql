{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='window_key',
    on_schema_change='fail',
    post_hook='{{ remove_vanished_windows() }}',
) }}
{% set group = ['observations', 'dimension', 'value_1', 'value_2'] %}
{% set named = ['observations', 'counting'] + breakdowns() %}
{% set counted = ['respondent_no', 'record_no', 'grouped.counting', 'is_ranked', 'observed_on', 'n', 'positive', 'neutral', 'negative', 'amount', 'exclusion_reason'] %}
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

    select days.observations, days.observed_on, marks.window_no, marks.period_type, marks.period_end
    from {{ ref('int_metric_days') }} as days
    inner join marks on days.observations = marks.observations and days.observed_on between marks.period_start and marks.period_end

),

observed as (

    select
        observations.*
    from {{ ref('int_event_observations') }} as observations
    inner join (select distinct observations, observed_on from marked_days) as needed
        on observations.observations = needed.observations and observations.observed_on = needed.observed_on

),

-- Whole numbers for the texts that are compared most: who answered, and of those whose newest answer counts the order of their answers.
respondent_numbers as (

    select respondent, {{ as_type('row_number() over (order by respondent)', 'integer') }} as respondent_no
    from (select distinct respondent from observed) as everybody

),

record_numbers as (

    select
        observations,
        record_key,
        {{ as_type('row_number() over (order by observed_at, record_key)', 'integer') }} as record_no
    from observed
    where counting = 'latest' and n = 1

),

observations as (

    select observed.*, respondent_numbers.respondent_no, record_numbers.record_no
    from observed
    inner join respondent_numbers on observed.respondent = respondent_numbers.respondent
    left join record_numbers on observed.observations = record_numbers.observations and observed.record_key = record_numbers.record_key

),

-- Groups are named and numbered from the few combinations that there are: ranking every row by four texts costs as much as a median.
combinations as (

    select distinct {{ named | join(', ') }}
    from observed

),

named_groups as (

    select
        {{ as_type('row_number() over (order by ' ~ group | join(', ') ~ ')', 'integer') }} as group_no,
        {{ (group + periods) | join(', ') }},
        max(counting) as counting
    from ({{ under_dimension_sets('combinations', ['observations', 'counting'], breakdowns()) }}) as grouped
    group by {{ (group + periods) | join(', ') }}

),

numbered as (

    select named_groups.group_no, {{ counted | join(', ') }}
    from ({{ under_dimension_sets('observations', (counted | map('replace', 'grouped.', '') | list) + ['observations'], breakdowns()) }}) as grouped
    inner join named_groups
        on
            {% for column in group %}
            {{ 'and ' if not loop.first }}grouped.{{ column }} = named_groups.{{ column }}
            {% endfor %}

),

-- Where each group's days are counted: the one large join, of whole numbers and dates.
counted_in as (

    select named_groups.group_no, marked_days.observed_on, marked_days.window_no, marked_days.period_end
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
        sum(case when counting = 'all' then {{ amount }} else 0 end) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from numbered
    group by group_no, observed_on

),

window_days as (

    select days.*, counted_in.window_no
    from days
    inner join counted_in on days.group_no = counted_in.group_no and days.observed_on = counted_in.observed_on

),

respondent_days as (

    select
        group_no,
        respondent_no,
        observed_on,
        count(*) as n,
        count(nullif(positive, 0)) as positive_count,
        count(nullif(negative, 0)) as negative_count,
        sum(amount) as value_sum,
        row_number() over (partition by group_no, respondent_no order by observed_on) as day_no
    from numbered
    where counting = 'all' and n = 1
    group by group_no, respondent_no, observed_on

),

-- (a + b)^2 = a^2 + b^2 + 2ab: a respondent's days add up once each pair of them is known, and most have few in any one window. Grouping
-- by respondent in every window took half of this model.
day_pairs as (

    select
        group_no,
        observed_on as first_on,
        observed_on as last_on,
        {% for measure, amount in cluster_measures().items() %}
        sum({{ amount }}) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from respondent_days
    group by group_no, observed_on

    union all

    select
        earlier.group_no,
        earlier.observed_on as first_on,
        later.observed_on as last_on,
        {% for measure, amount in paired_cluster_measures('earlier', 'later').items() %}
        sum({{ amount }}) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from respondent_days as earlier
    inner join respondent_days as later
        on
            earlier.group_no = later.group_no
            and earlier.respondent_no = later.respondent_no
            and earlier.observed_on < later.observed_on
            and later.observed_on < {{ add_to_date('earlier.observed_on', longest_period(), 'day') }}
    group by earlier.group_no, earlier.observed_on, later.observed_on

),

respondents as (

    select day_pairs.*, counted_in.window_no
    from day_pairs
    inner join counted_in
        on
            day_pairs.group_no = counted_in.group_no
            and day_pairs.first_on = counted_in.observed_on
            and day_pairs.last_on <= counted_in.period_end

),

-- Of a relational survey a customer's newest valid answer of the window counts.
newest_records as (

    select numbered.group_no, counted_in.window_no, max(numbered.record_no) as record_no
    from numbered
    inner join counted_in on numbered.group_no = counted_in.group_no and numbered.observed_on = counted_in.observed_on
    where numbered.counting = 'latest' and numbered.n = 1
    group by numbered.group_no, counted_in.window_no, numbered.respondent_no

),

newest as (

    select numbered.*, newest_records.window_no
    from newest_records
    inner join numbered on newest_records.group_no = numbered.group_no and newest_records.record_no = numbered.record_no

),

ranked as (

    select group_no, observed_on, amount
    from numbered
    where is_ranked and n = 1

),

parts as (

    {{ partial_counts('window_days', summed_again(additive_measures() + excluded_measures())) }}
    union all
    {{ partial_counts('respondents', summed_again(cluster_measures())) }}
    union all
    {{ partial_counts('newest', newest_measures()) }}

),

statistics as (

    {{ order_statistics('ranked', 'counted_in') }}

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
