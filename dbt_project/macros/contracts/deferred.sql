{# What customers do: buy, subscribe, leave carts, use the product. Money in minor units of its currency. #}

{# One row per order, charge or refund. transaction_type: order, charge or refund; status: paid, failed, open or void. #}
{% macro contract_transaction(source, relation, fields) %}
    {{ return(contract_select('transaction', [
        ('transaction_key', 'text', ['transaction_type', 'transaction_id']),
        ('ref_key', 'text', ['ref_id']),
        ('transaction_type', 'text', 'required'),
        ('transaction_id', 'text', 'required'),
        ('ref_id', 'text', 'required'),
        ('order_id', 'text', 'optional'),
        ('status', 'text', 'required'),
        ('currency', 'text', 'required'),
        ('amount_minor', 'integer', 'required'),
        ('occurred_at', 'timestamp', 'required'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{# One row per subscription in its current state. status: active, trialing, past_due, paused, incomplete or cancelled. #}
{% macro contract_subscription_period(source, relation, fields) %}
    {{ return(contract_select('subscription_period', [
        ('subscription_key', 'text', ['subscription_id']),
        ('ref_key', 'text', ['ref_id']),
        ('subscription_id', 'text', 'required'),
        ('ref_id', 'text', 'required'),
        ('status', 'text', 'required'),
        ('plan', 'text', 'optional'),
        ('currency', 'text', 'required'),
        ('monthly_amount_minor', 'integer', 'required'),
        ('started_at', 'timestamp', 'required'),
        ('period_start_at', 'timestamp', 'optional'),
        ('period_end_at', 'timestamp', 'optional'),
        ('cancelled_at', 'timestamp', 'optional'),
        ('ended_at', 'timestamp', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{# One row per shopping cart. #}
{% macro contract_cart(source, relation, fields) %}
    {{ return(contract_select('cart', [
        ('cart_key', 'text', ['cart_id']),
        ('ref_key', 'text', ['ref_id']),
        ('cart_id', 'text', 'required'),
        ('ref_id', 'text', 'required'),
        ('order_id', 'text', 'optional'),
        ('currency', 'text', 'optional'),
        ('amount_minor', 'integer', 'optional'),
        ('created_at', 'timestamp', 'required'),
        ('updated_at', 'timestamp', 'optional'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}

{# One row per account and reporting day with at least one event of a person (no bots). A session belongs to the day it began. #}
{% macro contract_usage_day(source, relation, fields) %}
    {{ return(contract_select('usage_day', [
        ('usage_day_key', 'text', ['used_on', 'ref_id']),
        ('ref_key', 'text', ['ref_id']),
        ('ref_id', 'text', 'required'),
        ('used_on', 'date', 'required'),
        ('events_count', 'integer', 'required'),
        ('sessions_count', 'integer', 'required'),
        ('first_event_at', 'timestamp', 'required'),
        ('last_event_at', 'timestamp', 'required'),
    ] + contract_lineage(), source, relation, fields)) }}
{% endmacro %}
