{#
    Instants are kept in UTC; what day, week or quarter they belong to is the company's decision: the vars reporting_time_zone,
    week_starts_on and fiscal_year_starts_in of dbt_project.yml. Whoever changes one gets everything made afresh.
#}

{# Checked wherever a date is made, so that a slip stops compilation. An unknown zone of the right shape is the engine's to refuse. #}
{% macro reporting_setting(name) %}
    {% set rules = {
        'week_starts_on': [1, 7, '1 (Monday) to 7 (Sunday)'],
        'fiscal_year_starts_in': [1, 12, '1 (January) to 12 (December)'],
    } %}
    {% set value = var(name) %}
    {% if name == 'reporting_time_zone' %}
        {% if value is not string or not modules.re.fullmatch('[A-Za-z][A-Za-z0-9_+/-]*', value) %}
            {{ exceptions.raise_compiler_error('reporting_time_zone is ' ~ value ~ ': give a name of the time zone database, such as UTC or Europe/Copenhagen (vars in dbt_project.yml).') }}
        {% endif %}
    {% elif value is not integer or value is boolean or value < rules[name][0] or value > rules[name][1] %}
        {{ exceptions.raise_compiler_error(name ~ ' is ' ~ value ~ ': it must be a whole number from ' ~ rules[name][2] ~ ' (vars in dbt_project.yml).') }}
    {% endif %}
    {{ return(value) }}
{% endmacro %}

{# What clocks in the reporting zone show at an instant. With UTC the instant itself, at no cost. #}
{% macro reporting_time(instant) %}
    {% set zone = reporting_setting('reporting_time_zone') %}
    {% if zone == 'UTC' %}{{ return(instant) }}{% endif %}
    {{ return(engine_macro('reporting_time', adapter.dispatch('reporting_time', 'voicehouse'))(instant, zone)) }}
{% endmacro %}
{% macro default__reporting_time(instant, zone) %}{{ return('from_utc_timestamp(' ~ instant ~ ", '" ~ zone ~ "')") }}{% endmacro %}
{% macro duckdb__reporting_time(instant, zone) %}{{ return("timezone('" ~ zone ~ "', timezone('UTC', " ~ instant ~ '))') }}{% endmacro %}
{% macro postgres__reporting_time(instant, zone) %}{{ return('((' ~ instant ~ ") at time zone 'UTC' at time zone '" ~ zone ~ "')") }}{% endmacro %}
{% macro snowflake__reporting_time(instant, zone) %}{{ return("convert_timezone('UTC', '" ~ zone ~ "', " ~ instant ~ ')') }}{% endmacro %}
{% macro bigquery__reporting_time(instant, zone) %}{{ return('timestamp(datetime(' ~ instant ~ ", '" ~ zone ~ "'))") }}{% endmacro %}

{# The date in the reporting zone on which an instant falls. #}
{% macro reporting_date(instant) %}{{ return(as_type(reporting_time(instant), 'date')) }}{% endmacro %}

{# The instant at which a date begins in the reporting zone: days of 23 and 25 hours come out right. #}
{% macro reporting_day_start(date) %}
    {% set zone = reporting_setting('reporting_time_zone') %}
    {% if zone == 'UTC' %}{{ return(as_type(date, 'timestamp')) }}{% endif %}
    {{ return(engine_macro('reporting_day_start', adapter.dispatch('reporting_day_start', 'voicehouse'))(date, zone)) }}
{% endmacro %}
{% macro default__reporting_day_start(date, zone) %}{{ return('to_utc_timestamp(' ~ as_type(date, 'timestamp') ~ ", '" ~ zone ~ "')") }}{% endmacro %}
{% macro duckdb__reporting_day_start(date, zone) %}{{ return("timezone('UTC', timezone('" ~ zone ~ "', " ~ as_type(date, 'timestamp') ~ '))') }}{% endmacro %}
{% macro postgres__reporting_day_start(date, zone) %}{{ return('(' ~ as_type(date, 'timestamp') ~ " at time zone '" ~ zone ~ "' at time zone 'UTC')") }}{% endmacro %}
{% macro snowflake__reporting_day_start(date, zone) %}{{ return("convert_timezone('" ~ zone ~ "', 'UTC', " ~ as_type(date, 'timestamp') ~ ')') }}{% endmacro %}
{% macro bigquery__reporting_day_start(date, zone) %}{{ return('timestamp(' ~ date ~ ", '" ~ zone ~ "')") }}{% endmacro %}

{#
    The first day of the day, week, month or quarter that a date belongs to. Weeks and quarters that begin elsewhere than the calendar's
    are found by moving the date back to the calendar's grid and the start forth again; a shorter month shortens the day, never the month.
#}
{% macro reporting_period_start(date, period) %}
    {% set days = reporting_setting('week_starts_on') - 1 %}
    {% set months = (reporting_setting('fiscal_year_starts_in') - 1) % 3 %}
    {% if period == 'day' %}{{ return(date) }}{% endif %}
    {% if period not in ['week', 'month', 'quarter'] %}
        {{ exceptions.raise_compiler_error('reporting_period_start knows day, week, month and quarter, not ' ~ period) }}
    {% endif %}
    {% set shift, unit = (days, 'day') if period == 'week' else (months if period == 'quarter' else 0, 'month') %}
    {% if shift == 0 %}{{ return(period_start(date, period)) }}{% endif %}
    {{ return(add_to_date(period_start(add_to_date(date, -shift, unit), period), shift, unit)) }}
{% endmacro %}
