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
    cross join ({{ _opening_lines() }}) as hours
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

{#
    The other way round: select <key>, business_due_at: the instant at which so many open hours have passed since `start`. No row without
    any hours. Within a day on which clocks change it may be an hour off.
#}
{% macro business_due_of(relation, key, start, hours) %}
    select
        targets.{{ key }},
        {% set seconds = '(targets.weeks * 604800 + lines.opens + targets.remaining - lines.passed)' %}
        {% set days = as_type('floor(' ~ real(seconds) ~ ' / 86400)', 'integer') %}
        {{ shifted_instant(reporting_day_start(shifted_day(as_type("'1970-01-05'", 'date'), days)), seconds ~ ' - 86400 * ' ~ days) }} as business_due_at
    from (
        -- Of the week in which the time is over: the open seconds that are still to pass, from 1 to all of it.
        select
            {{ key }},
            {{ as_type('ceil(' ~ real('open_seconds') ~ ' / week_seconds)', 'integer') }} - 1 as weeks,
            open_seconds - ({{ as_type('ceil(' ~ real('open_seconds') ~ ' / week_seconds)', 'integer') }} - 1) * week_seconds as remaining
        from (
            select
                starts.{{ key }},
                {{ as_type('sum(' ~ _open_seconds('starts.start_seconds') ~ ') + max(starts.due_seconds)', 'integer') }} as open_seconds,
                {{ as_type('sum(hours.closes - hours.opens)', 'integer') }} as week_seconds
            from (
                select {{ key }}, {{ _seconds_since_a_monday(start) }} as start_seconds, {{ hours }} * 3600 as due_seconds
                from {{ relation }}
            ) as starts
            cross join ({{ _opening_lines() }}) as hours
            group by starts.{{ key }}
        ) as sums
    ) as targets
    inner join (
        select
            opens,
            closes,
            {{ as_type('sum(closes - opens) over (order by opens rows unbounded preceding)', 'integer') }} - (closes - opens) as passed
        from ({{ _opening_lines() }}) as hours
    ) as lines
        on targets.remaining > lines.passed and targets.remaining <= lines.passed + lines.closes - lines.opens
{% endmacro %}

{# Each opening in seconds of its week. #}
{% macro _opening_lines() %}
    select
        (weekday - 1) * 86400 + {{ _seconds_of_day('opens_at') }} as opens,
        (weekday - 1) * 86400 + {{ _seconds_of_day('closes_at') }} as closes
    from {{ ref('business_hours') }}
{% endmacro %}
