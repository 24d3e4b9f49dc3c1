{#
    What might go with being a promoter: how each candidate of nps_key_drivers is measured, in the days before the answer. What is said or
    done after it, or in the same response, is no candidate. How groups are compared is in associations.sql.
#}

{# Customers' newest valid NPS answers of so many days; what went on in so many days before each. #}
{% macro key_driver_days() %}{{ return({'answers': 365, 'before': 90}) }}{% endmacro %}

{# Fewer promoters or detractors are not compared. #}
{% macro key_driver_minimum() %}{{ return(30) }}{% endmacro %}

{#
    customer_key, driver, touchpoint ('all' for behaviour), value; no row where it is not known. No tickets is 0 tickets; but without any
    sign of the customer in billing or usage nothing is known of payments or use.
    respondents: customer_key, answered_at, answered_on, since_at, since_on.
#}
{% macro key_driver_values(respondents) %}
    select
        respondents.customer_key,
        answers.metric as driver,
        coalesce(answers.touchpoint, 'unknown') as touchpoint,
        {{ as_type(real('sum(answers.score)') ~ ' / count(*)', 'number') }} as value
    from {{ respondents }} as respondents
    inner join {{ ref('fct_answers') }} as answers on {{ _in_window('answers', 'submitted_at') }}
    where answers.metric in ('csat', 'ces') and answers.is_headline and answers.exclusion_reason is null
    group by respondents.customer_key, answers.metric, coalesce(answers.touchpoint, 'unknown')
    {% for relation, drivers in _behaviours().items() %}
    {% for driver, expression in drivers.items() %}
    union all
    select behaviour.customer_key, '{{ driver }}' as driver, 'all' as touchpoint, {{ as_type(expression, 'number') }} as value
    from {{ relation }} as behaviour
    where {{ expression }} is not null
    {% endfor %}
    {% endfor %}
{% endmacro %}

{% macro _behaviours() %}
    {{ return({
        'support': {'tickets': 'tickets', 'reopened_tickets': 'reopened_tickets', 'first_reply_hours': 'first_reply_hours'},
        'billing': {'failed_payments': 'failed_payments', 'orders': 'orders', 'tenure_days': 'tenure_days'},
        'use_of_product': {'active_days': 'active_days', 'sessions': 'sessions'},
        'reviewing': {'review_rating': 'review_rating'},
    }) }}
{% endmacro %}

{% macro _in_window(alias, instant) %}
    {{ return('respondents.customer_key = ' ~ alias ~ '.customer_key and ' ~ alias ~ '.' ~ instant ~ ' >= respondents.since_at and '
        ~ alias ~ '.' ~ instant ~ ' < respondents.answered_at') }}
{% endmacro %}
