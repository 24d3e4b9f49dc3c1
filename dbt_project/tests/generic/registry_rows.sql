{#
    Rows of a registry that must not be used, each with its reason: repeated keys, empty required fields, values outside the
    accepted ones. Does not belong here: rules between registries.
#}
{% test registry_rows(model, key, required=[], accepted={}) %}
    {{ config(tags=['registry']) }}

    select
        {{ key | join(', ') }},
        'the key is repeated' as reason
    from {{ model }}
    group by {{ key | join(', ') }}
    having count(*) > 1
    {% for column in key + required %}

    union all

    select
        {{ key | join(', ') }},
        '{{ column }} is empty' as reason
    from {{ model }}
    where {{ column }} is null
    {% endfor %}
    {% for column, values in accepted.items() %}

    union all

    select
        {{ key | join(', ') }},
        '{{ column }} is none of {{ values | join(', ') }}' as reason
    from {{ model }}
    where {{ column }} is not null and {{ column }} not in ('{{ values | join("', '") }}')
    {% endfor %}
{% endtest %}
