{#
    What is a state of a whole period and not a sum of events: who was active, retained or paying. Each macro gives rows that are counted
    already (count_period), by the customer's attributes at the end of the period, or now where it is still open.
#}

{#
    Sums of a relation with customer_key and the window's columns, by window and customer attributes. bases: {observations: {positive, negative,
    amount: SQL expressions, 0 when left out}}; all of them are read off the same rows, which are found once.
#}
{% macro count_period(relation, bases, respondents='count(*)') %}
    {% set counts = {} %}
    {% for fields in bases.values() %}
        {% set amount = as_type(fields.get('amount', '0'), 'number') %}
        {% do counts.update({loop.index: {
            'positive_count': as_type(fields.get('positive', '0'), 'integer'),
            'negative_count': as_type(fields.get('negative', '0'), 'integer'),
            'value_sum': as_type('sum(' ~ amount ~ ')', 'number'),
            'value_sum_of_squares': as_type('sum(' ~ amount ~ ' * ' ~ amount ~ ')', 'number'),
        }}) %}
    {% endfor %}
    {% set of_customers = customer_attributes() + ['n', 'respondents_count'] %}
    select
        bases.observations,
        sums.period_type,
        sums.period_start,
        sums.period_end,
        sums.{{ of_customers | join(', sums.') }},
        {% for count in ['positive_count', 'negative_count', 'value_sum', 'value_sum_of_squares'] %}
        case bases.base_no{% for base_no in counts %} when {{ base_no }} then sums.{{ count }}_{{ base_no }}{% endfor %} end as {{ count }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            counted.period_type,
            counted.period_start,
            counted.period_end,
            {% for column in customer_attributes() %}
            described.{{ column }},
            {% endfor %}
            {% for base_no, expressions in counts.items() %}
            {% for count, expression in expressions.items() %}
            {{ expression }} as {{ count }}_{{ base_no }},
            {% endfor %}
            {% endfor %}
            {{ as_type('count(*)', 'integer') }} as n,
            {{ as_type(respondents, 'integer') }} as respondents_count
        from {{ relation }}
        {{ customer_as_at('counted.customer_key', 'counted.stands_at') }}
        group by counted.period_type, counted.period_start, counted.period_end, described.{{ customer_attributes() | join(', described.') }}
    ) as sums
    cross join (
        {% for observations in bases %}
        select '{{ observations }}' as observations, {{ loop.index }} as base_no{{ ' union all' if not loop.last }}
        {% endfor %}
    ) as bases
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
    {% set relation %}
        (
            select windows.*, spans.customer_key, spans.subscription_key, spans.monthly_amount_eur
            from {{ period_windows(['month', 'quarter']) }}
            inner join ({{ subscription_spans() }}) as spans
                on spans.started_at <= windows.stands_at and (spans.ended_at is null or spans.ended_at > windows.stands_at)
        ) as counted
    {% endset %}
    {{ count_period(
        relation,
        {'recurring': {'amount': 'counted.monthly_amount_eur'}, 'subscription_running': {'amount': '1'}},
        respondents='count(distinct coalesce(counted.customer_key, counted.subscription_key))',
    ) }}
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
    {{ count_period(relation, {'contact': {'positive': 'sum(counted.tickets_count)'}}) }}
{% endmacro %}

{# Retention and churn: of the customers active when a complete period begins, those still active, or no longer, when it ends. #}
{% macro count_retention() %}
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
    {% set kept, lost = count_if('counted.is_kept = 1'), count_if('counted.is_kept = 0') %}
    {{ count_period(relation, {'retention': {'positive': kept, 'negative': lost}, 'churn': {'positive': lost, 'negative': kept}}) }}
{% endmacro %}

{# Days with use, and sessions, per customer with any use in the period. #}
{% macro count_usage() %}
    {% set relation %}
        (
            select
                windows.period_type, windows.period_start, windows.period_end, windows.stands_at, days.customer_key,
                count(distinct days.used_on) as days_count,
                sum(days.sessions_count) as sessions_count
            from {{ period_windows(['week', 'month', 'quarter']) }}
            inner join {{ ref('fct_usage_days') }} as days on days.used_on between windows.period_start and windows.period_end
            group by windows.period_type, windows.period_start, windows.period_end, windows.stands_at, days.customer_key
        ) as counted
    {% endset %}
    {{ count_period(relation, {'active_days': {'amount': 'counted.days_count'}, 'sessions': {'amount': 'counted.sessions_count'}}) }}
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
    {{ count_period(relation, {'health': {'amount': 'counted.score'}}) }}
{% endmacro %}
