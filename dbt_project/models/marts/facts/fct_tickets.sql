{{ config(**fact_config('ticket_key', parents='int_tickets')) }}

with tickets as (

    select * from {{ ref('int_tickets') }}

),

{% if is_incremental() %}
changed as (

    {{ newly_loaded('tickets', 'ticket_key') }}

    union all

    {{ newly_loaded(ref('int_messages'), 'ticket_key') }}

    union all

    {{ newly_loaded(ref('int_ticket_events'), 'ticket_key') }}

    union all

    {{ rekeyed('tickets', 'ticket_key', 'created_at') }}

),
{% endif %}

current_tickets as (

    select * from tickets
    where
        not is_deleted
        {% if is_incremental() %}
        and ticket_key in (select ticket_key from changed)
        {% endif %}

),

messages as (

    select
        ticket_key,
        count(*) as messages_count,
        {{ count_if("author_role = 'customer'") }} as customer_messages_count,
        min(case when author_role = 'agent' and is_public then sent_at end) as first_reply_at,
        max(load_id) as load_id
    from {{ ref('int_messages') }}
    where
        not is_deleted
        {% if is_incremental() %}
        and ticket_key in (select ticket_key from current_tickets)
        {% endif %}
    group by ticket_key

),

events as (

    select
        ticket_key,
        min(first_solved_at) as first_solved_at,
        min(case when event_type = 'reopened' and occurred_at >= first_solved_at then occurred_at end) as first_reopened_at,
        max(case when event_type = 'solved' then occurred_at end) as last_solved_at,
        {{ count_if("event_type = 'solved'") }} as solves_count,
        {{ count_if("event_type = 'reopened'") }} as reopens_count,
        max(load_id) as load_id
    from (
        select
            ticket_key,
            event_type,
            occurred_at,
            load_id,
            min(case when event_type = 'solved' then occurred_at end) over (partition by ticket_key) as first_solved_at
        from {{ ref('int_ticket_events') }}
        where
            not is_deleted
            {% if is_incremental() %}
            and ticket_key in (select ticket_key from current_tickets)
            {% endif %}
    ) as live_events
    group by ticket_key

),

-- Help desks that do not report reopening still report every solving: one more than the first means one reopening.
timed as (

    select
        tickets.*,
        coalesce(messages.messages_count, 0) as messages_count,
        coalesce(messages.customer_messages_count, 0) as customer_messages_count,
        messages.first_reply_at,
        coalesce(events.first_solved_at, tickets.solved_at) as first_solved_at,
        coalesce(events.last_solved_at, tickets.solved_at) as last_solved_at,
        events.first_reopened_at,
        greatest(coalesce(events.reopens_count, 0), coalesce(events.solves_count, 1) - 1, 0) as reopens_count,
        greatest(tickets.load_id, coalesce(messages.load_id, ''), coalesce(events.load_id, '')) as newest_load_id
    from current_tickets as tickets
    left join messages on tickets.ticket_key = messages.ticket_key
    left join events on tickets.ticket_key = events.ticket_key

),

in_business_hours as (

    {{ business_seconds_of('timed', 'ticket_key', 'created_at', {
        'first_reply_business_seconds': 'first_reply_at',
        'first_resolution_business_seconds': 'first_solved_at',
    }) }}

)

select
    timed.ticket_key,
    identities.customer_key,
    timed.source,
    classes.feedback_class,
    timed.status,
    timed.priority,
    timed.channel,
    described.segment,
    described.country,
    described.language,
    described.plan,
    {{ as_type('timed.messages_count', 'integer') }} as messages_count,
    {{ as_type('timed.customer_messages_count', 'integer') }} as customer_messages_count,
    {{ as_type('timed.reopens_count', 'integer') }} as reopens_count,
    {{ seconds_between('timed.created_at', 'timed.first_reply_at') }} as first_reply_seconds,
    {{ seconds_between('timed.created_at', 'timed.first_solved_at') }} as first_resolution_seconds,
    {{ seconds_between('timed.created_at', 'timed.last_solved_at') }} as full_resolution_seconds,
    in_business_hours.first_reply_business_seconds,
    in_business_hours.first_resolution_business_seconds,
    timed.status not in ('solved', 'closed') as is_open,
    timed.created_at,
    {{ reporting_date('timed.created_at') }} as created_on,
    timed.first_reply_at,
    timed.first_solved_at,
    timed.last_solved_at,
    timed.first_reopened_at,
    timed.newest_load_id as load_id
from timed
left join in_business_hours on timed.ticket_key = in_business_hours.ticket_key
left join {{ ref('customer_identities') }} as identities on timed.ref_key = identities.ref_key
{{ customer_as_at('identities.customer_key', 'timed.created_at') }}
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'ticket'
