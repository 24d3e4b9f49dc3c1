with invitations as (

    select
        invitations.customer_key,
        invitations.sent_at,
        {{ seconds_between('invitations.sent_at', 'freshness.as_of_at') }} as seconds_ago,
        freshness.as_of_at
    from {{ ref('fct_invitations') }} as invitations
    cross join (select max(data_through_at) as as_of_at from {{ ref('source_freshness') }}) as freshness
    where invitations.is_delivered and invitations.customer_key is not null

),

reached_limits as (

    select
        invitations.customer_key,
        limits.days,
        limits.most_invitations,
        count(*) as invitations_count,
        row_number() over (partition by invitations.customer_key order by limits.days) as limit_number
    from invitations
    inner join {{ ref('invitation_limits') }} as limits on invitations.seconds_ago < limits.days * 86400
    group by invitations.customer_key, limits.days, limits.most_invitations
    having count(*) >= limits.most_invitations

),

customers as (

    select
        customer_key,
        {{ count_if('seconds_ago < 30 * 86400') }} as invitations_30_days,
        {{ count_if('seconds_ago < 90 * 86400') }} as invitations_90_days,
        max(sent_at) as last_invited_at,
        max(as_of_at) as as_of_at
    from invitations
    group by customer_key

)

select
    customers.customer_key,
    {{ as_type('customers.invitations_30_days', 'integer') }} as invitations_30_days,
    {{ as_type('customers.invitations_90_days', 'integer') }} as invitations_90_days,
    customers.last_invited_at,
    reached_limits.customer_key is not null as is_do_not_invite,
    {{ as_type('reached_limits.invitations_count', 'text') }} || ' in ' || {{ as_type('reached_limits.days', 'text') }}
    || ' days, at most ' || {{ as_type('reached_limits.most_invitations', 'text') }} as do_not_invite_reason,
    customers.as_of_at
from customers
left join reached_limits on customers.customer_key = reached_limits.customer_key and reached_limits.limit_number = 1
