-- Customers with a subscription are active while one runs. Of the others those with three purchase days or more show a rhythm: after
-- each purchase they are active for as long as four of five of their own gaps last. Who bought once or twice has no rhythm yet.
with subscriptions as (

    select customer_key, started_at, ended_at
    from ({{ subscription_spans() }}) as spans
    where customer_key is not null

),

subscribers as (

    select distinct customer_key from subscriptions

),

purchases as (

    select
        days.customer_key,
        days.ordered_on,
        lag(days.ordered_on) over (partition by days.customer_key order by days.ordered_on) as previous_on
    from ({{ purchase_days() }}) as days
    left join subscribers on days.customer_key = subscribers.customer_key
    where subscribers.customer_key is null

),

gaps as (

    select
        customer_key,
        ordered_on,
        previous_on,
        {{ days_between('previous_on', 'ordered_on') }} as gap_days,
        row_number() over (partition by customer_key order by {{ days_between('previous_on', 'ordered_on') }}) as gap_rank,
        count(*) over (partition by customer_key) as gaps_count
    from purchases
    where previous_on is not null

),

rhythms as (

    select customer_key, {{ quantile_from_ranks('gap_days', 'gap_rank', 'gaps_count', 0.8) }} as usual_gap_days
    from gaps
    where gaps_count >= 2
    group by customer_key

),

purchase_spans as (

    select
        purchases.customer_key,
        {{ reporting_day_start(add_to_date('purchases.ordered_on', 1, 'day')) }} as started_at,
        {{ reporting_day_start(shifted_day('purchases.ordered_on', as_type('floor(rhythms.usual_gap_days)', 'integer') ~ ' + 1')) }} as ended_at
    from purchases
    inner join rhythms on purchases.customer_key = rhythms.customer_key

)

select customer_key, started_at, ended_at from subscriptions
union all
select customer_key, started_at, ended_at from purchase_spans
