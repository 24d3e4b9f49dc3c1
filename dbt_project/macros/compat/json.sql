{#
    JSON text -> text columns. On DuckDB each record is parsed once for all its paths (json_extract_string with a list);
    one call per path parses it once per path.
#}

{# select <keep>, <each path as text> from <relation>; paths: {column: '$.a.b'} #}
{% macro json_columns(relation, keep, paths, json='record') %}
    {{ return(engine_macro('json_columns', adapter.dispatch('json_columns', 'voicehouse'))(relation, keep, paths, json)) }}
{% endmacro %}

{% macro duckdb__json_columns(relation, keep, paths, json) %}
    select
        {% for column in keep %}{{ column }}, {% endfor %}
        {% for column in paths %}fields[{{ loop.index }}] as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from (
        select
            {% for column in keep %}{{ column }}, {% endfor %}
            json_extract_string({{ json }}, [{% for path in paths.values() %}'{{ path }}'{{ ', ' if not loop.last }}{% endfor %}]) as fields
        from {{ relation }}
    ) as parsed
{% endmacro %}

{% macro default__json_columns(relation, keep, paths, json) %}
    select
        {% for column in keep %}{{ column }}, {% endfor %}
        {% for column, path in paths.items() %}{{ json_text(json, path) }} as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ relation }}
{% endmacro %}

{# One path of a JSON text as text; objects and arrays come back as JSON text. #}
{% macro json_text(json, path) %}{{ return(engine_macro('json_text', adapter.dispatch('json_text', 'voicehouse'))(json, path)) }}{% endmacro %}
{% macro default__json_text(json, path) %}{{ return('get_json_object(' ~ json ~ ", '" ~ path ~ "')") }}{% endmacro %}
{% macro duckdb__json_text(json, path) %}{{ return('json_extract_string(' ~ json ~ ", '" ~ path ~ "')") }}{% endmacro %}
{% macro postgres__json_text(json, path) %}
    {{ return('(cast(' ~ json ~ " as jsonb) #>> '{" ~ path | replace('$.', '') | replace('[', '.') | replace(']', '') | replace('.', ',') ~ "}')") }}
{% endmacro %}
{% macro snowflake__json_text(json, path) %}
    {{ return('cast(get_path(try_parse_json(' ~ json ~ "), '" ~ path | replace('$.', '') ~ "') as varchar)") }}
{% endmacro %}
{% macro bigquery__json_text(json, path) %}
    {{ return('coalesce(json_value(' ~ json ~ ", '" ~ path ~ "'), json_query(" ~ json ~ ", '" ~ path ~ "'))") }}
{% endmacro %}

{#
    One row for each element of a JSON array in text: select <keep>, <each path of the element as text>; with `position` a column of that
    name as well, which is 1 for the first element.
#}
{% macro json_rows(relation, keep, array, paths, position=none) %}
    {{ return(engine_macro('json_rows', adapter.dispatch('json_rows', 'voicehouse'))(relation, keep, array, paths, position)) }}
{% endmacro %}

{% macro duckdb__json_rows(relation, keep, array, paths, position) %}
    {% set list = "from_json(" ~ array ~ ", '[\"json\"]')" %}
    {% set elements %}
        select
            {% for column in keep %}{{ column }}, {% endfor %}
            {% if position %}generate_subscripts({{ list }}, 1) as {{ position }},{% endif %}
            unnest({{ list }}) as element
        from {{ relation }}
    {% endset %}
    {{ return(duckdb__json_columns('(' ~ elements ~ ') as elements', keep + ([position] if position else []), paths, 'element')) }}
{% endmacro %}

{% macro default__json_rows(relation, keep, array, paths, position) %}
    select
        {% for column in keep %}{{ column }}, {% endfor %}
        {% if position %}place + 1 as {{ position }},{% endif %}
        {% for column, path in paths.items() %}{{ json_text('element', path) }} as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ relation }}
    lateral view {{ 'posexplode' if position else 'explode' }}(from_json({{ array }}, 'array<string>')) elements as {{ 'place, ' if position }}element
{% endmacro %}

{% macro postgres__json_rows(relation, keep, array, paths, position) %}
    select
        {% for column in keep %}{{ column }}, {% endfor %}
        {% if position %}elements.place as {{ position }},{% endif %}
        {% for column, path in paths.items() %}{{ json_text('elements.element', path) }} as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ relation }}
    cross join lateral jsonb_array_elements_text(cast({{ array }} as jsonb)) with ordinality as elements (element, place)
{% endmacro %}

{% macro snowflake__json_rows(relation, keep, array, paths, position) %}
    select
        {% for column in keep %}{{ column }}, {% endfor %}
        {% if position %}elements.index + 1 as {{ position }},{% endif %}
        {% for column, path in paths.items() %}cast(get_path(elements.value, '{{ path | replace('$.', '') }}') as varchar) as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ relation }},
    lateral flatten(input => try_parse_json({{ array }})) as elements
{% endmacro %}

{% macro bigquery__json_rows(relation, keep, array, paths, position) %}
    select
        {% for column in keep %}{{ column }}, {% endfor %}
        {% if position %}place + 1 as {{ position }},{% endif %}
        {% for column, path in paths.items() %}{{ json_text('element', path) }} as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ relation }}
    cross join unnest(json_query_array({{ array }})) as element with offset as place
{% endmacro %}

{# A JSON array of texts as one text: first, second. #}
{% macro listed_texts(array) %}
    {{ return("nullif(replace(replace(" ~ regex_replace(array, '" *, *"', ', ') ~ ", '[\"', ''), '\"]', ''), '[]')") }}
{% endmacro %}
