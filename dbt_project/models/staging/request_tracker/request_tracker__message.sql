{{ config(enabled=is_enabled('request_tracker'), materialized='view') }}

with letters as (

    select
        record_id,
        ticket_id,
        creator_id,
        transaction_type,
        created_at,
        load_id,
        is_deleted
    from {{ ref('stg_request_tracker__transactions') }}
    where transaction_type in ('Create', 'Correspond', 'Comment')

),

-- Plain text without a file's name is the letter itself; of several parts the first.
parts as (

    select
        transaction_id,
        content,
        row_number() over (partition by transaction_id order by {{ try_type('record_id', 'integer') }}) as part_number
    from {{ ref('stg_request_tracker__attachments') }}
    where file_name is null and not is_deleted

),

written as (

    select
        letters.record_id,
        coalesce(merged.survivor_id, letters.ticket_id) as ticket_id,
        -- What opens a ticket is the customer's word, also where an agent or a form wrote it down.
        case when letters.transaction_type = 'Create' or requestors.user_id is not null then 'customer' else 'agent' end as author_role,
        letters.transaction_type <> 'Comment' as is_public,
        parts.content,
        letters.created_at,
        -- A merge gives old letters another ticket, so they count as new again.
        greatest(letters.load_id, coalesce(merged.load_id, '')) as load_id,
        letters.is_deleted
    from letters
    left join parts on letters.record_id = parts.transaction_id and parts.part_number = 1
    left join {{ ref('request_tracker__merged_ticket') }} as merged on letters.ticket_id = merged.ticket_id
    left join {{ ref('request_tracker__requestor') }} as requestors
        on coalesce(merged.survivor_id, letters.ticket_id) = requestors.ticket_id and letters.creator_id = requestors.user_id

)

{{ contract_message('request_tracker', 'written', {
    'message_id': 'record_id',
    'ticket_id': 'ticket_id',
    'author_role': 'author_role',
    'is_public': 'is_public',
    'body': 'content',
    'sent_at': 'created_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
