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

),

-- Solving fulfils the customer's waiting time; a further instance of it begins when the ticket is opened again. Pauses begin it again too.
waiting_again as (

    select
        'waiting:' || ticket_id || ':' || {{ as_type('instance_id', 'text') }} as child_id,
        ticket_id,
        'reopened' as event_type,
        min(occurred_at) as occurred_at,
        max(load_id) as load_id,
        false as is_deleted
    from {{ ref('stg_zendesk__ticket_metric_events') }}
    where metric = 'requester_wait_time' and event_type = 'activate' and instance_id > 1 and not is_deleted
    group by ticket_id, instance_id

),

-- Where the audits tell of reopening themselves, they are believed alone: nothing is counted twice.
events as (

    select child_id, ticket_id, event_type, occurred_at, load_id, is_deleted
    from changes

    union all

    select waiting_again.child_id, waiting_again.ticket_id, waiting_again.event_type, waiting_again.occurred_at, waiting_again.load_id, waiting_again.is_deleted
    from waiting_again
    left join (select distinct ticket_id from changes where event_type = 'reopened') as told on waiting_again.ticket_id = told.ticket_id
    where told.ticket_id is null

)

{{ contract_ticket_event('zendesk', 'events', {
    'event_id': 'child_id',
    'ticket_id': 'ticket_id',
    'event_type': 'event_type',
    'occurred_at': 'occurred_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
