{{ config(enabled=is_enabled('typeform'), materialized='view') }}

with identified as (

    select
        record_id,
        user_id,
        customer_id,
        ticket_id,
        invoice_id,
        email,
        segment,
        plan,
        country,
        language,
        submitted_at,
        load_id,
        is_deleted
    from {{ ref('stg_typeform__responses') }}
    where coalesce(user_id, customer_id, email, ticket_id, invoice_id) is not null

)

{{ contract_customer_ref('typeform', 'identified', {
    'ref_id': 'record_id',
    'ref_kind': "'record'",
    'user_id': 'user_id',
    'email': 'email',
    'linked_account_id': 'customer_id',
    'linked_ticket_id': 'ticket_id',
    'linked_transaction_id': 'invoice_id',
    'segment': 'segment',
    'plan': 'plan',
    'country': 'country',
    'language': 'language',
    'observed_at': 'submitted_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
