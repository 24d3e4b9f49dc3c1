{#
    Time that passes while the desk is open, by the registry business_hours on the clocks of the reporting zone. It does not know holidays.
    Everything rests on one function: open seconds since a Monday long ago, so that a waiting time is one difference, however many weeks it
    spans. Where clocks change within open hours (a desk that never closes) that day counts as 24 hours.
#}

{# select <key>, <each name: open seconds from `start` to its instant>; NULL without a start, an instant, or any hours. #}
{% macro business_seconds_of(relation, key, start, ends) %}
    select
        moments.{{ key }},
        {% for name in ends %}
        {{ as_type('sum(' ~ _open_seconds('moments.' ~ name) ~ ' - ' ~ _open_seconds('moments.business_start') ~ ')', 'integer') }} as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            {{ key }},
            {{ _seconds_since_a_monday(start) }} as business_start,
            {% for name, instant in ends.items() %}
            {{ _seconds_since_a_monday(instant) }} as {{ name }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ relation }}
    ) as moments
    cross join (
        select
            (weekday - 1) * 86400 + {{ _seconds_of_day('opens_at') }} as opens,
            (weekday - 1) * 86400 + {{ _seconds_of_day('closes_at') }} as closes
        from {{ ref('business_hours') }}
    ) as hours
    group by moments.{{ key }}
{% endmacro %}

{% macro _seconds_since_a_monday(instant) %}
    {{ return(seconds_between(as_type("'1970-01-05'", 'timestamp'), reporting_time(instant))) }}
{% endmacro %}

{% macro _seconds_of_day(clock) %}
    {{ return('(' ~ as_type('substr(' ~ clock ~ ', 1, 2)', 'integer') ~ ' * 3600 + ' ~ as_type('substr(' ~ clock ~ ', 4, 2)', 'integer') ~ ' * 60)') }}
{% endmacro %}

{# Of one line of hours: whole weeks, and what of the last week's opening has passed. #}
{% macro _open_seconds(seconds) %}
    {% set weeks = as_type('floor(' ~ real(seconds) ~ ' / 604800)', 'integer') %}
    {{ return('(' ~ weeks ~ ' * (hours.closes - hours.opens) + greatest(0, least(' ~ seconds ~ ' - ' ~ weeks ~ ' * 604800, hours.closes) - hours.opens))') }}
{% endmacro %}
