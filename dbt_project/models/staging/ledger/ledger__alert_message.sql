{{ config(enabled=is_enabled('ledger'), materialized='view') }}

{% set messages %}
    (
        select messages.*, attempts.first_attempt_at
        from {{ ref('stg_ledger__outbox') }} as messages
        left join (
            select message_id, min(started_at) as first_attempt_at
            from {{ ref('stg_ledger__delivery_attempts') }}
            where not is_deleted
            group by message_id
        ) as attempts on messages.record_id = attempts.message_id
    ) as messages
{% endset %}
{{ contract_alert_message('ledger', messages, {
    'message_id': 'record_id',
    'event_id': 'event_id',
    'thread': 'thread',
    'kind': 'kind',
    'channel': 'channel',
    'channel_kind': 'channel_kind',
    'status': 'status',
    'last_error': 'last_error',
    'enqueued_at': 'enqueued_at',
    'not_before': 'not_before',
    'sent_at': 'sent_at',
    'attempts_count': 'attempts',
    'first_attempt_at': 'first_attempt_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
