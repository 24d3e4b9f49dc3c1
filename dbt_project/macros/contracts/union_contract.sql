{# Which tools are built, which contracts each fills, and the union over them. #}

{% macro listed(variable) %}
    {{ return(env_var(variable, '').split(',') | map('trim') | reject('equalto', '') | list) }}
{% endmacro %}

{% macro enabled_sources() %}{{ return(listed('VOC_ENABLED_SOURCES') | sort) }}{% endmacro %}

{# Tools that others made: the project's own ledger is never late, and no period waits for it. #}
{% macro vendors_sources() %}{{ return(enabled_sources() | reject('in', listed('VOC_OWN_SOURCES')) | list) }}{% endmacro %}

{% macro is_enabled(tool) %}{{ return(tool in enabled_sources()) }}{% endmacro %}

{#
    The models of the enabled tools' staging folders, told by the `voc` command: dbt resolves ref() while parsing and knows
    no folder then. An enabled tool without any is a mistake, not an empty tool.
#}
{% macro staging_models() %}
    {% set models = listed('VOC_STAGING_MODELS') %}
    {% for tool in enabled_sources() %}
        {% set found = [] %}
        {% for model in models if model.startswith((tool ~ '__', 'stg_' ~ tool ~ '__')) %}{% do found.append(model) %}{% endfor %}
        {% if not found %}
            {{ exceptions.raise_compiler_error(
                'VOC_ENABLED_SOURCES names ' ~ tool ~ ', but VOC_STAGING_MODELS has no model of it. Start dbt through `voc dbt`, '
                ~ 'which sets both, and see that models/staging/' ~ tool ~ ' exists.'
            ) }}
        {% endif %}
    {% endfor %}
    {{ return(models) }}
{% endmacro %}

{# The raw tables of a tool that have a typed staging model. #}
{% macro staged_resources(tool) %}
    {% set prefix = 'stg_' ~ tool ~ '__' %}
    {% set found = [] %}
    {% for model in staging_models() if model.startswith(prefix) %}{% do found.append(model[prefix | length:]) %}{% endfor %}
    {{ return(found) }}
{% endmacro %}

{# All rows of one contract; with no tool that fills it, none, in the contract's columns. #}
{% macro union_contract(name, contract_macro) %}
    {% set filled = [] %}
    {% for tool in enabled_sources() if tool ~ '__' ~ name in staging_models() %}{% do filled.append(tool) %}{% endfor %}
    {% for tool in filled %}
    select * from {{ ref(tool ~ '__' ~ name) }}
    {% if not loop.last %}union all{% endif %}
    {% else %}
    {{ contract_macro('none', '(select 1 as nothing) as nobody where 1 = 0', {}) }}
    {% endfor %}
{% endmacro %}
