with valid_answers as (

    select
        customer_key,
        response_key,
        metric,
        score,
        category,
        submitted_at,
        row_number() over (partition by customer_key, metric order by submitted_at desc, answer_key desc) as newest_rank
    from {{ ref('fct_answers') }}
    where exclusion_reason is null and customer_key is not null

),

-- Help-desk ratings are good or bad; they are counted apart and never pooled with answers on a scale.
answers as (

    select
        customer_key,
        count(distinct case when metric <> 'support_rating' then response_key end) as responses_count,
        {{ count_if("metric <> 'support_rating'") }} as answers_count,
        {{ count_if("metric = 'nps'") }} as nps_count,
        {{ as_type("max(case when metric = 'nps' and newest_rank = 1 then score end)", 'integer') }} as nps_latest_score,
        max(case when metric = 'nps' and newest_rank = 1 then category end) as nps_latest_category,
        max(case when metric = 'nps' then submitted_at end) as nps_latest_at,
        {{ count_if("metric = 'csat'") }} as csat_count,
        {{ as_type("sum(case when metric = 'csat' then score else 0 end)", 'integer') }} as csat_sum,
        {{ count_if("metric = 'csat' and category = 'positive'") }} as csat_satisfied_count,
        {{ count_if("metric = 'ces'") }} as ces_count,
        {{ as_type("sum(case when metric = 'ces' then score else 0 end)", 'integer') }} as ces_sum,
        {{ count_if("metric = 'support_rating' and category = 'positive'") }} as zendesk_ratings_good,
        {{ count_if("metric = 'support_rating' and category = 'negative'") }} as zendesk_ratings_bad,
        max(case when metric <> 'support_rating' then submitted_at end) as last_answer_at
    from valid_answers
    group by customer_key

),

tickets as (

    select
        customer_key,
        count(*) as tickets_count,
        {{ count_if('is_open') }} as tickets_open_count,
        {{ count_if('reopens_count > 0') }} as tickets_reopened_count,
        {{ count_if('first_reply_seconds is not null') }} as tickets_replied_count,
        coalesce(sum(first_reply_seconds), 0) as first_reply_seconds_sum,
        max(created_at) as last_ticket_at
    from {{ ref('fct_tickets') }}
    where customer_key is not null
    group by customer_key

),

customers as (

    select customer_key from answers
    union all
    select customer_key from tickets

),

distinct_customers as (

    select distinct customer_key from customers

)

select
    customers.customer_key,
    coalesce(answers.responses_count, 0) as responses_count,
    {{ as_type('coalesce(answers.answers_count, 0)', 'integer') }} as answers_count,
    {{ as_type('coalesce(answers.nps_count, 0)', 'integer') }} as nps_count,
    answers.nps_latest_score,
    answers.nps_latest_category,
    answers.nps_latest_at,
    {{ as_type('coalesce(answers.csat_count, 0)', 'integer') }} as csat_count,
    coalesce(answers.csat_sum, 0) as csat_sum,
    {{ as_type('coalesce(answers.csat_satisfied_count, 0)', 'integer') }} as csat_satisfied_count,
    {{ as_type('coalesce(answers.ces_count, 0)', 'integer') }} as ces_count,
    coalesce(answers.ces_sum, 0) as ces_sum,
    {{ as_type('coalesce(answers.zendesk_ratings_good, 0)', 'integer') }} as zendesk_ratings_good,
    {{ as_type('coalesce(answers.zendesk_ratings_bad, 0)', 'integer') }} as zendesk_ratings_bad,
    answers.last_answer_at,
    coalesce(tickets.tickets_count, 0) as tickets_count,
    {{ as_type('coalesce(tickets.tickets_open_count, 0)', 'integer') }} as tickets_open_count,
    {{ as_type('coalesce(tickets.tickets_reopened_count, 0)', 'integer') }} as tickets_reopened_count,
    {{ as_type('coalesce(tickets.tickets_replied_count, 0)', 'integer') }} as tickets_replied_count,
    {{ as_type('coalesce(tickets.first_reply_seconds_sum, 0)', 'integer') }} as first_reply_seconds_sum,
    tickets.last_ticket_at
from distinct_customers as customers
left join answers on customers.customer_key = answers.customer_key
left join tickets on customers.customer_key = tickets.customer_key
