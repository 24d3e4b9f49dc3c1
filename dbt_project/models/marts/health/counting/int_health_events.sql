-- What the health score reads: each thing at the instant from which it was known, so that a score asks for nothing but events before
-- its instant. A state that a tool only reports as it is now (a cancelled subscription, a solved ticket) is here as its changes.
with tickets as (

    select * from {{ ref('fct_tickets') }}
    where customer_key is not null

),

ticket_events as (

    select
        ticket_key,
        event_type,
        occurred_at,
        row_number() over (partition by ticket_key, event_type order by occurred_at) as event_number,
        max(case when event_type = 'reopened' then 1 else 0 end) over (partition by ticket_key) as reopenings_reported
    from {{ ref('int_ticket_events') }}
    where not is_deleted and event_type in ('solved', 'reopened')

),

-- Trials and subscriptions that never began are none; the others are over when the tool says so, or when they were cancelled.
subscriptions as (

    select
        customer_key,
        subscription_key,
        started_at as started,
        coalesce(ended_at, case when status = 'cancelled' then cancelled_at end) as ended,
        least(coalesce(cancelled_at, ended_at), coalesce(ended_at, cancelled_at)) as noticed
    from {{ ref('fct_subscription_periods') }}
    where customer_key is not null and status not in ('incomplete', 'trialing')

),

events as (

    select customer_key, 'feedback' as input, 'answered' as event, answer_key as record_key, submitted_at as occurred_at, normalised_score as amount
    from {{ ref('fct_answers') }}
    where customer_key is not null and normalised_score is not null

    union all

    select customer_key, 'customer' as input, 'known' as event, customer_key as record_key, min(valid_from) as occurred_at, null as amount
    from {{ ref('dim_customers') }}
    group by customer_key

    {% for event, column in [('created', 'created_at'), ('replied', 'first_reply_at')] %}
    union all

    select customer_key, 'support' as input, '{{ event }}' as event, ticket_key as record_key, {{ column }} as occurred_at, null as amount
    from tickets

    {% endfor %}
    -- A help desk that reports no reopening shows it by another solving.
    {% for event, condition in [
        ('solved', "ticket_events.event_type = 'solved'"),
        ('reopened', "ticket_events.event_type = 'reopened' or (ticket_events.event_number > 1 and ticket_events.reopenings_reported = 0)"),
    ] %}
    union all

    select tickets.customer_key, 'support' as input, '{{ event }}' as event, tickets.ticket_key as record_key, ticket_events.occurred_at, null as amount
    from tickets
    inner join ticket_events on tickets.ticket_key = ticket_events.ticket_key
    where {{ condition }}

    {% endfor %}
    union all

    select customer_key, 'support' as input, 'solved' as event, ticket_key as record_key, first_solved_at as occurred_at, null as amount
    from tickets
    where ticket_key not in (select ticket_key from ticket_events where event_type = 'solved')

    {% for event in ['started', 'noticed', 'ended'] %}
    union all

    select customer_key, 'commercial' as input, '{{ event }}' as event, subscription_key as record_key, {{ event }} as occurred_at, null as amount
    from subscriptions

    {% endfor %}
    union all

    select
        customer_key,
        'commercial' as input,
        case when transaction_type = 'order' then 'ordered' else status end as event,
        transaction_key as record_key,
        occurred_at,
        null as amount
    from {{ ref('fct_transactions') }}
    where
        customer_key is not null
        and ((transaction_type = 'order' and status = 'paid') or (transaction_type = 'charge' and status in ('paid', 'failed')))

)

select
    customer_key,
    input,
    event,
    record_key,
    occurred_at,
    {{ reporting_date('occurred_at') }} as occurred_on,
    {{ as_type('amount', 'number') }} as amount
from events
where occurred_at is not null

union all

-- A day of use keeps its own date and counts from its beginning.
select
    customer_key,
    'usage' as input,
    'used' as event,
    null as record_key,
    {{ reporting_day_start('used_on') }} as occurred_at,
    used_on as occurred_on,
    {{ as_type('null', 'number') }} as amount
from {{ ref('fct_usage_days') }}
