{% macro segment_files__fills() %}
    {{ return({
        'contracts': ['usage_day', 'customer_ref'],
        'records': [],
    }) }}
{% endmacro %}
