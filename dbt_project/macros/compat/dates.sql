{# Calendar arithmetic. Weeks are ISO weeks and start on Monday. #}

{% macro period_start(date, period) %}{{ return(engine_macro('period_start', adapter.dispatch('period_start', 'voicehouse'))(date, period)) }}{% endmacro %}
{% macro default__period_start(date, period) %}{{ return("cast(date_trunc('" ~ period ~ "', " ~ date ~ ') as date)') }}{% endmacro %}
{% macro bigquery__period_start(date, period) %}
    {{ return('date_trunc(' ~ date ~ ', ' ~ ('isoweek' if period == 'week' else period) ~ ')') }}
{% endmacro %}

{% macro add_to_date(date, number, unit) %}{{ return(engine_macro('add_to_date', adapter.dispatch('add_to_date', 'voicehouse'))(date, number, unit)) }}{% endmacro %}
{% macro default__add_to_date(date, number, unit) %}
    {{ return('cast(' ~ date ~ " + interval '" ~ number ~ ' ' ~ unit ~ "' as date)") }}
{% endmacro %}
{% macro spark__add_to_date(date, number, unit) %}
    {{ return(('date_add(' if unit == 'day' else 'add_months(') ~ date ~ ', ' ~ number ~ ')') }}
{% endmacro %}
{% macro snowflake__add_to_date(date, number, unit) %}{{ return('dateadd(' ~ unit ~ ', ' ~ number ~ ', ' ~ date ~ ')') }}{% endmacro %}
{% macro bigquery__add_to_date(date, number, unit) %}{{ return('date_add(' ~ date ~ ', interval ' ~ number ~ ' ' ~ unit ~ ')') }}{% endmacro %}

{# Whole seconds from one instant to a later one. #}
{% macro seconds_between(start, end) %}{{ return(engine_macro('seconds_between', adapter.dispatch('seconds_between', 'voicehouse'))(start, end)) }}{% endmacro %}
{% macro duckdb__seconds_between(start, end) %}{{ return('((epoch_us(' ~ end ~ ') - epoch_us(' ~ start ~ ')) // 1000000)') }}{% endmacro %}
{% macro default__seconds_between(start, end) %}{{ return('(unix_timestamp(' ~ end ~ ') - unix_timestamp(' ~ start ~ '))') }}{% endmacro %}
{% macro postgres__seconds_between(start, end) %}{{ return('cast(floor(extract(epoch from ' ~ end ~ ' - ' ~ start ~ ')) as bigint)') }}{% endmacro %}
{% macro snowflake__seconds_between(start, end) %}{{ return("datediff('second', " ~ start ~ ', ' ~ end ~ ')') }}{% endmacro %}
{% macro bigquery__seconds_between(start, end) %}{{ return('timestamp_diff(' ~ end ~ ', ' ~ start ~ ', second)') }}{% endmacro %}

{# A date and a column with a whole number of days. #}
{% macro shifted_day(date, days) %}{{ return(engine_macro('shifted_day', adapter.dispatch('shifted_day', 'voicehouse'))(date, days)) }}{% endmacro %}
{% macro default__shifted_day(date, days) %}{{ return('cast(' ~ date ~ ' + cast(' ~ days ~ ' as integer) as date)') }}{% endmacro %}
{% macro spark__shifted_day(date, days) %}{{ return('date_add(' ~ date ~ ', ' ~ days ~ ')') }}{% endmacro %}
{% macro snowflake__shifted_day(date, days) %}{{ return('dateadd(day, ' ~ days ~ ', ' ~ date ~ ')') }}{% endmacro %}
{% macro bigquery__shifted_day(date, days) %}{{ return('date_add(' ~ date ~ ', interval ' ~ days ~ ' day)') }}{% endmacro %}

{# An instant some seconds later. #}
{% macro add_seconds(instant, seconds) %}{{ return(engine_macro('add_seconds', adapter.dispatch('add_seconds', 'voicehouse'))(instant, seconds)) }}{% endmacro %}
{% macro default__add_seconds(instant, seconds) %}{{ return('(' ~ instant ~ " + interval '" ~ seconds ~ " seconds')") }}{% endmacro %}
{% macro spark__add_seconds(instant, seconds) %}{{ return('(' ~ instant ~ " + interval '" ~ seconds ~ "' second)") }}{% endmacro %}
{% macro snowflake__add_seconds(instant, seconds) %}{{ return('dateadd(second, ' ~ seconds ~ ', ' ~ instant ~ ')') }}{% endmacro %}
{% macro bigquery__add_seconds(instant, seconds) %}{{ return('timestamp_add(' ~ instant ~ ', interval ' ~ seconds ~ ' second)') }}{% endmacro %}

{# An instant and a column or expression with a whole number of seconds. #}
{% macro shifted_instant(instant, seconds) %}{{ return(engine_macro('shifted_instant', adapter.dispatch('shifted_instant', 'voicehouse'))(instant, seconds)) }}{% endmacro %}
{% macro default__shifted_instant(instant, seconds) %}{{ return('(' ~ instant ~ ' + (' ~ seconds ~ ") * interval '1 second')") }}{% endmacro %}
{% macro snowflake__shifted_instant(instant, seconds) %}{{ return('dateadd(second, ' ~ seconds ~ ', ' ~ instant ~ ')') }}{% endmacro %}
{% macro bigquery__shifted_instant(instant, seconds) %}{{ return('timestamp_add(' ~ instant ~ ', interval ' ~ as_type(seconds, 'integer') ~ ' second)') }}{% endmacro %}

{# Whole days from one date to a later one. #}
{% macro days_between(start, end) %}{{ return(engine_macro('days_between', adapter.dispatch('days_between', 'voicehouse'))(start, end)) }}{% endmacro %}
{% macro default__days_between(start, end) %}{{ return('(' ~ end ~ ' - ' ~ start ~ ')') }}{% endmacro %}
{% macro spark__days_between(start, end) %}{{ return('datediff(' ~ end ~ ', ' ~ start ~ ')') }}{% endmacro %}
{% macro snowflake__days_between(start, end) %}{{ return('datediff(day, ' ~ start ~ ', ' ~ end ~ ')') }}{% endmacro %}
{% macro bigquery__days_between(start, end) %}{{ return('date_diff(' ~ end ~ ', ' ~ start ~ ', day)') }}{% endmacro %}
