{# What an action changed: how its group and the others stood before and after it began, and the difference of the differences. #}

{% macro effect_cells() %}
    {{ return(['before', 'after', 'comparison_before', 'comparison_after']) }}
{% endmacro %}

{# The group of an observation by the action's dimension; '' is a breakdown that its metric does not have. #}
{% macro group_of_action(actions, observations) %}
    case {{ actions }}.dimension
        when 'all' then 'all'
        {% for column in breakdowns() %}
        when '{{ column }}' then coalesce({{ observations }}.{{ column }}, 'unknown')
        {% endfor %}
    end
{% endmacro %}

{#
    Every valid observation of an action's metric within so many days of its start, by cell: before or after, the action's group or the
    others of its dimension. Of metrics that count a customer's newest answer the newest in the cell.
#}
{% macro observations_of_actions(actions) %}
    select placed.*
    from (
        select
            actions.action,
            case when observations.observed_on < actions.started_on then 'before' else 'after' end as phase,
            {{ group_of_action('actions', 'observations') }} = actions.dimension_value as is_of_group,
            {{ group_of_action('actions', 'observations') }} as dimension_value,
            observations.counting,
            observations.respondent,
            observations.n,
            observations.positive,
            observations.neutral,
            observations.negative,
            observations.amount,
            row_number() over (
                partition by
                    actions.action, observations.respondent,
                    case when observations.observed_on < actions.started_on then 0 else 1 end,
                    case when {{ group_of_action('actions', 'observations') }} = actions.dimension_value then 0 else 1 end
                order by observations.observed_at desc, observations.record_key desc
            ) as newest_rank
        from {{ actions }} as actions
        inner join {{ ref('int_event_observations') }} as observations
            on
                actions.observations = observations.observations
                and observations.observed_on >= {{ add_to_date('actions.started_on', 0 - var('action_effect_days'), 'day') }}
                and observations.observed_on < {{ add_to_date('actions.started_on', var('action_effect_days'), 'day') }}
        where observations.n = 1
    ) as placed
    where
        (placed.counting = 'all' or placed.newest_rank = 1)
        and placed.dimension_value not in ('', 'unknown')
{% endmacro %}

{# The cells as rows of counts in the names that the formulas read, one per action and cell. #}
{% macro counted_cells(observed, actions) %}
    select
        customers.action,
        customers.cell,
        max(actions.formula) as formula,
        {% for end in ['scale_min', 'scale_max'] %}max(actions.{{ end }}) as {{ end }}, {% endfor %}
        {% for measure in additive_measures() %}
        sum(customers.{{ measure }}) as {{ measure }},
        {% endfor %}
        {% for measure, expression in cluster_measures().items() %}
        sum({{ expression }}) as {{ measure }},
        {% endfor %}
        {% for column in quantile_columns() %}
        {{ as_type('null', 'double') }} as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            action,
            case when is_of_group then '' else 'comparison_' end || phase as cell,
            respondent,
            sum(n) as n,
            sum(positive) as positive_count,
            sum(neutral) as neutral_count,
            sum(negative) as negative_count,
            sum(amount) as value_sum,
            sum(amount * amount) as value_sum_of_squares
        from {{ observed }}
        group by action, case when is_of_group then '' else 'comparison_' end || phase, respondent
    ) as customers
    inner join {{ actions }} as actions on customers.action = actions.action
    group by customers.action, customers.cell
{% endmacro %}
