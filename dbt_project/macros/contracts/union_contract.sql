{# Which tools are built, which contracts each fills, and the union over them. #}

{% macro enabled_sources() %}
    {% set named = env_var('VOC_ENABLED_SOURCES', 'segment_files,stripe,trustpilot,typeform,zendesk') %}
    {{ return(named.split(',') | map('trim') | reject('equalto', '') | sort) }}
{% endmacro %}

{% macro is_enabled(tool) %}{{ return(tool in enabled_sources()) }}{% endmacro %}

{#
    What a tool's staging folder has, from its macro <tool>__fills (macros/contracts/fills): `contracts`, the contract models it
    ends in, and `records`, its raw tables with a typed staging model.
#}
{% macro fills_of(tool) %}
    {% set fills = context.get(tool ~ '__fills') %}
    {% if not fills %}
        {{ exceptions.raise_compiler_error(
            'VOC_ENABLED_SOURCES names ' ~ tool ~ ', but macros/contracts/fills has no macro ' ~ tool ~ '__fills. '
            ~ 'Add one like those beside it, or take the tool out of the variable.'
        ) }}
    {% endif %}
    {{ return(fills()) }}
{% endmacro %}

{# All rows of one contract; with no tool that fills it, none, in the contract's columns. #}
{% macro union_contract(name, contract_macro) %}
    {% set filled = [] %}
    {% for tool in enabled_sources() if name in fills_of(tool)['contracts'] %}{% do filled.append(tool) %}{% endfor %}
    {% for tool in filled %}
    select * from {{ ref(tool ~ '__' ~ name) }}
    {% if not loop.last %}union all{% endif %}
    {% else %}
    {{ contract_macro('none', '(select 1 as nothing) as nobody where 1 = 0', {}) }}
    {% endfor %}
{% endmacro %}
