{{ config(**staging_config('zendesk', parents='stg_zendesk__ticket_events', parent_column='record_id')) }}

-- What happened inside each audit, one row per child event: the array is unpacked once, when its load arrives.
with audits as (

    select
        record_id,
        ticket_id,
        child_events,
        occurred_at,
        load_id,
        is_deleted
    from {{ ref('stg_zendesk__ticket_events') }}
    where not is_deleted
    {% if is_incremental() %}
        and load_id > (select coalesce(max(load_id), '') from {{ this }})
    {% endif %}

),

children as (

    {{ json_rows('audits', ['record_id', 'ticket_id', 'occurred_at', 'load_id', 'is_deleted'], 'child_events', {
        'child_id': '$.id',
        'event_type': '$.event_type',
        'status': '$.status',
        'previous_status': '$.previous_value',
        'body': '$.body',
        'public_flag': '$.public',
        'author_id': '$.author_id',
    }) }}

)

select
    -- ids
    record_id,
    child_id,
    ticket_id,
    author_id,
    -- strings
    event_type,
    status,
    previous_status,
    body,
    -- booleans
    is_deleted,
    coalesce(public_flag, 'false') = 'true' as is_public,
    -- timestamps
    occurred_at,
    -- lineage
    load_id
from children
