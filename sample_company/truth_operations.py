"""What metrics count of the help desk and of money: offers of a rating, tickets, charges, cancellations, buyers.

In the shape of truth_observations.TABLE. The tables tickets and spans (of subscriptions) serve truth_states too.
"""

# A ticket that is open has no last solve yet, whatever came before. A rating's `moment` is its offer; the version that
# is visible began with the last answer.
SUPPORT = """
create table offers as
select
    identity.component_id as component, facts.key, facts.moment as offered_at, facts.from_at as answered_at, facts.text
from facts
inner join identity using (tool, ref_id)
where facts.kind = 'rating';

insert into observed by name
select
    'support_rating' as base, component, key as record, answered_at as happened, (text = 'good')::bigint as amount,
    text = 'good' as is_positive, text = 'bad' as is_negative
from offers
where text in ('good', 'bad');

insert into observed by name
select 'offer' as base, component, key as record, offered_at as happened, 1 as amount, text <> 'offered' as is_positive
from offers;

insert into observed by name
select 'completion' as base, -1 as component, key as record, offered_at as happened, true as is_positive
from offers
where text in ('good', 'bad')
union all by name
select 'completion' as base, -1 as component, key as record, moment as happened, true as is_positive, text as reason
from facts
where kind = 'response';

create table tickets as
with steps as (
    select
        key,
        min(moment) filter (where kind = 'reply') as replied_at,
        min(moment) filter (where kind = 'solve') as solved_at,
        max(moment) filter (where kind = 'solve') as last_solved_at,
        min(moment) filter (where kind = 'reopen') as reopened_at
    from facts
    where kind in ('reply', 'solve', 'reopen')
    group by key
)
select
    identity.component_id as component,
    facts.key,
    facts.moment as created_at,
    facts.text not in ('solved', 'closed') as is_open,
    steps.* exclude (key)
from facts
inner join identity using (tool, ref_id)
left join steps using (key)
where facts.kind = 'ticket' and facts.text <> 'deleted';

insert into observed by name
select
    component, key as record, created_at as happened, base, seconds as amount,
    case when seconds is null then 'pending' end as reason
from (
    select *, 'first_reply' as base, replied_at - created_at as seconds from tickets
    union all
    select *, 'first_resolution', solved_at - created_at from tickets
    union all
    select *, 'full_resolution', case when not is_open then last_solved_at - created_at end from tickets
);

insert into observed by name
select 'unreplied' as base, component, key as record, created_at as happened, replied_at is null as is_positive
from tickets
union all by name
select 'open_ticket' as base, component, key as record, created_at as happened, is_open as is_positive
from tickets
union all by name
select
    'reopened_' || days || 'd' as base, component, key as record, solved_at as happened,
    coalesce(reopened_at <= solved_at + days * 86400, false) as is_positive,
    case when solved_at + days * 86400 > {now} then 'pending' end as reason
from tickets
cross join (values (7), (30)) as windows (days)
where solved_at is not null;
"""

# A detractor's loop is closed by an agent's public reply in any of their tickets after the answer and within two days.
LOOPS = """
insert into observed by name
select
    'close_the_loop' as base, coalesce(component_id, -1) as component, response_id as record, answered as happened,
    exists (
        select 1
        from facts as replies
        inner join tickets using (key)
        where
            replies.kind = 'reply' and tickets.component = detractors.component_id
            and replies.moment > answered and replies.moment <= answered + 2 * 86400
    ) as is_positive,
    case when component_id is null then 'anonymous' when answered + 2 * 86400 > {now} then 'pending' end as reason
from (
    select component_id, response_id, epoch(submitted_at)::bigint as answered
    from answers
    where metric = 'nps' and score <= 6 and exclusion_reason is null
) as detractors;
"""

# Charges and subscriptions outlive a deleted customer and then belong to nobody; purchases need a customer.
MONEY = """
create table spans as
select
    identity.component_id as component,
    held.key,
    held.moment as started_at,
    case when held.text = 'canceled' then held.from_at else {forever} end as ended_at,
    held.value * case prices.text when 'eur' then 0.01 when 'dkk' then 0.00134 when 'sek' then 0.00087 end
        as monthly_eur
from facts as held
inner join facts as prices on prices.kind = 'price_in' and prices.key = held.key
left join identity on identity.tool = held.tool and identity.ref_id = held.ref_id
where held.kind = 'subscription';

insert into observed by name
select 'cancelled' as base, coalesce(component, -1) as component, key as record, ended_at as happened, 1 as amount
from spans
where ended_at < {now}
union all by name
select
    'failed_payment' as base, coalesce(identity.component_id, -1) as component, facts.key as record,
    facts.moment as happened, facts.text = 'failed' as is_positive
from facts
left join identity using (tool, ref_id)
where facts.kind = 'charge';

insert into observed by name
with purchases as (
    select
        identity.component_id as component,
        orders.moment // 86400 as day,
        min(day) over (partition by component) as first_day
    from facts as orders
    inner join identity using (tool, ref_id)
    left join (
        select text as key, sum(value) as given_back from facts where kind = 'refund' group by text
    ) as refunds on refunds.key = orders.key
    where orders.kind = 'order' and coalesce(refunds.given_back, 0) < orders.value
)
select
    'repeat_purchase' as base, component, component::varchar as record, first_day * 86400 as happened,
    bool_or(day > first_day and day <= first_day + 90) as is_positive,
    case when first_day + 90 >= {now} // 86400 then 'pending' end as reason
from purchases
group by component, first_day;
"""
