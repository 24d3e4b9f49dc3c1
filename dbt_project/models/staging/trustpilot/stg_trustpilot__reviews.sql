{{ config(**staging_config('trustpilot')) }}

with latest as (

    {{ latest_versions('trustpilot', 'reviews') }}

),

typed as (

    {{ typed_fields('latest', {
        'consumer_id': ['$.consumer.id', 'text'],
        'reference_id': ['$.referenceId', 'text'],
        'status': ['$.status', 'text'],
        'display_name': ['$.consumer.displayName', 'text'],
        'referral_email': ['$.referralEmail', 'text'],
        'country': ['$.consumer.displayLocation', 'text'],
        'language': ['$.language', 'text'],
        'title': ['$.title', 'text'],
        'body': ['$.text', 'text'],
        'stars': ['$.stars', 'integer'],
        'is_verified': ['$.isVerified', 'boolean'],
        'replied_at': ['$.companyReply.createdAt', 'timestamp'],
        'created_at': ['$.createdAt', 'timestamp'],
        'updated_at': ['$.updatedAt', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    consumer_id,
    reference_id,
    -- strings
    status,
    display_name,
    referral_email,
    country,
    language,
    title,
    body,
    -- numerics
    stars,
    rejected_casts_count,
    -- booleans
    is_verified,
    is_deleted,
    -- timestamps
    replied_at,
    created_at,
    updated_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
