{{ config(materialized='view') }}

-- What a 1-to-1 warning shows of the customer, and whom to call.
with customers as (

    select distinct signals.customer_key
    from {{ ref('personal_signals') }} as signals
    cross join {{ as_of_relation() }}
    where signals.customer_key is not null and signals.happened_at >= {{ add_seconds('as_of.as_of_at', -60 * 86400) }}

),

accounts as (

    select customer_key, min(tool || ':' || ref_id) as account
    from {{ ref('customer_identities') }}
    where ref_kind = 'account'
    group by customer_key

),

-- The newest valid score of each metric.
scores as (

    select
        customer_key,
        {% for metric in ['nps', 'csat', 'ces', 'support_rating'] %}
        max(case when metric = '{{ metric }}' then score end) as {{ metric }}_latest_score,
        max(case when metric = '{{ metric }}' then submitted_at end) as {{ metric }}_latest_at{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            customer_key,
            metric,
            score,
            submitted_at,
            row_number() over (partition by customer_key, metric order by submitted_at desc, answer_key desc) as newest_rank
        from {{ ref('fct_answers') }}
        where exclusion_reason is null and customer_key is not null
    ) as answers
    where newest_rank = 1
    group by customer_key

)

select
    customers.customer_key,
    contacts.full_name as name,
    contacts.email,
    contacts.phone,
    accounts.account,
    voice.plan,
    voice.segment,
    voice.country,
    voice.language,
    voice.mrr_eur,
    voice.active_subscriptions,
    voice.is_churned,
    voice.orders_count,
    voice.gross_paid_eur,
    voice.last_order_at,
    voice.failed_charges_count,
    voice.tickets_count,
    voice.tickets_open_count,
    voice.last_ticket_at,
    voice.reviews_count,
    voice.last_review_at,
    voice.last_event_at,
    health.score as health_score,
    health.band as health_band,
    health.score_change as health_change,
    health.drag_input as health_drag_input,
    {% for metric in ['nps', 'csat', 'ces', 'support_rating'] %}
    scores.{{ metric }}_latest_score,
    scores.{{ metric }}_latest_at{{ ',' if not loop.last }}
    {% endfor %}
from customers
left join {{ ref('customer_contacts') }} as contacts on customers.customer_key = contacts.customer_key
left join accounts on customers.customer_key = accounts.customer_key
left join {{ ref('customer_voice') }} as voice on customers.customer_key = voice.customer_key
left join {{ ref('customer_health') }} as health on customers.customer_key = health.customer_key
left join scores on customers.customer_key = scores.customer_key
