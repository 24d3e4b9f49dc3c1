{{ config(materialized='table') }}

with refs as (

    select
        ref_key,
        source,
        ref_id,
        ref_kind,
        coalesce(own_account_id, case when ref_kind = 'account' then ref_id end) as account_id,
        user_id,
        {{ normal_email('email') }} as email,
        {{ normal_phone('phone') }} as phone,
        linked_account_id,
        linked_ticket_id,
        linked_transaction_id,
        observed_at
    from {{ ref('int_customer_refs') }}
    where not is_deleted

),

links as (

    select source, link_type, target_source from {{ ref('identity_links') }}

),

claims as (

    select ref_key, source, ref_id, ref_kind, observed_at, 'account' as id_type, 'account' as joined_via, source || ':' || account_id as id_value
    from refs
    where account_id is not null

    union all

    -- An account that only records mention, such as a review's writer, is a ref of its own.
    select {{ surrogate_key(['source', "'account'", 'account_id']) }}, source, account_id, 'account', observed_at, 'account', 'account', source || ':' || account_id
    from refs
    where ref_kind = 'record' and account_id is not null

    union all

    select ref_key, source, ref_id, ref_kind, observed_at, 'user_id', 'user_id', user_id
    from refs
    where user_id is not null

    union all

    select ref_key, source, ref_id, ref_kind, observed_at, 'email', 'email', email
    from refs
    where email is not null

    union all

    select ref_key, source, ref_id, ref_kind, observed_at, 'phone', 'phone', phone
    from refs
    where phone is not null

    union all

    select refs.ref_key, refs.source, refs.ref_id, refs.ref_kind, refs.observed_at, 'account', 'account_link', links.target_source || ':' || refs.linked_account_id
    from refs
    inner join links on refs.source = links.source and links.link_type = 'account'
    where refs.linked_account_id is not null

    union all

    select refs.ref_key, refs.source, refs.ref_id, refs.ref_kind, refs.observed_at, 'account', 'ticket_link', tickets.source || ':' || tickets.ref_id
    from refs
    inner join links on refs.source = links.source and links.link_type = 'ticket'
    inner join {{ ref('int_tickets') }} as tickets
        on links.target_source = tickets.source and refs.linked_ticket_id = tickets.ticket_id
    where tickets.ref_id is not null

    union all

    select refs.ref_key, refs.source, refs.ref_id, refs.ref_kind, refs.observed_at, 'account', 'order_link', orders.source || ':' || orders.ref_id
    from refs
    inner join links on refs.source = links.source and links.link_type = 'transaction'
    inner join {{ ref('int_transactions') }} as orders
        on links.target_source = orders.source and refs.linked_transaction_id = orders.transaction_id and orders.transaction_type = 'order'
    where orders.ref_id is not null

),

-- A hub is an identifier that too many accounts of one tool, or people with too many different ids of the company's own,
-- hold: an office telephone, a shared mailbox.
holders as (

    select
        claims.id_type,
        claims.id_value,
        claims.source,
        count(distinct claims.ref_key) as accounts_count,
        min(refs.user_id) as lowest_user_id,
        max(refs.user_id) as highest_user_id,
        count(distinct refs.user_id) as user_ids_count
    from claims
    inner join refs on claims.ref_key = refs.ref_key
    where claims.ref_kind = 'account' and claims.id_type in ('email', 'phone')
    group by claims.id_type, claims.id_value, claims.source

),

hubs as (

    select holders.id_type, holders.id_value
    from holders
    inner join {{ ref('identity_rules') }} as rules on holders.id_type = rules.id_type
    group by holders.id_type, holders.id_value, rules.hub_limit, rules.user_id_limit
    having
        max(holders.accounts_count) > rules.hub_limit
        or max(holders.user_ids_count) > rules.user_id_limit
        -- Two tools may each know one id, but not the same.
        or (rules.user_id_limit = 1 and min(holders.lowest_user_id) <> max(holders.highest_user_id))

)

select
    claims.ref_key,
    claims.source,
    claims.ref_id,
    claims.ref_kind,
    claims.id_type,
    claims.joined_via,
    claims.id_type || ':' || claims.id_value as identifier,
    case
        when not coalesce(rules.is_joining, false) then 'rule'
        when vetoes.id_type is not null then 'do_not_join'
        when hubs.id_type is not null then 'hub'
    end as not_joined_because,
    min(claims.observed_at) as observed_at
from claims
left join {{ ref('identity_rules') }} as rules on claims.id_type = rules.id_type
left join hubs on claims.id_type = hubs.id_type and claims.id_value = hubs.id_value
left join {{ ref('do_not_join') }} as vetoes
    on claims.id_type = vetoes.id_type
    and claims.id_value = vetoes.id_value
    and vetoes.source in (claims.source, '*')
    and vetoes.ref_id in (claims.ref_id, '*')
group by 1, 2, 3, 4, 5, 6, 7, 8
