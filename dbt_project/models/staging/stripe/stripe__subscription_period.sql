{{ config(enabled=is_enabled('stripe'), materialized='view') }}

with priced as (

    select
        record_id,
        customer_id,
        case when status = 'canceled' then 'cancelled' when status = 'unpaid' then 'past_due' else status end as status,
        plan,
        currency,
        unit_amount * quantity as amount,
        -- Months that one price covers; weeks and days are counted as parts of a month of 30 days.
        price_interval_count * case price_interval when 'year' then 12 when 'month' then 1 when 'week' then 7 / 30.0 else 1 / 30.0 end
            as months,
        coalesce(started_at, created_at) as started_at,
        period_start_at,
        period_end_at,
        cancelled_at,
        ended_at,
        load_id,
        is_deleted
    from {{ ref('stg_stripe__subscriptions') }}

)

{{ contract_subscription_period('stripe', 'priced', {
    'subscription_id': 'record_id',
    'ref_id': 'customer_id',
    'status': 'status',
    'plan': 'plan',
    'currency': 'lower(currency)',
    'monthly_amount_minor': 'round(amount / nullif(months, 0))',
    'started_at': 'started_at',
    'period_start_at': 'period_start_at',
    'period_end_at': 'period_end_at',
    'cancelled_at': 'cancelled_at',
    'ended_at': 'ended_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
