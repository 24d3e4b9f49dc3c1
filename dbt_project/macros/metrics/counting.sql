{#
    How observations become the counts of a cell (base, group, period): the pieces of int_metric_counts. Groups, windows and respondents
    are numbered first: summing millions of rows by five texts took 27 s where two whole numbers take 2 s.
#}

{% macro period_types() %}{{ return(calendar_periods() + (rolling_periods().keys() | list)) }}{% endmacro %}

{# Sums that add up over groups and days (not over periods for a base that counts a customer's newest answer only). #}
{% macro additive_measures() %}
    {{ return(['n', 'positive_count', 'neutral_count', 'negative_count', 'value_sum', 'value_sum_of_squares']) }}
{% endmacro %}

{# Over respondents: what a design effect needs. Over the sums of each respondent n, positive_count, negative_count and value_sum. #}
{% macro cluster_measures() %}
    {{ return({
        'respondents_count': '1',
        'clustered_n': 'n * n',
        'clustered_positive': 'positive_count * positive_count',
        'clustered_positive_n': 'positive_count * n',
        'clustered_net': '(positive_count - negative_count) * (positive_count - negative_count)',
        'clustered_net_n': '(positive_count - negative_count) * n',
        'clustered_value': 'value_sum * value_sum',
        'clustered_value_n': 'value_sum * n',
    }) }}
{% endmacro %}

{#
    What a respondent on two days adds to that: (a + b)^2 is a^2 + b^2 and this. One respondent was counted on both, and is taken back once
    for each day but the first, so for pairs of days that follow each other (day_no).
#}
{% macro paired_cluster_measures(a, b) %}
    {% set net = '(' ~ a ~ '.positive_count - ' ~ a ~ '.negative_count)', '(' ~ b ~ '.positive_count - ' ~ b ~ '.negative_count)' %}
    {% set n = a ~ '.n', b ~ '.n' %}
    {% set positive = a ~ '.positive_count', b ~ '.positive_count' %}
    {% set value = a ~ '.value_sum', b ~ '.value_sum' %}
    {{ return({
        'respondents_count': 'case when ' ~ b ~ '.day_no = ' ~ a ~ '.day_no + 1 then -1 else 0 end',
        'clustered_n': '2 * ' ~ n[0] ~ ' * ' ~ n[1],
        'clustered_positive': '2 * ' ~ positive[0] ~ ' * ' ~ positive[1],
        'clustered_positive_n': positive[0] ~ ' * ' ~ n[1] ~ ' + ' ~ positive[1] ~ ' * ' ~ n[0],
        'clustered_net': '2 * ' ~ net[0] ~ ' * ' ~ net[1],
        'clustered_net_n': net[0] ~ ' * ' ~ n[1] ~ ' + ' ~ net[1] ~ ' * ' ~ n[0],
        'clustered_value': '2 * ' ~ value[0] ~ ' * ' ~ value[1],
        'clustered_value_n': value[0] ~ ' * ' ~ n[1] ~ ' + ' ~ value[1] ~ ' * ' ~ n[0],
    }) }}
{% endmacro %}

{% macro excluded_measures() %}
    {% set excluded = [] %}
    {% for reason in exclusion_reasons() %}{% do excluded.append('excluded_' ~ reason) %}{% endfor %}
    {{ return(excluded) }}
{% endmacro %}

{% macro count_measures() %}{{ return(additive_measures() + (cluster_measures().keys() | list) + excluded_measures()) }}{% endmacro %}

{% macro quantile_columns() %}
    {{ return(['median', 'median_low', 'median_high', 'p90', 'p90_low', 'p90_high']) }}
{% endmacro %}

{% macro measure_type(measure) %}{{ return('number' if 'value' in measure else 'integer') }}{% endmacro %}

{# Every measure summed by group and window: the given expressions, zeros for the rest; so that parts can be added. #}
{% macro partial_counts(relation, sums) %}
    select
        group_no,
        window_no,
        {% for measure in count_measures() %}
        {{ as_type('sum(' ~ sums[measure] ~ ')' if measure in sums else '0', measure_type(measure)) }} as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}
    group by group_no, window_no
{% endmacro %}

{% macro added_counts(parts, keys) %}
    select
        {% for key in keys %}
        {{ key }},
        {% endfor %}
        {% for measure in count_measures() %}
        {{ as_type('sum(' ~ measure ~ ')', measure_type(measure)) }} as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ parts }}
    group by {{ keys | join(', ') }}
{% endmacro %}

{# Sums by day, ready to be summed by window. #}
{% macro summed_again(measures) %}
    {% set sums = {} %}
    {% for measure in measures %}{% do sums.update({measure: measure}) %}{% endfor %}
    {{ return(sums) }}
{% endmacro %}

{# Observations of which each respondent has one: squares of 0 and 1 are what they are of. #}
{% macro single_cluster_measures() %}
    {{ return({
        'respondents_count': 'n', 'clustered_n': 'n', 'clustered_positive': 'positive', 'clustered_positive_n': 'positive',
        'clustered_net': 'positive + negative', 'clustered_net_n': 'positive - negative',
        'clustered_value': 'amount * amount', 'clustered_value_n': 'amount',
    }) }}
{% endmacro %}
{% macro newest_measures() %}{{ return(dict(observation_measures(), **single_cluster_measures())) }}{% endmacro %}

{# The states of periods, already counted (int_period_counts), as cells: every customer is there once. #}
{% macro period_cells(marks, group) %}
    {% set sums = {
        'n': 'n', 'positive_count': 'positive_count', 'negative_count': 'negative_count', 'value_sum': 'value_sum',
        'value_sum_of_squares': 'value_sum_of_squares', 'respondents_count': 'respondents_count', 'clustered_n': 'n',
        'clustered_positive': 'positive_count', 'clustered_positive_n': 'positive_count',
        'clustered_net': 'positive_count + negative_count', 'clustered_net_n': 'positive_count - negative_count',
        'clustered_value': 'value_sum_of_squares', 'clustered_value_n': 'value_sum',
    } %}
    {% set counts = ref('int_period_counts') ~ ' as counts inner join ' ~ marks ~ ' as marks on counts.observations = marks.observations'
        ~ ' and counts.period_type = marks.period_type and counts.period_start = marks.period_start' %}
    {% set columns = ['counts.observations', 'counts.period_type', 'marks.window_no', 'counts.n', 'counts.respondents_count',
        'counts.positive_count', 'counts.negative_count', 'counts.value_sum', 'counts.value_sum_of_squares'] %}
    select
        {{ group | join(', ') }},
        'all' as counting,
        0 as group_no,
        window_no,
        {% for measure in count_measures() %}
        {{ as_type('sum(' ~ sums[measure] ~ ')' if measure in sums else '0', measure_type(measure)) }} as {{ measure }},
        {% endfor %}
        {% for column in quantile_columns() %}null as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from ({{ under_dimension_sets(counts, columns, customer_attributes()) }}) as grouped
    where {{ is_declared_for('period_type') }}
    group by {{ group | join(', ') }}, window_no
{% endmacro %}

{# What one observation adds to the additive measures. #}
{% macro observation_measures() %}
    {{ return({
        'n': 'n', 'positive_count': 'positive', 'neutral_count': 'neutral', 'negative_count': 'negative',
        'value_sum': 'amount', 'value_sum_of_squares': 'amount * amount',
    }) }}
{% endmacro %}

{#
    The group that a row belongs to under one column of a dimension set: 'unknown' where the row does not know it, '' where the column does
    not apply to it or the set has no such column.
#}
{% macro group_value(column, columns) %}
    {% set cases = [] %}
    {% for name in columns %}{% do cases.append("when '" ~ name ~ "' then coalesce(" ~ name ~ ", 'unknown')") %}{% endfor %}
    {{ return("coalesce(case " ~ column ~ " when 'all' then 'all' " ~ cases | join(' ') ~ " else '' end, '')") }}
{% endmacro %}

{# Each row under each dimension set that applies to it: <columns>, dimension, value_1, value_2, and for which periods it is published. #}
{% macro under_dimension_sets(relation, columns, breakdowns) %}
    select *
    from (
        select
            {% for column in columns %}
            {{ column }},
            {% endfor %}
            sets.dimension,
            sets.second_column,
            {% for period in period_types() %}
            sets.{{ period }} as is_for_{{ period }},
            {% endfor %}
            {{ group_value('sets.first_column', breakdowns) }} as value_1,
            {{ group_value('sets.second_column', breakdowns) }} as value_2
        from {{ relation }}
        cross join {{ ref('dimension_sets') }} as sets
    ) as grouped
    where value_1 <> '' and (second_column is null or value_2 <> '')
{% endmacro %}

{#
    Whether a row's dimension is published for a type of period: by the columns of under_dimension_sets, or of dimension_sets itself
    (columns: 'sets.').
#}
{% macro is_declared_for(period_type, columns='is_for_') %}
    {% set cases = [] %}
    {% for period in period_types() %}{% do cases.append("when '" ~ period ~ "' then " ~ columns ~ period) %}{% endfor %}
    {{ return('case ' ~ period_type ~ ' ' ~ cases | join(' ') ~ ' end') }}
{% endmacro %}

{#
    Median and 90th percentile with their intervals, by cell: of observations that are ranked (group_no, observed_on, amount) in the windows
    that they are counted in (group_no, observed_on, window_no). A window is not sorted whole, since an observation is in dozens of them.
    Each group's amounts are sorted once and cut into buckets; how many of each bucket a window has says which buckets the ranks that are
    asked for are in, and only those are sorted. Sorting all of it took half of int_metric_counts.
#}
{% macro order_statistics(observations, counted_in) %}
    {% set shares = {'median': 0.5, 'p90': 0.9} %}
    {% set buckets = 64 %}
    -- Equal amounts share a bucket, so that buckets are the same however often an engine makes them.
    with bucketed as (

        select
            group_no,
            observed_on,
            amount,
            {{ as_type('floor(' ~ buckets ~ '.0 * (amount_rank - 1) / amounts_count)', 'integer') }} as bucket_no
        from (
            select
                group_no,
                observed_on,
                amount,
                rank() over (partition by group_no order by amount) as amount_rank,
                count(*) over (partition by group_no) as amounts_count
            from {{ observations }}
        ) as in_group

    ),

    bucket_days as (

        select group_no, observed_on, bucket_no, count(*) as bucket_count
        from bucketed
        group by group_no, observed_on, bucket_no

    ),

    bucket_windows as (

        select
            bucket_days.group_no,
            counted_in.window_no,
            bucket_days.bucket_no,
            sum(bucket_days.bucket_count) as bucket_count
        from bucket_days
        inner join {{ counted_in }} as counted_in
            on bucket_days.group_no = counted_in.group_no and bucket_days.observed_on = counted_in.observed_on
        group by bucket_days.group_no, counted_in.window_no, bucket_days.bucket_no

    ),

    cumulated as (

        select
            group_no,
            window_no,
            bucket_no,
            {{ as_type('sum(bucket_count) over (partition by group_no, window_no)', 'integer') }} as ranked_count,
            {{ as_type('sum(bucket_count) over (partition by group_no, window_no order by bucket_no)', 'integer') }} as last_rank,
            {{ as_type('sum(bucket_count) over (partition by group_no, window_no order by bucket_no) - bucket_count', 'integer') }} as rank_before
        from bucket_windows

    ),

    sizes as (

        select distinct ranked_count from cumulated

    ),

    asked_for as (

        select distinct ranked_count, amount_rank
        from (
            {% for share in shares.values() %}
            {% set is_last_share = loop.last %}
            {% for rank in quantile_ranks('ranked_count', share) %}
            select ranked_count, {{ as_type(rank, 'integer') }} as amount_rank from sizes
            {{ 'union all' if not (loop.last and is_last_share) }}
            {% endfor %}
            {% endfor %}
        ) as ranks

    ),

    needed as (

        select distinct cumulated.group_no, cumulated.window_no, cumulated.bucket_no, cumulated.rank_before, cumulated.ranked_count
        from cumulated
        inner join asked_for
            on
                cumulated.ranked_count = asked_for.ranked_count
                and cumulated.rank_before < asked_for.amount_rank
                and cumulated.last_rank >= asked_for.amount_rank

    ),

    in_order as (

        select
            needed.group_no,
            needed.window_no,
            needed.ranked_count,
            bucketed.amount,
            needed.rank_before + row_number() over (
                partition by needed.group_no, needed.window_no, needed.bucket_no order by bucketed.amount
            ) as amount_rank
        from needed
        inner join {{ counted_in }} as counted_in
            on needed.group_no = counted_in.group_no and needed.window_no = counted_in.window_no
        inner join bucketed
            on
                needed.group_no = bucketed.group_no
                and needed.bucket_no = bucketed.bucket_no
                and counted_in.observed_on = bucketed.observed_on

    )

    select
        in_order.group_no,
        in_order.window_no,
        {% for name, share in shares.items() %}
        {{ quantile_from_ranks('in_order.amount', 'in_order.amount_rank', 'in_order.ranked_count', share) }} as {{ name }},
        {% for side in ['low', 'high'] %}
        {{ quantile_bound_from_ranks('in_order.amount', 'in_order.amount_rank', 'in_order.ranked_count', share, side) }} as {{ name }}_{{ side }}{{ ',' if not (loop.last and name == 'p90') }}
        {% endfor %}
        {% endfor %}
    from in_order
    inner join asked_for on in_order.ranked_count = asked_for.ranked_count and in_order.amount_rank = asked_for.amount_rank
    group by in_order.group_no, in_order.window_no, in_order.ranked_count
{% endmacro %}

{# For the post-hook: removes windows that nothing is counted in any more. #}
{% macro remove_vanished_windows() %}
    delete from {{ this }} where window_key not in (select window_key from {{ ref('int_metric_marks') }})
{% endmacro %}
