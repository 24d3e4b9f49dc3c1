{{ config(enabled=is_enabled('stripe'), materialized='view') }}

-- Orders are invoices; a charge is one attempt to take an invoice's money; a refund belongs to its charge's customer.
with movements as (

    select
        'order' as transaction_type,
        record_id,
        customer_id,
        record_id as order_id,
        case
            when status = 'paid' then 'paid'
            when status = 'uncollectible' then 'failed'
            when status = 'void' then 'void'
            else 'open'
        end as status,
        currency,
        case when status = 'paid' then amount_paid else amount_due end as amount_minor,
        created_at as occurred_at,
        load_id,
        is_deleted
    from {{ ref('stg_stripe__invoices') }}

    union all

    select
        'charge' as transaction_type,
        record_id,
        customer_id,
        invoice_id as order_id,
        case when status = 'succeeded' then 'paid' when status = 'failed' then 'failed' else 'open' end as status,
        currency,
        amount as amount_minor,
        created_at as occurred_at,
        load_id,
        is_deleted
    from {{ ref('stg_stripe__charges') }}

    union all

    select
        'refund' as transaction_type,
        refunds.record_id,
        charges.customer_id,
        charges.invoice_id as order_id,
        case
            when refunds.status = 'succeeded' then 'paid' when refunds.status in ('failed', 'canceled') then 'failed' else 'open'
        end as status,
        refunds.currency,
        refunds.amount as amount_minor,
        refunds.created_at as occurred_at,
        case when charges.load_id > refunds.load_id then charges.load_id else refunds.load_id end as load_id,
        refunds.is_deleted
    from {{ ref('stg_stripe__refunds') }} as refunds
    left join {{ ref('stg_stripe__charges') }} as charges on refunds.charge_id = charges.record_id

)

{{ contract_transaction('stripe', 'movements', {
    'transaction_type': 'transaction_type',
    'transaction_id': 'record_id',
    'ref_id': 'customer_id',
    'order_id': 'order_id',
    'status': 'status',
    'currency': 'lower(currency)',
    'amount_minor': 'amount_minor',
    'occurred_at': 'occurred_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
