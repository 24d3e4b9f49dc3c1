{#
    The one way a tool's shape becomes a canonical one: every field of the contract, in the contract's order, cast to its
    type. Compilation stops on a required field that is missing and on a field the contract does not know.

    contract: list of (field, type, kind); kind is 'required', 'optional' or a list of fields the key is made of, beginning
    with the source. fields: {field: SQL expression over `relation`}. A key whose last part is NULL is NULL.
    The source 'none' stands for the empty relation of a contract that no enabled tool fills.
#}
{% macro contract_select(name, contract, source, relation, fields) %}
    {% set known = contract | map(attribute=0) | list %}
    {% set missing = [] %}
    {% for field, type, kind in contract if kind == 'required' and field not in fields and source != 'none' %}
        {% do missing.append(field) %}
    {% endfor %}
    {% set unknown = fields.keys() | reject('in', known) | list %}
    {% if missing or unknown %}
        {{ exceptions.raise_compiler_error(
            'Model ' ~ model.name ~ ' does not keep the contract ' ~ name ~ ' (macros/contracts).'
            ~ (' Missing: ' ~ missing | join(', ') ~ '.' if missing else '')
            ~ (' Unknown: ' ~ unknown | join(', ') ~ '.' if unknown else '')
            ~ ' Give every required field an expression and leave out what the contract does not have.'
        ) }}
    {% endif %}
    select
        '{{ source }}' as source,
        {% for field, type, kind in contract %}
        {% if kind is not string %}
        {% set parts = [] %}
        {% for part in kind %}{% do parts.append(fields.get(part, "''")) %}{% endfor %}
        {% set key = surrogate_key(["'" ~ source ~ "'"] + parts) %}
        {% if kind[-1] not in fields %}{{ as_type('null', 'text') }}
        {% else %}case when {{ fields[kind[-1]] }} is not null then {{ key }} end
        {% endif %} as {{ field }}
        {%- else %}
        {{ as_type(fields.get(field, 'null'), type) }} as {{ field }}
        {%- endif %}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}
{% endmacro %}

{# Lineage that every contract ends with. #}
{% macro contract_lineage() %}
    {{ return([('load_id', 'text', 'required'), ('is_deleted', 'boolean', 'required')]) }}
{% endmacro %}
