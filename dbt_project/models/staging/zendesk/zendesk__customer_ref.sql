{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

with end_users as (

    select
        record_id,
        external_id,
        email,
        phone,
        full_name,
        language,
        created_at,
        load_id,
        is_deleted
    from {{ ref('stg_zendesk__users') }}
    where coalesce(role, 'end-user') = 'end-user'

)

{{ contract_customer_ref('zendesk', 'end_users', {
    'ref_id': 'record_id',
    'ref_kind': "'account'",
    'user_id': 'external_id',
    'email': 'email',
    'phone': 'phone',
    'full_name': 'full_name',
    'language': 'language',
    'observed_at': 'created_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
