{{ config(**staging_config('request_tracker')) }}

{% set unset = as_type("'1970-01-01 00:00:00'", 'timestamp') %}

with latest as (

    {{ latest_versions('request_tracker', 'tickets') }}

),

typed as (

    {{ typed_fields('latest', {
        'requestor_id': ['$.Requestor[0].id', 'text'],
        'requestor_type': ['$.Requestor[0].type', 'text'],
        'requestors': ['$.Requestor', 'text'],
        'status': ['$.Status', 'text'],
        'queue_name': ['$.Queue.Name', 'text'],
        'subject': ['$.Subject', 'text'],
        'priority_number': ['$.Priority', 'integer'],
        'created_at': ['$.Created', 'timestamp'],
        'updated_at': ['$.LastUpdated', 'timestamp'],
        'resolved_at': ['$.Resolved', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    -- A ticket may be a whole group's.
    case when requestor_type = 'user' then requestor_id end as requestor_id,
    -- strings
    status,
    queue_name,
    subject,
    requestors,
    -- numerics
    priority_number,
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    created_at,
    updated_at,
    -- RT writes the start of 1970 for a time that is not set.
    nullif(resolved_at, {{ unset }}) as resolved_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
