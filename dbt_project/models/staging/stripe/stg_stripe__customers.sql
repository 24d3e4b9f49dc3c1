{{ config(**staging_config('stripe')) }}

with latest as (

    {{ latest_versions('stripe', 'customers') }}

),

typed as (

    {{ typed_fields('latest', {
        'user_id': ['$.metadata.user_id', 'text'],
        'email': ['$.email', 'text'],
        'phone': ['$.phone', 'text'],
        'full_name': ['$.name', 'text'],
        'segment': ['$.metadata.segment', 'text'],
        'plan': ['$.metadata.plan', 'text'],
        'country': ['$.address.country', 'text'],
        'currency': ['$.currency', 'text'],
        'language': ['$.preferred_locales[0]', 'text'],
        'created_at': ['$.created', 'epoch'],
    }) }}

)

select
    -- ids
    record_id,
    user_id,
    -- strings
    email,
    phone,
    full_name,
    segment,
    plan,
    country,
    language,
    currency,
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
