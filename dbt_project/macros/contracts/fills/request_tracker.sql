{% macro request_tracker__fills() %}
    {{ return(['ticket', 'ticket_event', 'message', 'customer_ref']) }}
{% endmacro %}
