{# Help desks: tickets, what happened to them, and what was written in them. #}

{# One row per ticket in its current state. status: new, open, pending, hold, solved or closed. #}
{% macro contract_ticket(source, relation, fields) %}
    {{ return(contract_select('ticket', [
        ('ticket_key', 'text', ['ticket_id']),
        ('ref_key', 'text', ['ref_id']),
        ('ticket_id', 'text', 'required'),
        ('ref_id', 'text', 'required'),
        ('status', 'text', 'required'),
        ('priority', 'text', 'optional'),
        ('channel', 'text', 'optional'),
        ('subject', 'text', 'optional'),
        ('created_at', 'timestamp', 'required'),
        ('updated_at', 'timestamp', 'optional'),
        ('solved_at', 'timestamp', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{# One row per change of a ticket. event_type: solved, reopened, status (any other change of status) or other. #}
{% macro contract_ticket_event(source, relation, fields) %}
    {{ return(contract_select('ticket_event', [
        ('ticket_event_key', 'text', ['event_id']),
        ('ticket_key', 'text', ['ticket_id']),
        ('event_id', 'text', 'required'),
        ('ticket_id', 'text', 'required'),
        ('event_type', 'text', 'required'),
        ('occurred_at', 'timestamp', 'required'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{# One row per message in a ticket. author_role: customer or agent. #}
{% macro contract_message(source, relation, fields) %}
    {{ return(contract_select('message', [
        ('message_key', 'text', ['message_id']),
        ('ticket_key', 'text', ['ticket_id']),
        ('message_id', 'text', 'required'),
        ('ticket_id', 'text', 'required'),
        ('author_role', 'text', 'required'),
        ('is_public', 'boolean', 'required'),
        ('body', 'text', 'optional'),
        ('sent_at', 'timestamp', 'required'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}
