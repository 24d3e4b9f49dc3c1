{# How voc_metrics compares, hides and stays up to date. #}

{# NULL where the group is too small to be shown. #}
{% macro unless_hidden(expression, name=none) %}
    case when is_suppressed then null else {{ expression }} end as {{ name or expression }}
{% endmacro %}

{#
    A cell beside an earlier one: <then>_change and its standard error. Nothing is compared with or in a hidden cell, which could be read
    off the difference, and no total of a period that is still open.
#}
{% macro comparison(now, then, state) %}
    {% set is_fair = 'not ' ~ now ~ '.is_suppressed and (' ~ now ~ ".formula <> 'total' or " ~ state ~ '.is_complete)' %}
    {% set errors = [now ~ '.standard_error', then ~ '.standard_error'] %}
    case when {{ is_fair }} then {{ now }}.value - {{ then }}.value end as {{ then }}_change,
    case when {{ is_fair }} then sqrt({{ errors[0] }} * {{ errors[0] }} + {{ errors[1] }} * {{ errors[1] }}) end as {{ then }}_change_error
{% endmacro %}

{# For the post-hooks. #}
{% macro remove_vanished_metrics() %}
    delete from {{ this }}
    where not exists (
        select 1
        from {{ ref('int_metric_states') }} as states
        where
            states.metric = {{ this }}.metric
            and states.period_type = {{ this }}.period_type
            and states.period_start = {{ this }}.period_start
    )
{% endmacro %}

{# Periods that nothing changed in are as of now all the same. #}
{% macro bring_as_of_up_to_date() %}
    update {{ this }}
    set as_of_at = (select as_of.as_of_at from {{ as_of_relation() }})
    where as_of_at <> (select as_of.as_of_at from {{ as_of_relation() }})
{% endmacro %}
