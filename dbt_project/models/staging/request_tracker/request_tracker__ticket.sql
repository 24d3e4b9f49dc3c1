{{ config(enabled=is_enabled('request_tracker'), materialized='view') }}

-- RT's default lifecycle. A status of another lifecycle counts as closed when RT has given the ticket a time of resolution.
with tickets as (

    select
        record_id,
        requestor_id,
        case
            when status in ('new', 'open') then status
            when status = 'stalled' then 'pending'
            when status = 'resolved' then 'solved'
            when status = 'rejected' or resolved_at is not null then 'closed'
            when status is not null then 'open'
        end as status,
        -- RT's own names for its numbers (PriorityAsString): Low from 0, Medium from 50, High from 100.
        case
            when priority_number >= 100 then 'high'
            when priority_number >= 50 then 'normal'
            when priority_number >= 0 then 'low'
        end as priority,
        subject,
        created_at,
        updated_at,
        -- RT keeps the time of resolution when a ticket is opened again.
        case when status not in ('new', 'open', 'stalled') then resolved_at end as solved_at,
        load_id,
        is_deleted
    from {{ ref('stg_request_tracker__tickets') }}

)

{{ contract_ticket('request_tracker', 'tickets', {
    'ticket_id': 'record_id',
    'ref_id': 'requestor_id',
    'status': 'status',
    'priority': 'priority',
    'subject': 'subject',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
    'solved_at': 'solved_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
