{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

with comments as (

    select
        events.child_id,
        events.ticket_id,
        -- Agents are users too, but an end user is always among the exported users.
        case when users.role = 'end-user' or events.author_id = tickets.requester_id then 'customer' else 'agent' end as author_role,
        events.is_public,
        events.body,
        events.occurred_at,
        events.load_id,
        events.is_deleted
    from {{ ref('zendesk__child_event') }} as events
    left join {{ ref('stg_zendesk__users') }} as users on events.author_id = users.record_id
    left join {{ ref('stg_zendesk__tickets') }} as tickets on events.ticket_id = tickets.record_id
    where events.event_type = 'Comment'

)

{{ contract_message('zendesk', 'comments', {
    'message_id': 'child_id',
    'ticket_id': 'ticket_id',
    'author_role': 'author_role',
    'is_public': 'is_public',
    'body': 'body',
    'sent_at': 'occurred_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
