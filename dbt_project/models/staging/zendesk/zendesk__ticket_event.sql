{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

with changes as (

    select
        child_id,
        ticket_id,
        case
            when event_type = 'Change' and status in ('solved', 'closed') and coalesce(previous_status, '') <> 'solved' then 'solved'
            when event_type = 'Change' and status in ('new', 'open', 'pending', 'hold') and previous_status = 'solved' then 'reopened'
            when event_type = 'Change' and status is not null then 'status'
            else 'other'
        end as event_type,
        occurred_at,
        load_id,
        is_deleted
    from {{ ref('zendesk__child_event') }}
    where event_type <> 'Comment'

)

{{ contract_ticket_event('zendesk', 'changes', {
    'event_id': 'child_id',
    'ticket_id': 'ticket_id',
    'event_type': 'event_type',
    'occurred_at': 'occurred_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
