{#
    Support: 100 less points for each ticket that is open, was reopened in the window, or is slow (in its first reply or its solution).
    A ticket counts while it is open and for the window after it was last opened, answered, solved or reopened. Customers without such
    tickets have no row; they get 100 where the company has a help desk at all: nothing went wrong.
#}
{% macro health_support(months) %}
    {% set is_open = '(tickets.last_solved_at is null or tickets.last_reopened_at > tickets.last_solved_at)' %}
    {% set is_slow %}
        {{ seconds_between('tickets.created_at', 'case when tickets.last_solved_at is null then coalesce(tickets.replied_at, months.until_at) else tickets.replied_at end') }}
        >= months.support_slow_reply_hours * 3600
        or {{ seconds_between('tickets.created_at', 'case when ' ~ is_open ~ ' then months.until_at else tickets.last_solved_at end') }}
        >= months.support_slow_solve_days * 86400
    {% endset %}
    select
        months.month_start,
        tickets.customer_key,
        {{ count_if(is_open) }} as open_tickets_count,
        {{ clipped_score(
            '100 - sum(case when ' ~ is_open ~ ' then months.support_open_points else 0 end'
            ~ ' + case when tickets.reopens_in_window > 0 then months.support_reopened_points else 0 end'
            ~ ' + case when ' ~ is_slow ~ ' then months.support_slow_points else 0 end)'
        ) }} as score
    from {{ months }} as months
    inner join (
        select
            months.month_start,
            events.customer_key,
            events.record_key,
            min(case when events.event = 'created' then events.occurred_at end) as created_at,
            min(case when events.event = 'replied' then events.occurred_at end) as replied_at,
            max(case when events.event = 'solved' then events.occurred_at end) as last_solved_at,
            max(case when events.event = 'reopened' then events.occurred_at end) as last_reopened_at,
            max(events.occurred_at) as last_event_at,
            {{ count_if("events.event = 'reopened' and " ~ within_days('months.support_window_days')) }} as reopens_in_window
        from {{ months }} as months
        inner join {{ ref('int_health_events') }} as events on events.input = 'support' and events.occurred_at < months.until_at
        group by months.month_start, events.customer_key, events.record_key
    ) as tickets
        on months.month_start = tickets.month_start
        and ({{ is_open }} or {{ seconds_between('tickets.last_event_at', 'months.until_at') }} < months.support_window_days * 86400)
    group by months.month_start, tickets.customer_key
{% endmacro %}
