with transactions as (

    select
        customer_key,
        {{ count_if("transaction_type = 'order' and status = 'paid'") }} as orders_count,
        sum(case when transaction_type = 'order' and status = 'paid' then amount_minor else 0 end) as gross_paid_minor,
        sum(case when transaction_type = 'refund' and status = 'paid' then amount_minor else 0 end) as refunded_minor,
        sum(case when transaction_type = 'order' and status = 'paid' then amount_eur else 0 end) as gross_paid_eur,
        sum(case when transaction_type = 'refund' and status = 'paid' then amount_eur else 0 end) as refunded_eur,
        {{ count_if("transaction_type = 'charge' and status = 'failed'") }} as failed_charges_count,
        max(case when transaction_type = 'order' and status = 'paid' then occurred_at end) as last_order_at
    from {{ ref('fct_transactions') }}
    where customer_key is not null
    group by customer_key

),

subscriptions as (

    select
        customer_key,
        count(*) as subscriptions_count,
        {{ count_if('is_active') }} as active_subscriptions,
        sum(case when is_active then monthly_amount_minor else 0 end) as mrr_minor,
        sum(case when is_active then monthly_amount_eur else 0 end) as mrr_eur,
        max(cancelled_at) as last_cancelled_at
    from {{ ref('fct_subscription_periods') }}
    where customer_key is not null
    group by customer_key

),

usage as (

    select
        customer_key,
        sum(events_count) as events_count,
        sum(sessions_count) as sessions,
        count(distinct used_on) as active_days,
        max(last_event_at) as last_event_at
    from {{ ref('fct_usage_days') }}
    group by customer_key

),

currencies as (

    select identities.customer_key, max(refs.currency) as currency
    from {{ ref('int_customer_refs') }} as refs
    inner join {{ ref('customer_identities') }} as identities on refs.ref_key = identities.ref_key
    where refs.currency is not null
    group by identities.customer_key

),

all_customers as (

    select customer_key from transactions
    union all
    select customer_key from subscriptions
    union all
    select customer_key from usage
    union all
    select customer_key from currencies

),

customers as (

    select distinct customer_key from all_customers

)

select
    customers.customer_key,
    currencies.currency,
    {{ as_type('coalesce(transactions.orders_count, 0)', 'integer') }} as orders_count,
    {{ as_type('coalesce(transactions.gross_paid_minor, 0)', 'integer') }} as gross_paid_minor,
    {{ as_type('coalesce(transactions.refunded_minor, 0)', 'integer') }} as refunded_minor,
    {{ as_type('coalesce(transactions.gross_paid_eur, 0)', 'money') }} as gross_paid_eur,
    {{ as_type('coalesce(transactions.refunded_eur, 0)', 'money') }} as refunded_eur,
    {{ as_type('coalesce(transactions.failed_charges_count, 0)', 'integer') }} as failed_charges_count,
    transactions.last_order_at,
    {{ as_type('coalesce(subscriptions.subscriptions_count, 0)', 'integer') }} as subscriptions_count,
    {{ as_type('coalesce(subscriptions.active_subscriptions, 0)', 'integer') }} as active_subscriptions,
    {{ as_type('coalesce(subscriptions.mrr_minor, 0)', 'integer') }} as mrr_minor,
    {{ as_type('coalesce(subscriptions.mrr_eur, 0)', 'money') }} as mrr_eur,
    subscriptions.last_cancelled_at,
    coalesce(subscriptions.subscriptions_count > 0 and subscriptions.active_subscriptions = 0, false) as is_churned,
    {{ as_type('coalesce(usage.events_count, 0)', 'integer') }} as events_count,
    {{ as_type('coalesce(usage.active_days, 0)', 'integer') }} as active_days,
    {{ as_type('coalesce(usage.sessions, 0)', 'integer') }} as sessions,
    usage.last_event_at
from customers
left join transactions on customers.customer_key = transactions.customer_key
left join subscriptions on customers.customer_key = subscriptions.customer_key
left join usage on customers.customer_key = usage.customer_key
left join currencies on customers.customer_key = currencies.customer_key
