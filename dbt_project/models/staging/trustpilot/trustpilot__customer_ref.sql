{{ config(enabled=is_enabled('trustpilot'), materialized='view') }}

-- A review names its writer (the consumer), perhaps an e-mail, and perhaps the order it is about.
{{ contract_customer_ref('trustpilot', ref('stg_trustpilot__reviews'), {
    'ref_id': 'record_id',
    'ref_kind': "'record'",
    'own_account_id': 'consumer_id',
    'email': 'referral_email',
    'linked_transaction_id': 'reference_id',
    'full_name': 'display_name',
    'language': 'language',
    'observed_at': 'created_at',
    'load_id': 'load_id',
    'is_deleted': "(is_deleted or coalesce(status, 'active') <> 'active')",
}) }}
