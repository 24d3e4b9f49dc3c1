with buyers as (

    select
        customer_key,
        {{ count_if("transaction_type = 'order'") }} as orders_count,
        count(distinct case when transaction_type = 'order' then occurred_on end) as order_days_count,
        min(case when transaction_type = 'order' then occurred_at end) as first_order_at,
        max(case when transaction_type = 'order' then occurred_at end) as last_order_at,
        max(case when transaction_type = 'order' then occurred_on end) as last_order_on,
        sum(case when transaction_type = 'order' then amount_eur else 0 end) as gross_paid_eur,
        sum(case when transaction_type = 'refund' then amount_eur else 0 end) as refunded_eur
    from {{ ref('fct_transactions') }}
    where customer_key is not null and status = 'paid' and transaction_type in ('order', 'refund')
    group by customer_key

),

freshness as (

    select max(data_through_at) as as_of_at from {{ ref('source_freshness') }}

),

ranked as (

    select
        buyers.*,
        coalesce(buyers.gross_paid_eur, 0) - coalesce(buyers.refunded_eur, 0) as monetary_eur,
        freshness.as_of_at,
        rank() over (order by buyers.last_order_on) as recency_rank,
        rank() over (order by buyers.orders_count) as frequency_rank,
        rank() over (order by coalesce(buyers.gross_paid_eur, 0) - coalesce(buyers.refunded_eur, 0)) as monetary_rank,
        count(*) over () as buyers_count
    from buyers
    cross join freshness
    where buyers.orders_count > 0

)

select
    ranked.customer_key,
    ranked.first_order_at,
    ranked.last_order_at,
    {{ as_type('ranked.order_days_count', 'integer') }} as order_days_count,
    {{ as_type(real(seconds_between(as_type('ranked.last_order_on', 'timestamp'), as_type(reporting_date('ranked.as_of_at'), 'timestamp'))) ~ ' / 86400', 'integer') }} as recency_days,
    {{ as_type('ranked.orders_count', 'integer') }} as frequency,
    {{ as_type('ranked.monetary_eur', 'money') }} as monetary_eur,
    {{ rank_score('ranked.recency_rank', 'ranked.buyers_count') }} as recency_score,
    {{ rank_score('ranked.frequency_rank', 'ranked.buyers_count') }} as frequency_score,
    {{ rank_score('ranked.monetary_rank', 'ranked.buyers_count') }} as monetary_score,
    ranked.as_of_at
from ranked
