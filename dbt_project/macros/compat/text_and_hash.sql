{# Hashes and regular expressions. #}

{% macro md5_text(text) %}{{ return(engine_macro('md5_text', adapter.dispatch('md5_text', 'voicehouse'))(text)) }}{% endmacro %}
{% macro default__md5_text(text) %}{{ return('md5(' ~ text ~ ')') }}{% endmacro %}
{% macro bigquery__md5_text(text) %}{{ return('to_hex(md5(' ~ text ~ '))') }}{% endmacro %}

{# The key of a record: a hash of its parts, in order; an absent part counts as empty text. #}
{% macro surrogate_key(parts) %}
    {% set texts = [] %}
    {% for part in parts %}
        {% do texts.append(part if part.startswith("'") else "coalesce(" ~ as_type(part, 'text') ~ ", '')") %}
    {% endfor %}
    {{ return(md5_text(texts | join(" || '|' || "))) }}
{% endmacro %}

{% macro sha256_text(text) %}{{ return(engine_macro('sha256_text', adapter.dispatch('sha256_text', 'voicehouse'))(text)) }}{% endmacro %}
{% macro default__sha256_text(text) %}{{ return('sha2(' ~ text ~ ', 256)') }}{% endmacro %}
{% macro duckdb__sha256_text(text) %}{{ return('sha256(' ~ text ~ ')') }}{% endmacro %}
{% macro postgres__sha256_text(text) %}{{ return("encode(sha256(convert_to(" ~ text ~ ", 'UTF8')), 'hex')") }}{% endmacro %}
{% macro bigquery__sha256_text(text) %}{{ return('to_hex(sha256(' ~ text ~ '))') }}{% endmacro %}

{# The secret as the session or the warehouse holds it: never its text, which would stand in compiled files and logs. #}
{% macro key_secret() %}{{ return(engine_macro('key_secret', adapter.dispatch('key_secret', 'voicehouse'))()) }}{% endmacro %}
{% macro default__key_secret() %}{{ return('(select max(secret) from restricted.key_secret)') }}{% endmacro %}
{% macro duckdb__key_secret() %}{{ return("getvariable('voc_key_secret')") }}{% endmacro %}
{% macro postgres__key_secret() %}{{ return("current_setting('voc.key_secret')") }}{% endmacro %}
{% macro databricks__key_secret() %}{{ return("secret('voicehouse', 'key_secret')") }}{% endmacro %}

{# A hash that cannot be recomputed without the secret; nested like HMAC, so that no longer text continues a known hash. #}
{% macro keyed_hash(text) %}
    {% set inner = sha256_text(key_secret() ~ " || '|' || " ~ text) %}
    {{ return(sha256_text(key_secret() ~ " || '|' || " ~ inner)) }}
{% endmacro %}

{# A whole number below 2^32 for a text: their sum over rows, in any order, changes when a row does. For comparing, never as a key. #}
{% macro text_checksum(text) %}{{ return(engine_macro('text_checksum', adapter.dispatch('text_checksum', 'voicehouse'))(text)) }}{% endmacro %}
{% macro default__text_checksum(text) %}{{ return('cast(crc32(' ~ text ~ ') as bigint)') }}{% endmacro %}
{% macro duckdb__text_checksum(text) %}{{ return('cast(hash(' ~ text ~ ') % 4294967296 as bigint)') }}{% endmacro %}
{% macro postgres__text_checksum(text) %}{{ return('cast(hashtext(' ~ text ~ ') as bigint)') }}{% endmacro %}
{% macro snowflake__text_checksum(text) %}{{ return('mod(hash(' ~ text ~ '), 4294967296)') }}{% endmacro %}
{% macro bigquery__text_checksum(text) %}{{ return('mod(farm_fingerprint(' ~ text ~ '), 4294967296)') }}{% endmacro %}

{#
    The checksum of a row's columns; an absent value differs from an empty one. DuckDB hashes values as they are: writing instants and
    decimals as text first took five times as long.
#}
{% macro row_checksum(columns) %}
    {{ return(engine_macro('row_checksum', adapter.dispatch('row_checksum', 'voicehouse'))(columns)) }}
{% endmacro %}
{% macro default__row_checksum(columns) %}{{ return(text_checksum(row_text(columns))) }}{% endmacro %}
{% macro duckdb__row_checksum(columns) %}{{ return(duckdb__text_checksum(columns | join(', '))) }}{% endmacro %}

{# One text of several columns for comparing rows; an absent value differs from an empty one. #}
{% macro row_text(columns) %}
    {% set texts = [] %}
    {% for column in columns %}{% do texts.append('coalesce(' ~ as_type(column, 'text') ~ ", '~')") %}{% endfor %}
    {{ return(texts | join(" || '|' || ")) }}
{% endmacro %}

{# Every match replaced; patterns stay within what RE2, Java and POSIX share. #}
{% macro regex_replace(text, pattern, replacement) %}
    {{ return(engine_macro('regex_replace', adapter.dispatch('regex_replace', 'voicehouse'))(text, pattern, replacement)) }}
{% endmacro %}
{% macro default__regex_replace(text, pattern, replacement) %}
    {{ return('regexp_replace(' ~ text ~ ", '" ~ pattern ~ "', '" ~ replacement ~ "')") }}
{% endmacro %}
{% macro duckdb__regex_replace(text, pattern, replacement) %}
    {{ return('regexp_replace(' ~ text ~ ", '" ~ pattern ~ "', '" ~ replacement ~ "', 'g')") }}
{% endmacro %}
{% macro postgres__regex_replace(text, pattern, replacement) %}{{ return(duckdb__regex_replace(text, pattern, replacement)) }}{% endmacro %}

{# Whether a text has another one in it, letter by letter. A third of what `like` with a pattern from a column takes on DuckDB. #}
{% macro text_contains(text, part) %}{{ return(engine_macro('text_contains', adapter.dispatch('text_contains', 'voicehouse'))(text, part)) }}{% endmacro %}
{% macro default__text_contains(text, part) %}{{ return('position(' ~ part ~ ' in ' ~ text ~ ') > 0') }}{% endmacro %}
{% macro bigquery__text_contains(text, part) %}{{ return('strpos(' ~ text ~ ', ' ~ part ~ ') > 0') }}{% endmacro %}

{# The n-th part of a text that a separator cuts, from 1; an empty text where there is none (NULL on some engines). #}
{% macro text_part(text, separator, number) %}
    {{ return(engine_macro('text_part', adapter.dispatch('text_part', 'voicehouse'))(text, separator, number)) }}
{% endmacro %}
{% macro default__text_part(text, separator, number) %}{{ return('split_part(' ~ text ~ ", '" ~ separator ~ "', " ~ number ~ ')') }}{% endmacro %}
{% macro bigquery__text_part(text, separator, number) %}
    {{ return('split(' ~ text ~ ", '" ~ separator ~ "')[safe_offset(" ~ number ~ ' - 1)]') }}
{% endmacro %}

{% macro count_if(condition) %}{{ return('sum(case when ' ~ condition ~ ' then 1 else 0 end)') }}{% endmacro %}
