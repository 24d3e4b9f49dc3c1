{% set direct_counts = ['responses_count', 'answers_count', 'nps_count', 'csat_count', 'csat_sum', 'csat_satisfied_count', 'ces_count', 'ces_sum', 'zendesk_ratings_good', 'zendesk_ratings_bad', 'tickets_count', 'tickets_open_count', 'tickets_reopened_count'] %}
{% set indirect_counts = ['reviews_count', 'reviews_stars_sum', 'reviews_positive_count', 'reviews_negative_count'] %}
{% set deferred_counts = ['orders_count', 'gross_paid_minor', 'refunded_minor', 'gross_paid_eur', 'refunded_eur', 'failed_charges_count', 'subscriptions_count', 'active_subscriptions', 'mrr_minor', 'mrr_eur', 'events_count', 'active_days', 'sessions'] %}

with customers as (

    select customer_key, segment, plan, country, language
    from {{ ref('dim_customers') }}
    where is_current

)

select
    customers.customer_key,
    customers.segment,
    customers.plan,
    customers.country,
    customers.language,
    -- direct
    {% for column in direct_counts %}coalesce(direct.{{ column }}, 0) as {{ column }},
    {% endfor %}
    direct.nps_latest_score,
    direct.nps_latest_category,
    direct.nps_latest_at,
    direct.last_answer_at,
    direct.last_ticket_at,
    -- indirect
    {% for column in indirect_counts %}coalesce(indirect.{{ column }}, 0) as {{ column }},
    {% endfor %}
    indirect.last_review_at,
    -- deferred
    deferred.currency,
    {% for column in deferred_counts %}coalesce(deferred.{{ column }}, 0) as {{ column }},
    {% endfor %}
    coalesce(deferred.is_churned, false) as is_churned,
    deferred.last_order_at,
    deferred.last_cancelled_at,
    deferred.last_event_at
from customers
left join {{ ref('customer_direct_feedback') }} as direct on customers.customer_key = direct.customer_key
left join {{ ref('customer_indirect_feedback') }} as indirect on customers.customer_key = indirect.customer_key
left join {{ ref('customer_deferred_feedback') }} as deferred on customers.customer_key = deferred.customer_key
