{{ config(**staging_config('typeform')) }}

with latest as (

    {{ latest_versions('typeform', 'responses') }}

),

typed as (

    {{ typed_fields('latest', {
        'form_id': ['$._form_id', 'text'],
        'user_id': ['$.hidden.user_id', 'text'],
        'customer_id': ['$.hidden.customer_id', 'text'],
        'ticket_id': ['$.hidden.ticket_id', 'text'],
        'invoice_id': ['$.hidden.invoice_id', 'text'],
        'invitation_id': ['$.hidden.invitation_id', 'text'],
        'email': ['$.hidden.email', 'text'],
        'touchpoint': ['$.hidden.touchpoint', 'text'],
        'segment': ['$.hidden.segment', 'text'],
        'country': ['$.hidden.country', 'text'],
        'plan': ['$.hidden.plan', 'text'],
        'language': ['$.hidden.language', 'text'],
        'product': ['$.hidden.product', 'text'],
        'response_type': ['$.response_type', 'text'],
        'test_flag': ['$.hidden.test', 'text'],
        'answers': ['$.answers', 'text'],
        'landed_at': ['$.landed_at', 'timestamp'],
        'submitted_at': ['$.submitted_at', 'timestamp'],
    }) }}

)

select
    -- ids
    record_id,
    form_id,
    user_id,
    customer_id,
    ticket_id,
    invoice_id,
    invitation_id,
    -- strings
    email,
    touchpoint,
    segment,
    country,
    plan,
    language,
    product,
    response_type,
    answers,
    -- numerics
    rejected_casts_count,
    -- booleans
    is_deleted,
    coalesce(test_flag, '0') = '1' as is_test,
    -- timestamps
    landed_at,
    submitted_at,
    vendor_updated_at,
    extracted_at,
    -- lineage
    load_id
from typed
