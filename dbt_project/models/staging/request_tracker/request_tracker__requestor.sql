{{ config(enabled=is_enabled('request_tracker'), materialized='view') }}

-- A ticket may have several requestors; the contract's ticket belongs to the first, but all of them are customers.
with requestors as (

    {{ json_rows(ref('stg_request_tracker__tickets'), ['record_id'], 'requestors', {
        'user_id': '$.id',
        'member_type': '$.type',
    }) }}

)

select distinct
    record_id as ticket_id,
    user_id
from requestors
where member_type = 'user'
