{{ config(enabled=is_enabled('stripe'), materialized='view') }}

{{ contract_customer_ref('stripe', ref('stg_stripe__customers'), {
    'ref_id': 'record_id',
    'ref_kind': "'account'",
    'user_id': 'user_id',
    'email': 'email',
    'phone': 'phone',
    'full_name': 'full_name',
    'segment': 'segment',
    'plan': 'plan',
    'country': 'country',
    'language': 'language',
    'currency': 'lower(currency)',
    'observed_at': 'created_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
