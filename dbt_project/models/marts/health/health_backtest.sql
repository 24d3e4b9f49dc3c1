{% set horizon_days = 90 %}

-- Whoever had a running subscription at a month's end, with the score of that day and whether one runs after the horizon. Only months
-- whose horizon all tools have been read past.
with months as (

    select month_start, {{ add_seconds('until_at', horizon_days * 86400) }} as outcome_at
    from {{ ref('int_health_months') }}
    where is_complete and {{ add_seconds('until_at', horizon_days * 86400) }} <= complete_until_at

),

outcomes as (

    select months.month_start, events.customer_key, sum(case events.event when 'started' then 1 else -1 end) as running_count
    from months
    inner join {{ ref('int_health_events') }} as events
        on events.input = 'commercial' and events.event in ('started', 'ended') and events.occurred_at < months.outcome_at
    group by months.month_start, events.customer_key

),

observed as (

    select
        scores.month_start,
        scores.customer_key,
        scores.score,
        coalesce(scores.band, 'unknown') as band,
        case when outcomes.running_count > 0 then 0 else 1 end as churned
    from {{ ref('customer_health_months') }} as scores
    inner join outcomes on scores.month_start = outcomes.month_start and scores.customer_key = outcomes.customer_key
    where scores.is_subscribed

),

-- Each month, and all months together.
periods as (

    select {{ as_type('month_start', 'text') }} as period, month_start, customer_key, score, band, churned
    from observed
    union all
    select 'all' as period, {{ as_type('null', 'date') }} as month_start, customer_key, score, band, churned
    from observed

),

rankings as (

    select
        period,
        auc,
        {{ ranking_bound('auc', 'auc_variance', 'low') }} as auc_low,
        {{ ranking_bound('auc', 'auc_variance', 'high') }} as auc_high
    from (
        select period, auc, {{ ranking_variance('auc') }} as auc_variance
        from (select sums.*, {{ ranking_auc() }} as auc from ({{ ranking_sums('periods') }}) as sums) as measured
    ) as varied

),

bands as (

    select period, month_start, customer_key, band, churned from periods
    union all
    select period, month_start, customer_key, 'all' as band, churned from periods where score is not null

),

customers as (

    select period, month_start, band, customer_key, count(*) as n, sum(churned) as churned
    from bands
    group by period, month_start, band, customer_key

),

counted as (

    select
        period,
        month_start,
        band,
        {{ as_type('sum(n)', 'integer') }} as n,
        {{ as_type('count(*)', 'integer') }} as customers_count,
        {{ as_type('sum(churned)', 'integer') }} as churned_count,
        {{ real('sum(n * n)') }} as n_n,
        {{ real('sum(n * churned)') }} as n_churned,
        {{ real('sum(churned * churned)') }} as churned_churned
    from customers
    group by period, month_start, band

),

shared as (

    select *, {{ real('churned_count') }} / n as share
    from counted

),

-- Who stands in several months says less than several customers: the interval is that of so many independent ones.
effective as (

    select
        *,
        case
            when customers_count = n then {{ real('n') }}
            when churned_count = 0 or churned_count = n then {{ real('customers_count') }}
            else n / greatest(1.0, (churned_churned - 2 * share * n_churned + share * share * n_n) * customers_count / nullif(customers_count - 1, 0) / (n * share * (1 - share)))
        end as effective_n
    from shared

)

select
    {{ surrogate_key(['effective.period', 'effective.band']) }} as health_backtest_key,
    effective.period,
    effective.month_start,
    effective.band,
    effective.n,
    effective.customers_count,
    effective.churned_count,
    100 * effective.share as churn_share,
    {{ wilson_bound('effective.share * effective.effective_n', 'effective.effective_n', 'low') }} as churn_share_low,
    {{ wilson_bound('effective.share * effective.effective_n', 'effective.effective_n', 'high') }} as churn_share_high,
    rankings.auc,
    rankings.auc_low,
    rankings.auc_high,
    {{ as_type(horizon_days, 'integer') }} as horizon_days
from effective
left join rankings on effective.period = rankings.period and effective.band = 'all'
