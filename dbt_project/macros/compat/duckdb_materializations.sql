{#
    DuckDB's own way to build relations, in place of dbt-duckdb's: DDL is transactional there, so replacing needs no
    intermediate and backup relations with their renames, and an incremental run needs no repeated look-ups of columns. Measured
    on this project: the fixed cost of a build falls by more than a third. Other engines use their adapter's materializations.
#}

{% materialization view, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% set target_relation = this.incorporate(type='view') %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        {% if config.get('contract').enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
        {% if existing and not existing.is_view %}drop table if exists {{ this }};{% endif %}
        create or replace view {{ this }} as (
            {{ sql }}
        );
    {% endcall %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization table, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% set target_relation = this.incorporate(type='table') %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}{{ duckdb_replace_table(existing, target_relation, sql) }}{% endcall %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization incremental, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set key = config.require('unique_key') %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% if existing is none or existing.is_view or should_full_refresh() %}
        {% call statement('main') %}{{ duckdb_replace_table(existing, target_relation, sql) }}{% endcall %}
        {% do persist_docs(target_relation, model) %}
    {% else %}
        {% set changed = this.identifier ~ '__changed' %}
        {% if config.get('on_schema_change') == 'append_new_columns' %}{% do duckdb_append_columns(target_relation) %}{% endif %}
        {% call statement('changed') %}
            {% if config.get('contract').enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
            create or replace temporary table {{ changed }} as (
                {{ sql }}
            );
        {% endcall %}
        {% do duckdb_assert_same_columns(changed, target_relation) %}
        {% call statement('main') %}
            delete from {{ this }} where {{ key }} in (select {{ key }} from {{ changed }});
            insert into {{ this }} by name select * from {{ changed }};
            drop table {{ changed }};
        {% endcall %}
    {% endif %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro duckdb_replace_table(existing, target_relation, sql) %}
    drop {{ 'view' if existing and existing.is_view else 'table' }} if exists {{ target_relation }};
    {{ create_table_as(False, target_relation, sql) }}
{% endmacro %}

{# Columns that the contract has and the table has not yet, for tables that are never rebuilt. NULL in the rows that are there. #}
{% macro duckdb_append_columns(target_relation) %}
    {% set present = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | list %}
    {% set added = model.columns.values() | rejectattr('name', 'in', present) | list %}
    {% for column in added %}
        {% do run_query('alter table ' ~ target_relation ~ ' add column ' ~ column.name ~ ' ' ~ column.data_type) %}
    {% endfor %}
    {% if added %}{% do persist_docs(target_relation, model) %}{% endif %}
{% endmacro %}

{% macro duckdb_assert_same_columns(changed, target_relation) %}
    {% set differing = run_query(
        'select column_name from (from (select column_name, column_type from (describe ' ~ changed ~ ')) '
        ~ 'except from (select column_name, column_type from (describe ' ~ target_relation ~ ')) '
        ~ 'union all (from (select column_name, column_type from (describe ' ~ target_relation ~ ')) '
        ~ 'except from (select column_name, column_type from (describe ' ~ changed ~ '))))'
    ) %}
    {% if differing.rows %}
        {{ exceptions.raise_compiler_error(
            target_relation ~ ' was built with other columns: ' ~ differing.columns[0].values() | join(', ')
            ~ ('. It is never rebuilt: give the columns back, or alter the table by hand.' if config.get('full_refresh') is false
            else '. Build it anew: run with --full-refresh.')
        ) }}
    {% endif %}
{% endmacro %}
