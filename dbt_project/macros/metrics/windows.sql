{# In which periods things are counted. #}

{% macro calendar_periods() %}{{ return(['day', 'week', 'month', 'quarter']) }}{% endmacro %}

{# Rolling windows: how many days each has. #}
{% macro rolling_periods() %}{{ return({'rolling_28': 28, 'rolling_91': 91}) }}{% endmacro %}

{# Days of the longest period: of a quarter, if no rolling window is longer. #}
{% macro longest_period() %}{{ return((rolling_periods().values() | list + [92]) | max) }}{% endmacro %}

{# Rolling windows end on the last day of each week, and on each of so many last days, so that alerts can look daily. #}
{% macro daily_rolling_ends() %}{{ return(28) }}{% endmacro %}

{# The start of the equal period before, and of the one a year before: the same month or quarter, else 52 weeks, which keep weekdays. #}
{% macro earlier_start(period_type, date, how) %}
    {% if how == 'previous' %}
        {% set steps = {'day': [1, 'day'], 'week': [7, 'day'], 'month': [1, 'month'], 'quarter': [3, 'month'], 'rolling_28': [28, 'day'], 'rolling_91': [91, 'day']} %}
    {% else %}
        {% set steps = {'month': [12, 'month'], 'quarter': [12, 'month']} %}
    {% endif %}
    {% set cases = [] %}
    {% for period in calendar_periods() + (rolling_periods().keys() | list) %}
        {% set step = steps.get(period, [364, 'day']) %}
        {% do cases.append("when '" ~ period ~ "' then " ~ add_to_date(date, 0 - step[0], step[1])) %}
    {% endfor %}
    {{ return('case ' ~ period_type ~ ' ' ~ cases | join(' ') ~ ' end') }}
{% endmacro %}

{#
    One row: until when data was read. as_of_at is the newest window read from any tool; a period is complete when the slowest tool
    has been read past it.
#}
{% macro as_of_relation() %}
    {% set relation %}
        (
            select
                max(data_through_at) as as_of_at,
                {{ reporting_date('max(data_through_at)') }} as as_of_on,
                {{ reporting_date('min(data_through_at)') }} as complete_before
            from (
                select source, max(data_through_at) as data_through_at
                from {{ ref('source_freshness') }}
                group by source
            ) as tools
        ) as as_of
    {% endset %}
    {{ return(relation) }}
{% endmacro %}
