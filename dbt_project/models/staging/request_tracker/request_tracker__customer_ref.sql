{{ config(enabled=is_enabled('request_tracker'), materialized='view') }}

-- RT does not tell in a list who is an agent: a customer is who has asked for something.
with customers as (

    select
        record_id,
        email,
        phone,
        full_name,
        country,
        language,
        updated_at,
        load_id,
        is_deleted
    from {{ ref('stg_request_tracker__users') }}
    where record_id in (select user_id from {{ ref('request_tracker__requestor') }})

)

{{ contract_customer_ref('request_tracker', 'customers', {
    'ref_id': 'record_id',
    'ref_kind': "'account'",
    'email': 'email',
    'phone': 'phone',
    'full_name': 'full_name',
    'country': 'country',
    'language': 'language',
    'observed_at': 'updated_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
