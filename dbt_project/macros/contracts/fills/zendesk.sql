{% macro zendesk__fills() %}
    {{ return({
        'contracts': ['survey', 'question_version', 'response', 'answer', 'ticket', 'ticket_event', 'message', 'customer_ref'],
        'records': ['tickets', 'users', 'ticket_events', 'ticket_metric_events', 'satisfaction_ratings'],
    }) }}
{% endmacro %}
