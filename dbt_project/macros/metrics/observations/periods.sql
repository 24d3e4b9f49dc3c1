{#
    What is a state of a whole period and not a sum of events: who was active, retained or paying. Each macro gives rows that are counted
    already (count_period), by the customer's attributes at the end of the period, or now where it is still open.
#}

{# Sums of a relation with customer_key, the window's columns and given measures, by window and customer attributes. #}
{% macro count_period(observations, relation, respondents='count(*)', positive='0', negative='0', amount='0') %}
    select
        '{{ observations }}' as observations,
        counted.period_type,
        counted.period_start,
        counted.period_end,
        {% for column in customer_attributes() %}
        described.{{ column }},
        {% endfor %}
        {{ as_type('count(*)', 'integer') }} as n,
        {{ as_type(respondents, 'integer') }} as respondents_count,
        {{ as_type(positive, 'integer') }} as positive_count,
        {{ as_type(negative, 'integer') }} as negative_count,
        {{ as_type('sum(' ~ as_type(amount, 'number') ~ ')', 'number') }} as value_sum,
        {{ as_type('sum(' ~ as_type(amount, 'number') ~ ' * ' ~ as_type(amount, 'number') ~ ')', 'number') }} as value_sum_of_squares
    from {{ relation }}
    {{ customer_as_at('counted.customer_key', 'counted.stands_at') }}
    group by counted.period_type, counted.period_start, counted.period_end, described.{{ customer_attributes() | join(', described.') }}
{% endmacro %}

{# Windows of these types, with the instant at which customers are described. #}
{% macro period_windows(period_types, where='1 = 1') %}
    {% set relation %}
        (
            select
                period_type, period_start, period_end, starts_at, ends_at, as_of_at,
                case when ends_at < as_of_at then ends_at else as_of_at end as stands_at
            from {{ ref('int_metric_windows') }}
            where period_type in ('{{ period_types | join("', '") }}') and {{ where }}
        ) as windows
    {% endset %}
    {{ return(relation) }}
{% endmacro %}

{# Subscriptions running at the end of the period, at their present price (vendors give the current state): how many, and MRR in euro. #}
{% macro count_recurring() %}
    {{ _count_running('recurring', 'counted.monthly_amount_eur') }}
    union all
    {{ _count_running('subscription_running', '1') }}
{% endmacro %}

{% macro _count_running(observations, amount) %}
    {% set relation %}
        (
            select windows.*, spans.customer_key, spans.subscription_key, spans.monthly_amount_eur
            from {{ period_windows(['month', 'quarter']) }}
            inner join ({{ subscription_spans() }}) as spans
                on spans.started_at <= windows.stands_at and (spans.ended_at is null or spans.ended_at > windows.stands_at)
        ) as counted
    {% endset %}
    {{ count_period(observations, relation, respondents='count(distinct coalesce(counted.customer_key, counted.subscription_key))', amount=amount) }}
{% endmacro %}

{# Contact rate: tickets of the period / customers with a subscription in the period, those without a ticket too. #}
{% macro count_contact() %}
    {% set relation %}
        (
            select active.*, coalesce(tickets.tickets_count, 0) as tickets_count
            from (
                select distinct windows.period_type, windows.period_start, windows.period_end, windows.stands_at, spans.customer_key
                from {{ period_windows(['month', 'quarter']) }}
                inner join ({{ subscription_spans() }}) as spans
                    on spans.started_at < windows.ends_at and (spans.ended_at is null or spans.ended_at > windows.starts_at)
                where spans.customer_key is not null
            ) as active
            left join (
                {% for period in ['month', 'quarter'] %}
                select
                    '{{ period }}' as period_type,
                    {{ reporting_period_start('created_on', period) }} as period_start,
                    customer_key,
                    count(*) as tickets_count
                from {{ ref('fct_tickets') }}
                where customer_key is not null
                group by {{ reporting_period_start('created_on', period) }}, customer_key
                {{ 'union all' if not loop.last }}
                {% endfor %}
            ) as tickets
                on
                    active.customer_key = tickets.customer_key
                    and active.period_type = tickets.period_type
                    and active.period_start = tickets.period_start
        ) as counted
    {% endset %}
    {{ count_period('contact', relation, positive='sum(counted.tickets_count)') }}
{% endmacro %}

{# Retention and churn: of the customers active when a complete period begins, those still active, or no longer, when it ends. #}
{% macro count_retention() %}
    {{ _count_kept('retention', 1) }}
    union all
    {{ _count_kept('churn', 0) }}
{% endmacro %}

{% macro _count_kept(observations, is_kept) %}
    {% set relation %}
        (
            select
                windows.period_type, windows.period_start, windows.period_end, windows.starts_at as stands_at, spans.customer_key,
                max(case when spans.started_at <= windows.ends_at and (spans.ended_at is null or spans.ended_at > windows.ends_at) then 1 else 0 end) as is_kept
            from {{ period_windows(['month', 'quarter'], 'is_complete') }}
            inner join {{ ref('int_activity_spans') }} as spans
                on spans.started_at <= windows.ends_at and (spans.ended_at is null or spans.ended_at > windows.starts_at)
            group by windows.period_type, windows.period_start, windows.period_end, windows.starts_at, spans.customer_key
            having max(case when spans.started_at <= windows.starts_at then 1 else 0 end) = 1
        ) as counted
    {% endset %}
    {{ count_period(
        observations, relation,
        positive=count_if('counted.is_kept = ' ~ is_kept), negative=count_if('counted.is_kept <> ' ~ is_kept),
    ) }}
{% endmacro %}

{# Days with use, and sessions, per customer with any use in the period. #}
{% macro count_usage() %}
    {{ _count_used('active_days', 'count(distinct days.used_on)') }}
    union all
    {{ _count_used('sessions', 'sum(days.sessions_count)') }}
{% endmacro %}

{% macro _count_used(observations, measure) %}
    {% set relation %}
        (
            select
                windows.period_type, windows.period_start, windows.period_end, windows.stands_at, days.customer_key,
                {{ measure }} as amount
            from {{ period_windows(['week', 'month', 'quarter']) }}
            inner join {{ ref('fct_usage_days') }} as days on days.used_on between windows.period_start and windows.period_end
            group by windows.period_type, windows.period_start, windows.period_end, windows.stands_at, days.customer_key
        ) as counted
    {% endset %}
    {{ count_period(observations, relation, amount='counted.amount') }}
{% endmacro %}

{# The health scores of customers with a subscription, at the end of each month; who has no score (coverage) does not count. #}
{% macro count_health() %}
    {% set relation %}
        (
            select windows.*, health.customer_key, health.score
            from {{ period_windows(['month']) }}
            inner join {{ ref('customer_health_months') }} as health on windows.period_start = health.month_start
            where health.score is not null and health.is_subscribed
        ) as counted
    {% endset %}
    {{ count_period('health', relation, amount='counted.score') }}
{% endmacro %}
