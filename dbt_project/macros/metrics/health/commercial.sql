{#
    Commercial: 100 while a subscription runs, notice_score when all that run are cancelled to their end, 0 when the last one has ended.
    Without any subscription, by the age of the last paid order. Less points for each subscription lost on balance and each failed
    payment in the window, and while the newest payment is a failed one.
#}
{% macro health_commercial(months) %}
    {% set order_age = seconds_between('accounts.last_order_at', 'months.until_at') %}
    select
        months.month_start,
        accounts.customer_key,
        accounts.running_count,
        accounts.failed_count,
        {{ clipped_score(
            'case when accounts.running_count > accounts.noticed_count then 100'
            ~ ' when accounts.running_count > 0 then months.commercial_notice_score'
            ~ ' when accounts.subscriptions_count > 0 then 0'
            ~ ' when ' ~ order_age ~ ' < months.commercial_order_days * 86400 then 100'
            ~ ' when ' ~ order_age ~ ' < months.commercial_order_days * 172800 then 50'
            ~ ' else 0 end'
            ~ ' - months.commercial_lost_points * greatest(0, accounts.lost_count)'
            ~ ' - months.commercial_failed_points * accounts.failed_count'
            ~ ' - case when accounts.last_failed_at is not null and (accounts.last_paid_at is null or accounts.last_paid_at < accounts.last_failed_at)'
            ~ ' then months.commercial_unpaid_points else 0 end'
        ) }} as score
    from {{ months }} as months
    inner join (
        select
            months.month_start,
            events.customer_key,
            {{ count_if("events.event = 'started'") }} as subscriptions_count,
            {{ count_if("events.event = 'started'") }} - {{ count_if("events.event = 'ended'") }} as running_count,
            {{ count_if("events.event = 'noticed'") }} - {{ count_if("events.event = 'ended'") }} as noticed_count,
            {{ count_if("events.event = 'ended' and " ~ within_days('months.commercial_window_days')) }}
            - {{ count_if("events.event = 'started' and " ~ within_days('months.commercial_window_days')) }} as lost_count,
            {{ count_if("events.event = 'failed' and " ~ within_days('months.commercial_window_days')) }} as failed_count,
            max(case when events.event = 'failed' and {{ within_days('months.commercial_window_days') }} then events.occurred_at end) as last_failed_at,
            max(case when events.event = 'paid' then events.occurred_at end) as last_paid_at,
            max(case when events.event = 'ordered' then events.occurred_at end) as last_order_at
        from {{ months }} as months
        inner join {{ ref('int_health_events') }} as events on events.input = 'commercial' and events.occurred_at < months.until_at
        group by months.month_start, events.customer_key
    ) as accounts on months.month_start = accounts.month_start
{% endmacro %}
