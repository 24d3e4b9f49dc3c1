{# How observations become the counts of a cell (base, period, group): pieces of int_metric_counts. #}

{% macro period_types() %}{{ return(calendar_periods() + (rolling_periods().keys() | list)) }}{% endmacro %}

{# What identifies a cell, apart from its key. #}
{% macro cell_columns() %}
    {{ return(['observations', 'counting', 'window_key', 'dimension', 'value_1', 'value_2']) }}
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

{# Sums that add up over groups and days (not over periods for a base that counts a customer's newest answer only). #}
{% macro additive_measures() %}
    {{ return(['n', 'positive_count', 'neutral_count', 'negative_count', 'value_sum', 'value_sum_of_squares']) }}
{% endmacro %}

{# Over respondents: what a design effect needs. #}
{% macro cluster_measures() %}
    {{ return({
        'clustered_n': 'n * n',
        'clustered_positive': 'positive_count * positive_count',
        'clustered_positive_n': 'positive_count * n',
        'clustered_net': '(positive_count - negative_count) * (positive_count - negative_count)',
        'clustered_net_n': '(positive_count - negative_count) * n',
        'clustered_value': 'value_sum * value_sum',
        'clustered_value_n': 'value_sum * n',
    }) }}
{% endmacro %}

{% macro measure_type(measure) %}{{ return('number' if 'value' in measure else 'integer') }}{% endmacro %}

{# Each row of a relation under each dimension set that applies to it: <columns>, the set's declarations, dimension, value_1, value_2. #}
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

{# For under_dimension_sets: whether the row's dimension is published for a type of period. #}
{% macro is_declared_for(period_type) %}
    {% set cases = [] %}
    {% for period in period_types() %}{% do cases.append("when '" ~ period ~ "' then is_for_" ~ period) %}{% endfor %}
    {{ return('case ' ~ period_type ~ ' ' ~ cases | join(' ') ~ ' end') }}
{% endmacro %}

{# Median and 90th percentile with their intervals, by cell, of the ranked observations of a relation. #}
{% macro order_statistics(relation, cell) %}
    select
        {{ cell | join(', ') }},
        {% for name, share in {'median': 0.5, 'p90': 0.9}.items() %}
        {{ quantile_from_ranks('amount', 'amount_rank', 'ranked_count', share) }} as {{ name }},
        {{ quantile_bound_from_ranks('amount', 'amount_rank', 'ranked_count', share, 'low') }} as {{ name }}_low,
        {{ quantile_bound_from_ranks('amount', 'amount_rank', 'ranked_count', share, 'high') }} as {{ name }}_high{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            {{ cell | join(', ') }},
            amount,
            row_number() over (partition by {{ cell | join(', ') }} order by amount) as amount_rank,
            count(*) over (partition by {{ cell | join(', ') }}) as ranked_count
        from {{ relation }}
        where is_ranked and n = 1
    ) as ranked
    group by {{ cell | join(', ') }}, ranked_count
{% endmacro %}

{# For the post-hook: removes windows that nothing is counted in any more. #}
{% macro remove_vanished_windows() %}
    delete from {{ this }} where window_key not in (select window_key from {{ ref('int_metric_marks') }})
{% endmacro %}

{# The states of periods as cells, in the columns of by_cell with its order statistics: every customer is there once. #}
{% macro period_cells(marks) %}
    {% set measures = ['n', 'positive_count', 'negative_count', 'value_sum', 'value_sum_of_squares'] %}
    {% set squares = {
        'clustered_n': 'n', 'clustered_positive': 'positive_count', 'clustered_positive_n': 'positive_count',
        'clustered_net': 'positive_count + negative_count', 'clustered_net_n': 'positive_count - negative_count',
        'clustered_value': 'value_sum_of_squares', 'clustered_value_n': 'value_sum',
    } %}
    select
        observations, 'all' as counting, window_key, dimension, value_1, value_2,
        sum(n) as respondents_count,
        {% for reason in exclusion_reasons() %}
        0 as excluded_{{ reason }},
        {% endfor %}
        {% for measure in cluster_measures() %}
        sum({{ squares[measure] }}) as {{ measure }},
        {% endfor %}
        {% for measure in additive_measures() %}
        {{ 'sum(' ~ measure ~ ')' if measure in measures else '0' }} as {{ measure }},
        {% endfor %}
        null as median, null as median_low, null as median_high, null as p90, null as p90_low, null as p90_high
    from (
        {{ under_dimension_sets(
            ref('int_period_counts') ~ ' as counts inner join ' ~ marks ~ ' as marks on counts.observations = marks.observations'
            ~ ' and counts.period_type = marks.period_type and counts.period_start = marks.period_start',
            ['marks.window_key', 'counts.observations', 'counts.period_type', 'counts.n', 'counts.positive_count', 'counts.negative_count', 'counts.value_sum', 'counts.value_sum_of_squares'], period_breakdowns(),
        ) }}
    ) as grouped
    where {{ is_declared_for('period_type') }}
    group by observations, window_key, dimension, value_1, value_2
{% endmacro %}
