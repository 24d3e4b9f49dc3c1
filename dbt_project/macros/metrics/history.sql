{#
    Tables that remember: what was known when. Their rows cannot be made again from anything else, so neither --full-refresh nor a change of
    code rebuilds them; a column that a later version brings is appended. Each run adds its changes in one transaction, and a run over the
    same data finds none.
#}

{% macro history_config(unique_key) %}
    {{ return({
        'materialized': 'incremental',
        'incremental_strategy': 'delete+insert',
        'unique_key': unique_key,
        'full_refresh': false,
        'on_schema_change': 'append_new_columns',
        'meta': {'remembers': true},
    }) }}
{% endmacro %}

{#
    One row: the instant from which what this run finds is known. It is the data's as-of, which simulations and reruns share with the run
    they repeat. Where that stands still while something else changes (a scale in the registry, a definition), the clock ticks a second, so
    that every state has its own time.
#}
{% macro history_clock() %}
    select
        {% if is_incremental() %}
        greatest(as_of.as_of_at, coalesce({{ add_seconds('remembered.newest_at', 1) }}, as_of.as_of_at)) as known_at
    from {{ as_of_relation() }}
    cross join (select {{ newest_instant() }} as newest_at from {{ this }}) as remembered
        {% else %}
        as_of.as_of_at as known_at
    from {{ as_of_relation() }}
        {% endif %}
{% endmacro %}

{# When a history last changed; states end after they begin. #}
{% macro newest_instant() %}{{ return('max(coalesce(known_to, known_from))') }}{% endmacro %}

{#
    [columns that the table has, columns that this version of the model adds]. What is not remembered yet says nothing about a change: the
    states that hold are completed with it instead.
#}
{% macro comparable_columns(columns) %}
    {% if not (execute and is_incremental()) %}{{ return([columns, []]) }}{% endif %}
    {% set present = adapter.get_columns_in_relation(this) | map(attribute='name') | list %}
    {{ return([columns | select('in', present) | list, columns | reject('in', present) | list]) }}
{% endmacro %}

{% macro equal(one, other, columns) %}
    {% set comparisons = [] %}
    {% for column in columns %}{% do comparisons.append(one ~ '.' ~ column ~ ' = ' ~ other ~ '.' ~ column) %}{% endfor %}
    {{ return(comparisons | join(' and ')) }}
{% endmacro %}

{% macro differs(one, other, columns) %}
    {% set comparisons = [] %}
    {% for column in columns %}{% do comparisons.append(one ~ '.' ~ column ~ ' is distinct from ' ~ other ~ '.' ~ column) %}{% endfor %}
    {{ return('(' ~ comparisons | join(' or ') ~ ')') }}
{% endmacro %}

{# Doubles of the same counts are equal up to their last digits on another version of an engine. #}
{% macro differs_noticeably(one, other, columns) %}
    {% set comparisons = [] %}
    {% for column in columns %}
        {% set pair = [one ~ '.' ~ column, other ~ '.' ~ column] %}
        {% do comparisons.append('coalesce(abs(' ~ pair | join(' - ') ~ ') > 0.000000001, (' ~ pair | join(' is null) <> (') ~ ' is null))') %}
    {% endfor %}
    {{ return('(' ~ comparisons | join(' or ') ~ ')') }}
{% endmacro %}

{# What became of an answer. `now` has no row where it is gone. The customer's own change is named before ours. #}
{% macro answer_change(before, now) %}
    case
        when {{ now }}.answer_key is null then 'deleted'
        when {{ now }}.exclusion_reason = 'erased' then 'erased'
        when {{ differs(before, now, ['score']) }} then 'edited'
        when {{ differs(before, now, ['exclusion_reason']) }}
            and 'duplicate' in (coalesce({{ before }}.exclusion_reason, ''), coalesce({{ now }}.exclusion_reason, '')) then 'replaced'
        when {{ differs(before, now, ['definition_version']) }} then 'redefined'
        when {{ differs(before, now, ['customer_key']) }} then 'rejoined'
        else 'edited'
    end
{% endmacro %}

{# The ways in which answers restate a number, in the order in which they are named. #}
{% macro answer_changes() %}{{ return(['late', 'edited', 'replaced', 'deleted', 'erased', 'redefined', 'rejoined']) }}{% endmacro %}
