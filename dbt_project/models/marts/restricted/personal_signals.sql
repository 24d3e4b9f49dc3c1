{{ config(materialized='view') }}

-- What 1-to-1 rules may look at. A comment belongs to the case that an answer of the same response has.
with records as (

    {{ signal_records() }}

),

accounts as (

    select customer_key, min(tool || ':' || ref_id) as account
    from {{ ref('customer_identities') }}
    where ref_kind = 'account'
    group by customer_key

),

cases as (

    select record_key, min(case_key) as case_key
    from {{ ref('int_case_signals') }}
    group by record_key

),

response_cases as (

    select response_key, min(case_key) as case_key
    from {{ ref('int_case_signals') }}
    where response_key is not null
    group by response_key

),

responses as (

    select
        response_key,
        max(touchpoint) as touchpoint,
        max(segment) as segment,
        max(country) as country,
        max(plan) as plan,
        max(product) as product
    from {{ ref('fct_answers') }}
    group by response_key

)

select
    {{ surrogate_key(['records.trigger', 'records.record_key']) }} as signal_key,
    records.trigger,
    records.record_key,
    records.response_key,
    records.customer_key,
    accounts.account,
    cases.case_key,
    records.metric,
    records.survey_id,
    records.question_ref,
    records.score,
    records.earlier as earlier_score,
    records.is_negative,
    mentions.body as text,
    records.language,
    records.touchpoint,
    records.segment,
    records.country,
    records.plan,
    records.product,
    records.happened_at
from records
left join cases on records.record_key = cases.record_key and records.customer_key is not null
left join accounts on records.customer_key = accounts.customer_key
left join (
    select mention_key, coalesce(title || ': ', '') || body as body from {{ ref('int_mentions') }}
) as mentions on records.trigger = 'review' and records.record_key = mentions.mention_key
union all
select
    {{ surrogate_key(["'comment'", 'texts.answer_key']) }} as signal_key,
    'comment' as trigger,
    texts.answer_key as record_key,
    texts.response_key,
    texts.customer_key,
    accounts.account,
    response_cases.case_key,
    {{ as_type('null', 'text') }} as metric,
    texts.survey_id,
    texts.question_ref,
    {{ as_type('null', 'number') }} as score,
    {{ as_type('null', 'number') }} as earlier_score,
    {{ as_type('null', 'boolean') }} as is_negative,
    texts.answer_text as text,
    texts.language,
    responses.touchpoint,
    responses.segment,
    responses.country,
    responses.plan,
    responses.product,
    texts.submitted_at as happened_at
from {{ ref('answer_texts') }} as texts
left join response_cases on texts.response_key = response_cases.response_key and texts.customer_key is not null
left join responses on texts.response_key = responses.response_key
left join accounts on texts.customer_key = accounts.customer_key
