{#
    Behaviour of the respondents before their answers, for key_driver_values: one CTE per kind of fact. Support is known of everybody;
    billing and use of the product only of customers that were seen there, reviews of those who wrote one.
#}
{% macro key_driver_behaviours(respondents) %}
    support as (

        select
            respondents.customer_key,
            count(tickets.ticket_key) as tickets,
            {{ count_if('tickets.first_reopened_at < respondents.answered_at') }} as reopened_tickets,
            {{ real('sum(case when tickets.first_reply_at < respondents.answered_at then tickets.first_reply_seconds end)') }}
            / nullif({{ count_if('tickets.first_reply_at < respondents.answered_at') }}, 0) / 3600 as first_reply_hours
        from {{ respondents }} as respondents
        left join {{ ref('fct_tickets') }} as tickets on {{ _in_window('tickets', 'created_at') }}
        group by respondents.customer_key

    ),

    billing as (

        select
            respondents.customer_key,
            {{ count_if("dealings.kind = 'failed_charge' and dealings.occurred_at >= respondents.since_at") }} as failed_payments,
            {{ count_if("dealings.kind = 'paid_order' and dealings.occurred_at >= respondents.since_at") }} as orders,
            {{ seconds_between('min(dealings.occurred_at)', 'max(respondents.answered_at)') }} / 86400.0 as tenure_days
        from {{ respondents }} as respondents
        inner join (
            select customer_key, occurred_at, case when status in ('failed', 'paid') then status || '_' || transaction_type end as kind
            from {{ ref('fct_transactions') }}
            union all
            select customer_key, started_at as occurred_at, 'subscription' as kind from {{ ref('fct_subscription_periods') }}
        ) as dealings
            on respondents.customer_key = dealings.customer_key and dealings.occurred_at < respondents.answered_at
        group by respondents.customer_key

    ),

    use_of_product as (

        select
            respondents.customer_key,
            count(distinct case when days.used_on >= respondents.since_on then days.used_on end) as active_days,
            sum(case when days.used_on >= respondents.since_on then days.sessions_count else 0 end) as sessions
        from {{ respondents }} as respondents
        inner join {{ ref('fct_usage_days') }} as days
            on
                respondents.customer_key = days.customer_key
                and days.used_on < respondents.answered_on
                and days.used_on >= {{ add_to_date('respondents.answered_on', -365, 'day') }}
        group by respondents.customer_key

    ),

    reviewing as (

        select respondents.customer_key, {{ real('sum(' ~ as_type('mentions.normalised_rating', 'number') ~ ')') }} / count(*) as review_rating
        from {{ respondents }} as respondents
        inner join ({{ _own_mentions() }}) as mentions on {{ _in_window('mentions', 'mentioned_at') }}
        group by respondents.customer_key

    ),
{% endmacro %}

{% macro _own_mentions() %}
    select mentions.customer_key, mentions.mentioned_at, mentions.normalised_rating
    from {{ _branded_mentions() }}
    where coalesce(brands.is_own, mentions.brand is null)
{% endmacro %}
