{{ config(enabled=is_enabled('request_tracker'), materialized='view') }}

-- RT shows the history of a merged ticket as part of the ticket that it was merged into, and adds its requestors there.
-- The log names the target of each merge; tickets merged into one that was itself merged later are followed two steps on.
with unions as (

    select
        ticket_id,
        {{ regex_replace('new_value', '^.*/ticket/', '') }} as target_id,
        max(load_id) as load_id
    from {{ ref('stg_request_tracker__transactions') }}
    where transaction_type = 'AddLink' and field_name = 'MergedInto' and not is_deleted
    group by ticket_id, new_value

),

-- The surviving ticket notes the merge as well, naming itself.
steps as (

    select
        ticket_id,
        target_id,
        load_id
    from unions
    where ticket_id <> target_id

)

select
    first_step.ticket_id,
    coalesce(third_step.target_id, second_step.target_id, first_step.target_id) as survivor_id,
    greatest(first_step.load_id, coalesce(second_step.load_id, ''), coalesce(third_step.load_id, '')) as load_id
from steps as first_step
left join steps as second_step on first_step.target_id = second_step.ticket_id
left join steps as third_step on second_step.target_id = third_step.ticket_id
