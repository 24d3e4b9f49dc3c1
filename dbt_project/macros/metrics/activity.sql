{# When a customer is one: spans of subscriptions, and days of purchases. #}

{# Paid-for subscriptions from start to end; trials, pauses and those that never began are not running. #}
{% macro subscription_spans() %}
    select
        subscription_key,
        customer_key,
        monthly_amount_eur,
        started_at,
        coalesce(ended_at, case when status = 'cancelled' then cancelled_at end) as ended_at
    from {{ ref('fct_subscription_periods') }}
    where status in ('active', 'past_due', 'cancelled')
{% endmacro %}

{# One row per customer and day with a purchase: several orders on one day are one, and an order that was refunded whole is none. #}
{% macro purchase_days() %}
    select
        orders.customer_key,
        orders.occurred_on as ordered_on,
        min(orders.occurred_at) as ordered_at,
        max(orders.segment) as segment,
        max(orders.country) as country,
        max(orders.language) as language,
        max(orders.plan) as plan
    from {{ ref('fct_transactions') }} as orders
    left join (
        select order_key, sum(amount_minor) as refunded_minor
        from {{ ref('fct_transactions') }}
        where transaction_type = 'refund' and status = 'paid'
        group by order_key
    ) as refunds on orders.order_key = refunds.order_key
    where
        orders.transaction_type = 'order'
        and orders.status = 'paid'
        and orders.customer_key is not null
        and coalesce(refunds.refunded_minor, 0) < orders.amount_minor
    group by orders.customer_key, orders.occurred_on
{% endmacro %}
