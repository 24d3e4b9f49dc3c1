{{ config(**staging_config('ledger')) }}

with latest as (

    {{ latest_versions('ledger', 'escalations') }}

),

typed as (

    {{ typed_fields('latest', {
        'case_key': ['$.case_key', 'text'],
        'kind': ['$.kind', 'text'],
        'assignee': ['$.assignee', 'text'],
        'came_by': ['$.came_by', 'text'],
        'level': ['$.level', 'integer'],
        'happened_at': ['$.happened_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    case_key,
    -- strings
    kind,
    assignee,
    came_by,
    -- numerics
    level,
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    happened_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
