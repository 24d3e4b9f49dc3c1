{#
    Records that may call for somebody to talk to a customer, in one shape: answers, reviews, repeat contacts, falls of the health score.
    score is the record's own (a rating, days since the ticket before, a health score), earlier the health score before. is_negative is what
    the record's scale says of it. Does not belong here: which of them make a case (int_case_signals) or a message (the alert rules).
#}
{% macro signal_records() %}
    {{ _answer_signals() }}
    union all
    {{ _review_signals() }}
    union all
    {{ _repeat_contact_signals() }}
    union all
    {{ _health_signals() }}
{% endmacro %}

{% macro signal_columns() %}
    {{ return({
        'trigger': 'text', 'record_key': 'text', 'response_key': 'text', 'customer_key': 'text', 'metric': 'text', 'survey_id': 'text',
        'question_ref': 'text', 'score': 'number', 'normalised_score': 'number', 'earlier': 'number', 'is_negative': 'boolean', 'touchpoint': 'text', 'segment': 'text',
        'country': 'text', 'language': 'text', 'plan': 'text', 'product': 'text', 'happened_at': 'timestamp',
    }) }}
{% endmacro %}

{% macro signal_select(trigger, relation, fields) %}
    select
        '{{ trigger }}' as trigger,
        {% for column, type in signal_columns().items() if column != 'trigger' %}
        {{ as_type(fields.get(column, 'null'), type) }} as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}
{% endmacro %}

{# Only answers that count: a test, a replaced or an impossible answer is nobody's word. #}
{% macro _answer_signals() %}
    {% set same = {} %}
    {% for column in ['response_key', 'customer_key', 'metric', 'survey_id', 'question_ref', 'score', 'normalised_score', 'touchpoint', 'segment', 'country', 'language', 'plan', 'product'] %}
    {% do same.update({column: column}) %}
    {% endfor %}
    {% set relation %}
        (select * from {{ ref('fct_answers') }} where exclusion_reason is null) as answers
    {% endset %}
    {{ signal_select('answer', relation, dict(same, record_key='answer_key', is_negative="category = 'negative'", happened_at='submitted_at')) }}
{% endmacro %}

{# Of ourselves, and rated. A quarter from the lower end is negative, as in net_sentiment. #}
{% macro _review_signals() %}
    {% set relation %}
        (
            select mentions.*
            from {{ ref('fct_mentions') }} as mentions
            left join {{ ref('brands') }} as brands on mentions.brand = brands.brand
            where coalesce(brands.is_own, mentions.brand is null) and mentions.rating is not null
        ) as mentions
    {% endset %}
    {{ signal_select('review', relation, {
        'record_key': 'mention_key', 'customer_key': 'customer_key', 'score': 'rating', 'normalised_score': 'normalised_rating',
        'is_negative': 'normalised_rating <= 25', 'segment': 'segment', 'country': 'country', 'language': 'language', 'plan': 'plan',
        'happened_at': 'mentioned_at',
    }) }}
{% endmacro %}

{# A ticket of a customer who had written before: how many days before says the score. #}
{% macro _repeat_contact_signals() %}
    {% set relation %}
        (
            select
                tickets.*,
                lag(tickets.created_at) over (partition by tickets.customer_key order by tickets.created_at, tickets.ticket_key) as previous_at
            from {{ ref('fct_tickets') }} as tickets
            where tickets.customer_key is not null
        ) as tickets
        where previous_at is not null
    {% endset %}
    {{ signal_select('repeat_contact', relation, {
        'record_key': 'ticket_key', 'customer_key': 'customer_key', 'score': real(seconds_between('previous_at', 'created_at')) ~ ' / 86400',
        'is_negative': 'true', 'segment': 'segment', 'country': 'country', 'language': 'language', 'plan': 'plan', 'happened_at': 'created_at',
    }) }}
{% endmacro %}

{# Months that are over: the present month's score is another one every day. #}
{% macro _health_signals() %}
    {% set relation %}
        (
            select health.*, described.segment, described.country, described.language, described.plan
            from {{ ref('customer_health_months') }} as health
            {{ customer_as_at('health.customer_key', 'health.scored_at') }}
            where health.is_complete and health.is_subscribed and health.score is not null
        ) as health
    {% endset %}
    {{ signal_select('health', relation, {
        'record_key': 'customer_health_month_key', 'customer_key': 'customer_key', 'score': 'score', 'normalised_score': 'score', 'earlier': 'previous_score',
        'is_negative': "band = 'at_risk' and coalesce(previous_band, 'none') <> 'at_risk'", 'segment': 'segment', 'country': 'country', 'language': 'language',
        'plan': 'plan', 'happened_at': 'scored_at',
    }) }}
{% endmacro %}

{# Whether a record meets a rule of the registry case_rules; a health score does in the month in which it falls, not while it stays low. #}
{% macro meets_case_rule(records, rules) %}
    (
        {{ rules }}.trigger = {{ records }}.trigger
        and ({{ rules }}.metric is null or {{ rules }}.metric = {{ records }}.metric)
        and ({{ rules }}.touchpoint is null or {{ rules }}.touchpoint = {{ records }}.touchpoint)
        and case when {{ rules }}.at_most is null then {{ records }}.is_negative else {{ records }}.score <= {{ rules }}.at_most end
        and ({{ rules }}.at_most is null or {{ records }}.earlier is null or {{ records }}.earlier > {{ rules }}.at_most)
    )
{% endmacro %}
