{{ config(**staging_config('zendesk')) }}

with latest as (

    {{ latest_versions('zendesk', 'users') }}

),

typed as (

    {{ typed_fields('latest', {
        'external_id': ['$.external_id', 'text'],
        'email': ['$.email', 'text'],
        'phone': ['$.phone', 'text'],
        'full_name': ['$.name', 'text'],
        'role': ['$.role', 'text'],
        'language': ['$.locale', 'text'],
        'created_at': ['$.created_at', 'timestamp'],
        'updated_at': ['$.updated_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    external_id,
    -- strings
    email,
    phone,
    full_name,
    role,
    language,
    -- numerics
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    created_at,
    updated_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
