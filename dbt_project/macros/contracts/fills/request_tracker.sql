{% macro request_tracker__fills() %}
    {{ return({
        'contracts': ['ticket', 'ticket_event', 'message', 'customer_ref'],
        'records': ['tickets', 'transactions', 'attachments', 'users'],
    }) }}
{% endmacro %}
