{#
    Inputs of the health score as queries: 0 to 100 per customer and month, from events before the month's end alone. A customer
    without a row has no data of the kind. `months` is a relation like int_health_months; docs/metrics/health.md gives the reasons.
#}

{% macro clipped_score(expression) %}{{ return(as_type('greatest(0, least(100, ' ~ expression ~ '))', 'number')) }}{% endmacro %}

{# Whether an event is less than so many days older than the month's end. #}
{% macro within_days(days) %}{{ return(seconds_between('events.occurred_at', 'months.until_at') ~ ' < ' ~ days ~ ' * 86400') }}{% endmacro %}

{#
    Usage: used days in the last 28 against the cut, as a rate over the days since the first use where those are fewer (at least 7), and
    against the customer's own level in the 84 days before, where there is one. One day a month is added on both sides of the
    comparison: it hardly judges who comes once a month, and fully who came daily.
#}
{% macro health_usage(months) %}
    {% set in_last_28 = 'events.occurred_on > ' ~ shifted_day('months.last_day', -28) %}
    {% set days_since_first = seconds_between(as_type('users.first_used_on', 'timestamp'), as_type('months.last_day', 'timestamp')) ~ ' / 86400 + 1' %}
    {% set level = 'least(100, 2800.0 * days.used_days / greatest(7, least(28, days.days_since_first)) / days.usage_full_days)' %}
    {% set trend = 'least(100, 300.0 * (days.used_days + 1) / (days.used_days_before + 3))' %}
    select
        days.month_start,
        days.customer_key,
        days.used_days,
        case
            when days.used_days_before >= days.usage_trend_from_days
                then {{ clipped_score('(' ~ level ~ ' * (100 - days.usage_trend_share) + ' ~ trend ~ ' * days.usage_trend_share) / 100') }}
            else {{ clipped_score(level) }}
        end as score
    from (
        select
            months.month_start,
            months.usage_full_days,
            months.usage_trend_share,
            months.usage_trend_from_days,
            users.customer_key,
            {{ days_since_first }} as days_since_first,
            coalesce(recent.used_days, 0) as used_days,
            coalesce(recent.used_days_before, 0) as used_days_before
        from {{ months }} as months
        inner join (
            select customer_key, min(occurred_on) as first_used_on
            from {{ ref('int_health_events') }}
            where input = 'usage'
            group by customer_key
        ) as users on months.last_day >= users.first_used_on
        left join (
            select
                months.month_start,
                events.customer_key,
                count(distinct case when {{ in_last_28 }} then events.occurred_on end) as used_days,
                count(distinct case when not {{ in_last_28 }} then events.occurred_on end) as used_days_before
            from {{ months }} as months
            inner join {{ ref('int_health_events') }} as events
                on events.input = 'usage'
                and events.occurred_on <= months.last_day
                and events.occurred_on > {{ shifted_day('months.last_day', -112) }}
            group by months.month_start, events.customer_key
        ) as recent on months.month_start = recent.month_start and users.customer_key = recent.customer_key
    ) as days
{% endmacro %}

{#
    Feedback: the mean of the normalised scores of the customer's valid answers in the window, each weighing one step less per
    step_days of age. Whole weights and decimal sums: any order of adding gives the same.
#}
{% macro health_feedback(months) %}
    {% set seconds_left = real('(months.feedback_window_days * 86400 - ' ~ seconds_between('events.occurred_at', 'months.until_at') ~ ' - 1)') %}
    {% set weight = '(1 + ' ~ as_type('floor(' ~ seconds_left ~ ' / (months.feedback_step_days * 86400))', 'integer') ~ ')' %}
    select
        months.month_start,
        events.customer_key,
        count(*) as answers_count,
        {{ as_type('sum(events.amount * ' ~ weight ~ ') / sum(' ~ weight ~ ')', 'number') }} as score
    from {{ months }} as months
    inner join {{ ref('int_health_events') }} as events
        on events.input = 'feedback'
        and events.occurred_at < months.until_at
        and {{ within_days('months.feedback_window_days') }}
    group by months.month_start, events.customer_key
{% endmacro %}
