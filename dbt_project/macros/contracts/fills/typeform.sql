{% macro typeform__fills() %}
    {{ return({
        'contracts': ['survey', 'question_version', 'response', 'answer', 'customer_ref'],
        'records': ['forms', 'responses'],
    }) }}
{% endmacro %}
