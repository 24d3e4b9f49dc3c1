{{ config(**staging_config('typeform')) }}

with latest as (

    {{ latest_versions('typeform', 'forms') }}

),

typed as (

    {{ typed_fields('latest', {
        'title': ['$.title', 'text'],
        'fields': ['$.fields', 'text'],
        'created_at': ['$.created_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    -- strings
    title,
    fields,
    -- numerics
    rejected_casts_count,
    -- booleans
    is_deleted,
    -- timestamps
    created_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
