{# Column types by one name each, casts that reject to NULL, and instants in UTC without a zone. #}

{% macro sql_type(name) %}{{ return(engine_macro('sql_type', adapter.dispatch('sql_type', 'voicehouse'))(name)) }}{% endmacro %}

{% macro default__sql_type(name) %}
    {{ return({'text': 'text', 'integer': 'bigint', 'number': 'decimal(28, 6)', 'money': 'decimal(28, 4)', 'double': 'double precision',
               'boolean': 'boolean', 'date': 'date', 'timestamp': 'timestamp'}[name]) }}
{% endmacro %}

{% macro duckdb__sql_type(name) %}
    {{ return('double' if name == 'double' else default__sql_type(name)) }}
{% endmacro %}

{% macro spark__sql_type(name) %}
    {{ return({'text': 'string', 'double': 'double'}.get(name, default__sql_type(name))) }}
{% endmacro %}

{% macro snowflake__sql_type(name) %}
    {{ return({'text': 'varchar', 'double': 'float', 'timestamp': 'timestamp_ntz'}.get(name, default__sql_type(name))) }}
{% endmacro %}

{% macro bigquery__sql_type(name) %}
    {{ return({'text': 'string', 'integer': 'int64', 'number': 'numeric', 'money': 'numeric', 'double': 'float64',
               'boolean': 'bool'}.get(name, default__sql_type(name))) }}
{% endmacro %}

{% macro as_type(expression, type) %}{{ return('cast(' ~ expression ~ ' as ' ~ sql_type(type) ~ ')') }}{% endmacro %}

{# NULL instead of an error for text that is not of the type; timestamps are read with their offset and kept in UTC. #}
{% macro try_type(expression, type) %}
    {% if type == 'text' %}{{ return(expression) }}{% endif %}
    {% if type == 'timestamp' %}{{ return(parse_instant(expression)) }}{% endif %}
    {{ return(engine_macro('try_type', adapter.dispatch('try_type', 'voicehouse'))(expression, type)) }}
{% endmacro %}

{% macro default__try_type(expression, type) %}{{ return('try_cast(' ~ expression ~ ' as ' ~ sql_type(type) ~ ')') }}{% endmacro %}

{% macro postgres__try_type(expression, type) %}
    {{ return('case when pg_input_is_valid(' ~ expression ~ ", '" ~ sql_type(type) ~ "') then cast(" ~ expression ~ ' as ' ~ sql_type(type) ~ ') end') }}
{% endmacro %}

{% macro bigquery__try_type(expression, type) %}{{ return('safe_cast(' ~ expression ~ ' as ' ~ sql_type(type) ~ ')') }}{% endmacro %}

{% macro parse_instant(text) %}{{ return(engine_macro('parse_instant', adapter.dispatch('parse_instant', 'voicehouse'))(text)) }}{% endmacro %}

{# A cast of ISO text straight to `timestamp` silently drops the offset on DuckDB. #}
{% macro duckdb__parse_instant(text) %}{{ return('make_timestamp(epoch_us(try_cast(' ~ text ~ ' as timestamptz)))') }}{% endmacro %}

{% macro default__parse_instant(text) %}{{ return('try_to_timestamp(' ~ text ~ ')') }}{% endmacro %}

{% macro postgres__parse_instant(text) %}
    {{ return('case when pg_input_is_valid(' ~ text ~ ", 'timestamptz') then cast(" ~ text ~ " as timestamptz) at time zone 'UTC' end") }}
{% endmacro %}

{% macro snowflake__parse_instant(text) %}
    {{ return("cast(convert_timezone('UTC', try_to_timestamp_tz(" ~ text ~ ')) as timestamp_ntz)') }}
{% endmacro %}

{% macro bigquery__parse_instant(text) %}{{ return('safe_cast(' ~ text ~ ' as timestamp)') }}{% endmacro %}

{# A column that the loader wrote with a zone -> UTC without one. #}
{% macro instant(column) %}{{ return(engine_macro('instant', adapter.dispatch('instant', 'voicehouse'))(column)) }}{% endmacro %}
{% macro duckdb__instant(column) %}{{ return('make_timestamp(epoch_us(' ~ column ~ '))') }}{% endmacro %}
{% macro default__instant(column) %}{{ return('cast(' ~ column ~ ' as timestamp)') }}{% endmacro %}
{% macro postgres__instant(column) %}{{ return('(' ~ column ~ " at time zone 'UTC')") }}{% endmacro %}
{% macro snowflake__instant(column) %}{{ return("cast(convert_timezone('UTC', " ~ column ~ ') as timestamp_ntz)') }}{% endmacro %}

{# Text with seconds since 1970 -> instant. #}
{% macro parse_epoch(text) %}{{ return(engine_macro('parse_epoch', adapter.dispatch('parse_epoch', 'voicehouse'))(text)) }}{% endmacro %}
{% macro duckdb__parse_epoch(text) %}{{ return('make_timestamp(try_cast(' ~ text ~ ' as bigint) * 1000000)') }}{% endmacro %}
{% macro default__parse_epoch(text) %}{{ return('timestamp_seconds(' ~ try_type(text, 'integer') ~ ')') }}{% endmacro %}
{% macro postgres__parse_epoch(text) %}{{ return('(to_timestamp(' ~ try_type(text, 'integer') ~ ") at time zone 'UTC')") }}{% endmacro %}
{% macro snowflake__parse_epoch(text) %}{{ return('to_timestamp_ntz(' ~ try_type(text, 'integer') ~ ')') }}{% endmacro %}
