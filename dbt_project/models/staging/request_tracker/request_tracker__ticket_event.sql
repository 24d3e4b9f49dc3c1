{{ config(enabled=is_enabled('request_tracker'), materialized='view') }}

with events as (

    select
        changes.record_id,
        coalesce(merged.survivor_id, changes.ticket_id) as ticket_id,
        case
            when changes.transaction_type <> 'Status' then 'other'
            when changes.new_value in ('resolved', 'rejected') and changes.old_value not in ('resolved', 'rejected') then 'solved'
            when changes.old_value in ('resolved', 'rejected') and changes.new_value in ('new', 'open', 'stalled') then 'reopened'
            else 'status'
        end as event_type,
        changes.created_at,
        -- A merge gives old changes another ticket, so they count as new again.
        greatest(changes.load_id, coalesce(merged.load_id, '')) as load_id,
        changes.is_deleted
    from {{ ref('stg_request_tracker__transactions') }} as changes
    left join {{ ref('request_tracker__merged_ticket') }} as merged on changes.ticket_id = merged.ticket_id
    where changes.transaction_type not in ('Correspond', 'Comment')

)

{{ contract_ticket_event('request_tracker', 'events', {
    'event_id': 'record_id',
    'ticket_id': 'ticket_id',
    'event_type': 'event_type',
    'occurred_at': 'created_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
