select
    alert_message_key,
    message_id,
    event_id,
    thread,
    kind,
    channel,
    channel_kind,
    status,
    kind not in ('digest', 'delayed', 'response', 'test') as is_alert,
    attempts_count,
    last_error,
    enqueued_at,
    not_before,
    first_attempt_at,
    sent_at,
    {{ seconds_between('enqueued_at', 'sent_at') }} as delivery_seconds
from {{ ref('int_alert_messages') }}
where not is_deleted
