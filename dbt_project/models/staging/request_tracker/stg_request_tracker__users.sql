{{ config(**staging_config('request_tracker')) }}

with latest as (

    {{ latest_versions('request_tracker', 'users') }}

),

typed as (

    {{ typed_fields('latest', {
        'login_name': ['$.Name', 'text'],
        'email': ['$.EmailAddress', 'text'],
        'mobile_phone': ['$.MobilePhone', 'text'],
        'work_phone': ['$.WorkPhone', 'text'],
        'home_phone': ['$.HomePhone', 'text'],
        'full_name': ['$.RealName', 'text'],
        'country': ['$.Country', 'text'],
        'language': ['$.Lang', 'text'],
        'created_at': ['$.Created', 'timestamp'],
        'updated_at': ['$.LastUpdated', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    -- strings (RT writes an empty text for what is not known)
    login_name,
    nullif(email, '') as email,
    coalesce(nullif(mobile_phone, ''), nullif(work_phone, ''), nullif(home_phone, '')) as phone,
    nullif(full_name, '') as full_name,
    nullif(country, '') as country,
    nullif(language, '') as language,
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
