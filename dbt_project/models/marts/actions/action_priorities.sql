-- Where to act first: how unhappy x how many x how much revenue, each a share from 0 to 1 over the last 91 days.
with answers as (

    select
        answers.touchpoint,
        answers.category,
        coalesce(answers.customer_key, answers.response_key) as respondent,
        answers.customer_key
    from {{ ref('fct_answers') }} as answers
    cross join {{ as_of_relation() }}
    where
        answers.exclusion_reason is null
        and answers.touchpoint is not null
        and answers.submitted_at >= {{ add_seconds('as_of.as_of_at', -91 * 86400) }}

),

-- Who is unhappy anywhere.
unhappy as (

    select distinct touchpoint, respondent, customer_key
    from answers
    where category = 'negative'

),

revenue as (

    select
        unhappy.touchpoint,
        sum(voice.mrr_eur) as unhappy_mrr_eur
    from unhappy
    inner join {{ ref('customer_voice') }} as voice on unhappy.customer_key = voice.customer_key
    group by unhappy.touchpoint

),

totals as (

    select
        count(distinct answers.respondent) as respondents_count,
        (
            select sum(voice.mrr_eur)
            from (select distinct customer_key from unhappy) as customers
            inner join {{ ref('customer_voice') }} as voice on customers.customer_key = voice.customer_key
        ) as unhappy_mrr_eur
    from answers

),

counted as (

    select
        answers.touchpoint,
        count(*) as answers_count,
        {{ count_if("answers.category = 'negative'") }} as negative_count,
        count(distinct answers.respondent) as respondents_count,
        count(distinct case when answers.category = 'negative' then answers.respondent end) as unhappy_count
    from answers
    group by answers.touchpoint

),

weighed as (

    select
        counted.*,
        revenue.unhappy_mrr_eur,
        {{ real('counted.negative_count') }} / counted.answers_count as unhappiness,
        {{ real('counted.respondents_count') }} / totals.respondents_count as reach,
        coalesce({{ real('revenue.unhappy_mrr_eur') }} / nullif(totals.unhappy_mrr_eur, 0), 0) as revenue_at_stake,
        {{ small_or_companion('1', 'counted.respondents_count', 'counted.touchpoint') }} as is_suppressed
    from counted
    left join revenue on counted.touchpoint = revenue.touchpoint
    cross join totals

),

running as (

    select touchpoint, count(*) as open_actions_count
    from {{ ref('actions') }}
    where status in ('planned', 'running')
    group by touchpoint

)

{% set shown = ['unhappiness', 'reach', 'revenue_at_stake'] %}
select
    weighed.touchpoint,
    {{ as_type('null', 'text') }} as theme,
    {{ as_type('case when not weighed.is_suppressed then row_number() over (order by case when weighed.is_suppressed then 1 else 0 end, weighed.unhappiness * weighed.reach * weighed.revenue_at_stake desc, weighed.touchpoint) end', 'integer') }} as priority_rank,
    case when not weighed.is_suppressed then 100 * weighed.unhappiness * weighed.reach * weighed.revenue_at_stake end as priority,
    {% for part in shown %}
    case when not weighed.is_suppressed then weighed.{{ part }} end as {{ part }},
    {% endfor %}
    {% for count in ['answers_count', 'negative_count', 'respondents_count'] %}
    case when not weighed.is_suppressed then {{ as_type('weighed.' ~ count, 'integer') }} end as {{ count }},
    {% endfor %}
    {% set is_told = 'not weighed.is_suppressed and weighed.unhappy_count >= ' ~ var('suppress_below') %}
    case when {{ is_told }} then {{ as_type('weighed.unhappy_count', 'integer') }} end as unhappy_customers_count,
    case when {{ is_told }} then {{ as_type('coalesce(weighed.unhappy_mrr_eur, 0)', 'money') }} end as unhappy_mrr_eur,
    {{ as_type('coalesce(running.open_actions_count, 0)', 'integer') }} as open_actions_count,
    weighed.is_suppressed,
    as_of.as_of_at
from weighed
left join running on weighed.touchpoint = running.touchpoint
cross join {{ as_of_relation() }}
