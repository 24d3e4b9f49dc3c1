{# The instant (UTC) at which a day of the reporting zone begins. #}
{% macro local_midnight(date) %}{{ return(engine_macro('local_midnight', adapter.dispatch('local_midnight', 'voicehouse'))(date)) }}{% endmacro %}
{% macro default__local_midnight(date) %}
    {{ return("to_utc_timestamp(cast(" ~ date ~ " as timestamp), '" ~ var('reporting_time_zone') ~ "')") }}
{% endmacro %}
{% macro duckdb__local_midnight(date) %}
    {{ return("timezone('UTC', timezone('" ~ var('reporting_time_zone') ~ "', cast(" ~ date ~ ' as timestamp)))') }}
{% endmacro %}
{% macro postgres__local_midnight(date) %}{{ return(duckdb__local_midnight(date)) }}{% endmacro %}
{% macro snowflake__local_midnight(date) %}
    {{ return("convert_timezone('" ~ var('reporting_time_zone') ~ "', 'UTC', cast(" ~ date ~ ' as timestamp_ntz))') }}
{% endmacro %}
{% macro bigquery__local_midnight(date) %}{{ return('timestamp(' ~ date ~ ", '" ~ var('reporting_time_zone') ~ "')") }}{% endmacro %}

{# Whole days from one date to a later one. #}
{% macro days_between(start, end) %}{{ return(engine_macro('days_between', adapter.dispatch('days_between', 'voicehouse'))(start, end)) }}{% endmacro %}
{% macro default__days_between(start, end) %}{{ return('(' ~ end ~ ' - ' ~ start ~ ')') }}{% endmacro %}
{% macro spark__days_between(start, end) %}{{ return('datediff(' ~ end ~ ', ' ~ start ~ ')') }}{% endmacro %}
{% macro snowflake__days_between(start, end) %}{{ return('datediff(day, ' ~ start ~ ', ' ~ end ~ ')') }}{% endmacro %}
{% macro bigquery__days_between(start, end) %}{{ return('date_diff(' ~ end ~ ', ' ~ start ~ ', day)') }}{% endmacro %}
