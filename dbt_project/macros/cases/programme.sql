{#
    What the programme as a whole achieves, one macro per measure, in one shape: month_start, dimension, dimension_value, numerator,
    denominator, customers_count (whom hiding protects; NULL where nobody is told apart). Values and intervals are programme_measures'.
#}

{# How the value of each is made: share, rate (per 100) or count. #}
{% macro programme_measures() %}
    {{ return({
        'actions_from_feedback': 'share',
        'complaints_per_100_customers': 'rate',
        'negative_contacts': 'share',
        'cases_closed_in_time': 'share',
        'high_value_customers_at_risk': 'share',
        'overdue_cases': 'count',
    }) }}
{% endmacro %}

{% macro programme_measure(name) %}{{ return(context['measure_' ~ name]()) }}{% endmacro %}

{# Of the actions that had begun by the month's end, those that came from feedback. #}
{% macro measure_actions_from_feedback() %}
    select
        windows.period_start as month_start,
        'all' as dimension,
        'all' as dimension_value,
        {{ count_if("actions.origin = 'feedback'") }} as numerator,
        count(*) as denominator,
        {{ as_type('null', 'integer') }} as customers_count
    from {{ period_windows(['month']) }}
    inner join {{ ref('actions') }} as actions on actions.started_on <= windows.period_end
    group by windows.period_start
{% endmacro %}

{#
    Complaints, which are tickets and responses with a negative answer, per 100 customers with a subscription in the month. By product as the
    response says; tickets and other responses are of the product unknown, and of the customers of all products.
#}
{% macro measure_complaints_per_100_customers() %}
    select
        complaints.month_start,
        complaints.dimension,
        complaints.dimension_value,
        complaints.complaints_count as numerator,
        customers.customers_count as denominator,
        complaints.customers_count
    from (
        {% for dimension in ['all', 'product'] %}
        {% set value = {'all': "'all'", 'product': "coalesce(product, 'unknown')"}[dimension] %}
        select
            {{ period_start('happened_on', 'month') }} as month_start,
            '{{ dimension }}' as dimension,
            {{ value }} as dimension_value,
            count(*) as complaints_count,
            count(distinct respondent) as customers_count
        from (
            select created_on as happened_on, coalesce(customer_key, ticket_key) as respondent, {{ as_type('null', 'text') }} as product
            from {{ ref('fct_tickets') }}
            union all
            select max(submitted_on) as happened_on, max(coalesce(customer_key, response_key)) as respondent, max(product) as product
            from {{ ref('fct_answers') }}
            where category = 'negative'
            group by response_key
        ) as said
        group by {{ period_start('happened_on', 'month') }}, {{ value }}
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as complaints
    inner join (
        select windows.period_start as month_start, count(distinct spans.customer_key) as customers_count
        from {{ period_windows(['month']) }}
        inner join ({{ subscription_spans() }}) as spans
            on spans.started_at < windows.ends_at and (spans.ended_at is null or spans.ended_at > windows.starts_at)
        where spans.customer_key is not null
        group by windows.period_start
    ) as customers on complaints.month_start = customers.month_start
{% endmacro %}

{# Of the month's tickets those that should not have been needed: written again within the days of a repeat contact, or reopened. #}
{% macro measure_negative_contacts() %}
    {% for dimension, value in {'all': "'all'", 'segment': "coalesce(tickets.segment, 'unknown')"}.items() %}
    select
        {{ period_start('tickets.created_on', 'month') }} as month_start,
        '{{ dimension }}' as dimension,
        {{ value }} as dimension_value,
        {{ count_if('repeats.record_key is not null or tickets.reopens_count > 0') }} as numerator,
        count(*) as denominator,
        count(distinct coalesce(tickets.customer_key, tickets.ticket_key)) as customers_count
    from {{ ref('fct_tickets') }} as tickets
    left join (
        select distinct record_key from {{ ref('int_case_signals') }} where trigger = 'repeat_contact'
    ) as repeats on tickets.ticket_key = repeats.record_key
    group by {{ period_start('tickets.created_on', 'month') }}, {{ value }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}

{# Of the cases opened in the month that are due, those with a contact before they were. #}
{% macro measure_cases_closed_in_time() %}
    {% for dimension, value in {'all': "'all'", 'segment': "coalesce(segment, 'unknown')"}.items() %}
    select
        {{ period_start('opened_on', 'month') }} as month_start,
        '{{ dimension }}' as dimension,
        {{ value }} as dimension_value,
        {{ count_if('is_in_time') }} as numerator,
        {{ count_if('is_in_time is not null') }} as denominator,
        count(distinct customer_key) as customers_count
    from {{ ref('cases') }}
    group by {{ period_start('opened_on', 'month') }}, {{ value }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}

{#
    Of the high-value customers at the month's end, the top quarter by recurring revenue and the segment enterprise, those whose health
    is at risk or who have a case that nobody has talked about.
#}
{% macro measure_high_value_customers_at_risk() %}
    {% set lapse = shifted_instant('cases.opened_at', var('case_lapses_after_days') * 86400) %}
    {% for dimension, value in {'all': "'all'", 'segment': "coalesce(segment, 'unknown')"}.items() %}
    select
        month_start,
        '{{ dimension }}' as dimension,
        {{ value }} as dimension_value,
        {{ count_if('is_at_risk') }} as numerator,
        count(*) as denominator,
        count(*) as customers_count
    from (
        select
            paying.month_start,
            paying.customer_key,
            described.segment,
            max(case when health.band = 'at_risk' or cases.case_key is not null then 1 else 0 end) = 1 as is_at_risk
        from (
            select
                windows.period_start as month_start,
                windows.stands_at,
                spans.customer_key,
                rank() over (partition by windows.period_start order by sum(spans.monthly_amount_eur) desc) as revenue_rank,
                count(*) over (partition by windows.period_start) as paying_count
            from {{ period_windows(['month']) }}
            inner join ({{ subscription_spans() }}) as spans
                on spans.started_at <= windows.stands_at and (spans.ended_at is null or spans.ended_at > windows.stands_at)
            where spans.customer_key is not null
            group by windows.period_start, windows.stands_at, spans.customer_key
        ) as paying
        {{ customer_as_at('paying.customer_key', 'paying.stands_at') }}
        left join {{ ref('customer_health_months') }} as health
            on paying.customer_key = health.customer_key and paying.month_start = health.month_start
        left join {{ ref('cases') }} as cases
            on
                paying.customer_key = cases.customer_key
                and cases.opened_at <= paying.stands_at
                and {{ lapse }} > paying.stands_at
                and (cases.contacted_at is null or cases.contacted_at > paying.stands_at)
                and (cases.resolved_at is null or cases.resolved_at > paying.stands_at)
                and cases.status <> 'dismissed'
        where
            (paying.revenue_rank * 4 <= paying.paying_count or described.segment = 'enterprise')
            -- Before there were scores nobody was at risk as far as anybody could know.
            and paying.month_start in (select scored.month_start from {{ ref('customer_health_months') }} as scored where scored.score is not null)
        group by paying.month_start, paying.customer_key, described.segment
    ) as customers
    group by month_start, {{ value }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}

{# Overdue now, of the cases that are open, by owner: work to be done, so small numbers are told as well. #}
{% macro measure_overdue_cases() %}
    {% for dimension, value in {'all': "'all'", 'owner': "coalesce(owner, 'unknown')"}.items() %}
    select
        {{ period_start(reporting_date('max(as_of_at)'), 'month') }} as month_start,
        '{{ dimension }}' as dimension,
        {{ value }} as dimension_value,
        {{ count_if('is_overdue') }} as numerator,
        count(*) as denominator,
        {{ as_type('null', 'integer') }} as customers_count
    from {{ ref('cases') }}
    where status in ('open', 'acknowledged')
    group by {{ value }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
