{% macro trustpilot__fills() %}
    {{ return({
        'contracts': ['mention', 'customer_ref'],
        'records': ['reviews'],
    }) }}
{% endmacro %}
