{# What customers pay, event by event. States at a day (running subscriptions, retention) are in periods.sql. #}

{# Failed / all attempts to charge. #}
{% macro observe_failed_payment() %}
    {{ observation_select("'failed_payment'", ref('fct_transactions') ~ ' as charges', dict({
        'where': "charges.transaction_type = 'charge' and charges.status in ('paid', 'failed')",
        'respondent': 'coalesce(charges.customer_key, charges.transaction_key)',
        'observed_at': 'charges.occurred_at',
        'observed_on': 'charges.occurred_on',
        'positive': "charges.status = 'failed'",
        'record_key': 'charges.transaction_key',
    }, **customer_breakdowns('charges'))) }}
{% endmacro %}

{# Subscriptions by the day of their cancellation. #}
{% macro observe_subscription_cancelled() %}
    {{ observation_select("'subscription_cancelled'", ref('fct_subscription_periods') ~ ' as subscriptions', dict({
        'where': 'subscriptions.cancelled_at is not null',
        'respondent': 'coalesce(subscriptions.customer_key, subscriptions.subscription_key)',
        'observed_at': 'subscriptions.cancelled_at',
        'observed_on': reporting_date('subscriptions.cancelled_at'),
        'amount': '1',
        'record_key': 'subscriptions.subscription_key',
    }, **customer_breakdowns('subscriptions'))) }}
{% endmacro %}

{#
    Repeat purchase: buyers with an order on another day within 90 days of their first / buyers, by the day of the first. Several orders on
    one day are one purchase that was split; an order whose refunds reach its amount was none. Pending until the 90 days are over.
#}
{% macro observe_repeat_purchase() %}
    {% set buyers %}
        (
            select
                order_days.customer_key,
                min(order_days.ordered_at) as first_order_at,
                min(order_days.ordered_on) as first_ordered_on,
                {{ count_if('order_days.day_number > 1 and order_days.ordered_on <= ' ~ shifted_day('order_days.first_day', 90)) }} > 0 as is_repeated,
                max(order_days.segment) as segment,
                max(order_days.country) as country,
                max(order_days.language) as language,
                max(order_days.plan) as plan
            from (
                select
                    purchases.customer_key,
                    purchases.ordered_on,
                    purchases.ordered_at,
                    min(purchases.ordered_on) over (partition by purchases.customer_key) as first_day,
                    row_number() over (partition by purchases.customer_key order by purchases.ordered_on) as day_number,
                    first_value(purchases.segment) over (partition by purchases.customer_key order by purchases.ordered_on) as segment,
                    first_value(purchases.country) over (partition by purchases.customer_key order by purchases.ordered_on) as country,
                    first_value(purchases.language) over (partition by purchases.customer_key order by purchases.ordered_on) as language,
                    first_value(purchases.plan) over (partition by purchases.customer_key order by purchases.ordered_on) as plan
                from ({{ purchase_days() }}) as purchases
            ) as order_days
            group by order_days.customer_key
        ) as buyers cross join {{ as_of_relation() }}
    {% endset %}
    {{ observation_select("'repeat_purchase'", buyers, dict({
        'respondent': 'buyers.customer_key',
        'observed_at': 'buyers.first_order_at',
        'observed_on': 'buyers.first_ordered_on',
        'positive': 'buyers.is_repeated',
        'exclusion_reason': 'case when ' ~ shifted_day('buyers.first_ordered_on', 90) ~ " > as_of.as_of_on then 'pending' end",
        'record_key': 'buyers.customer_key',
    }, **customer_breakdowns('buyers'))) }}
{% endmacro %}

{# Carts without an order within 24 hours / carts; younger ones are pending. #}
{% macro observe_cart() %}
    {{ observation_select("'cart'", ref('fct_carts') ~ ' as carts cross join ' ~ as_of_relation(), {
        'respondent': 'coalesce(carts.customer_key, carts.cart_key)',
        'observed_at': 'carts.created_at',
        'observed_on': 'carts.created_on',
        'positive': 'carts.order_at is null',
        'exclusion_reason': 'case when ' ~ add_seconds('carts.created_at', 86400) ~ " > as_of.as_of_at then 'pending' end",
        'record_key': 'carts.cart_key',
    }) }}
{% endmacro %}
