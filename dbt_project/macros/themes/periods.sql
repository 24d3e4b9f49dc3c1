{# In which periods and groups comments are counted. Does not belong here: which of them are hidden (hiding.sql). #}

{% macro theme_dimensions() %}{{ return(['all', 'touchpoint', 'segment']) }}{% endmacro %}

{% macro theme_period_types() %}{{ return(['week', 'month', 'quarter']) }}{% endmacro %}

{# Each comment once for every period and group that it is in. #}
{% macro comments_by_group(comments, columns) %}
    {% for period in theme_period_types() %}
    {% for dimension in theme_dimensions() %}
    {% set value = "'all'" if dimension == 'all' else 'coalesce(' ~ dimension ~ ", 'unknown')" %}
    select
        '{{ period }}' as period_type,
        {{ reporting_period_start('said_on', period) }} as period_start,
        '{{ dimension }}' as dimension,
        {{ value }} as dimension_value,
        {{ columns | join(', ') }}
    from {{ comments }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
