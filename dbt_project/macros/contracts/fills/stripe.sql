{% macro stripe__fills() %}
    {{ return({
        'contracts': ['transaction', 'subscription_period', 'customer_ref'],
        'records': ['customers', 'subscriptions', 'invoices', 'charges', 'refunds'],
    }) }}
{% endmacro %}
