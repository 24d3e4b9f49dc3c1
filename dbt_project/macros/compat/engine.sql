{#
    How every macro of this folder chooses its body. Normally adapter.dispatch does; VOC_SQL_DIALECT overrides the engine
    while compiling, so that one environment can render the project for engines whose adapters are not installed
    (tests/dbt_project/test_portable_sql.py). Only macros of this folder may contain engine-specific SQL.
#}
{% macro engine_macro(name, usual) %}
    {% set forced = env_var('VOC_SQL_DIALECT', '') %}
    {% if not forced %}{{ return(usual) }}{% endif %}
    {% set parents = {'databricks': ['databricks', 'spark']} %}
    {% for prefix in parents.get(forced, [forced]) + ['default'] %}
        {% set candidate = context.get(prefix ~ '__' ~ name) %}
        {% if candidate %}{{ return(candidate) }}{% endif %}
    {% endfor %}
    {{ exceptions.raise_compiler_error('macros/compat has no ' ~ name ~ ' for engine ' ~ forced) }}
{% endmacro %}
