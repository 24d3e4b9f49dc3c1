{# What was done about what customers said, as the ledger tells: cases followed up, warnings and their messages. #}

{#
    One row per thing that somebody, or a rule, did about a case. kind: acknowledged, assigned, contacted, resolved, reopened, dismissed,
    escalated (level 1 backup, 2 manager) or note. came_by: command, link, file or rule.
#}
{% macro contract_case_event(source, relation, fields) %}
    {{ return(contract_select('case_event', [
        ('case_event_key', 'text', ['event_id']),
        ('event_id', 'text', 'required'),
        ('case_key', 'text', 'required'),
        ('kind', 'text', 'required'),
        ('assignee', 'text', 'optional'),
        ('level', 'integer', 'optional'),
        ('came_by', 'text', 'optional'),
        ('happened_at', 'timestamp', 'required'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{# One row per episode of an alert rule: from the first crossing to its end. status, tier: see marts.alert_episodes. #}
{% macro contract_alert_episode(source, relation, fields) %}
    {{ return(contract_select('alert_episode', [
        ('alert_episode_key', 'text', ['episode_id']),
        ('episode_id', 'text', 'required'),
        ('rule', 'text', 'required'),
        ('family', 'text', 'required'),
        ('metric', 'text', 'optional'),
        ('period_type', 'text', 'optional'),
        ('dimension', 'text', 'optional'),
        ('dimension_value', 'text', 'optional'),
        ('status', 'text', 'required'),
        ('tier', 'text', 'required'),
        ('severity', 'text', 'required'),
        ('owner', 'text', 'optional'),
        ('opened_on', 'date', 'required'),
        ('confirmed_on', 'date', 'optional'),
        ('resolved_on', 'date', 'optional'),
        ('limit_value', 'number', 'optional'),
        ('opened_value', 'number', 'optional'),
        ('last_value', 'number', 'optional'),
        ('worst_value', 'number', 'optional'),
        ('last_n', 'integer', 'optional'),
        ('level', 'integer', 'optional'),
        ('is_backfilled', 'boolean', 'optional'),
        ('inhibited_by', 'text', 'optional'),
        ('acknowledged_at', 'timestamp', 'optional'),
        ('snoozed_until', 'timestamp', 'optional'),
        ('notified_at', 'timestamp', 'optional'),
        ('updated_at', 'timestamp', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{# One row per message, channel and recipient; who the recipient is, and what it says, stays with the sender. #}
{% macro contract_alert_message(source, relation, fields) %}
    {{ return(contract_select('alert_message', [
        ('alert_message_key', 'text', ['message_id']),
        ('message_id', 'text', 'required'),
        ('event_id', 'text', 'required'),
        ('thread', 'text', 'required'),
        ('kind', 'text', 'required'),
        ('channel', 'text', 'required'),
        ('channel_kind', 'text', 'required'),
        ('status', 'text', 'required'),
        ('attempts_count', 'integer', 'required'),
        ('last_error', 'text', 'optional'),
        ('enqueued_at', 'timestamp', 'required'),
        ('not_before', 'timestamp', 'optional'),
        ('first_attempt_at', 'timestamp', 'optional'),
        ('sent_at', 'timestamp', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}
