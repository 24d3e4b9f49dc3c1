"""What is counted once per period and not event by event: who is active, who stayed, what recurs, how much is used.

A state is told for the months and quarters in which anything was observed at all. Customers are components: a
subscription whose Stripe customer was deleted still recurs until its end, but is nobody's.
"""

# A subscription runs from its start until before its end. A period is over when its end instant is not after `now`.
ACTIVE = """
create table customer_spans as select component, started_at, ended_at from spans where component is not null;

create table active_customers as
select distinct periods.period_type, periods.period_start, customer_spans.component
from periods
inner join customer_spans on started_at < ends_at and ended_at > starts_at
where periods.period_type in ('month', 'quarter');

create table states as
select period_type, period_start, starts_at, ends_at, least(ends_at, {now}) as told_at
from periods
where period_type in ('month', 'quarter');
"""

CONTACT = """
insert into cells by name
with written as (
    select active.period_type, active.period_start, count(*) as tickets
    from active_customers as active
    inner join periods using (period_type, period_start)
    inner join tickets
        on tickets.component = active.component and created_at >= starts_at and created_at < ends_at
    group by all
)
select
    'contact' as base, period_type, period_start, count(*) as n, count(*) as respondents,
    coalesce(any_value(tickets), 0) as positive
from active_customers
left join written using (period_type, period_start)
group by all;
"""

RETENTION = """
insert into cells by name
with at_start as (
    select distinct period_type, period_start, ends_at, component
    from states
    inner join customer_spans on started_at <= starts_at and ended_at > starts_at
    where ends_at <= {now}
),
kept as (
    select
        at_start.period_type, at_start.period_start, at_start.component,
        count(later.component) > 0 as is_kept
    from at_start
    left join customer_spans as later
        on later.component = at_start.component and later.started_at <= ends_at and later.ended_at > ends_at
    group by all
)
select
    base, period_type, period_start, count(*) as n, count(*) as respondents,
    count(*) filter (where is_kept = (base = 'retention')) as positive
from kept
cross join (values ('retention'), ('churn')) as bases (base)
group by all;
"""

RECURRING = """
insert into cells by name
select
    base, period_type, period_start, count(*) as n, count(distinct coalesce(component::varchar, key)) as respondents,
    sum(case base when 'recurring' then monthly_eur else 1 end) as amount_sum
from states
inner join spans on started_at <= told_at and ended_at > told_at
cross join (values ('recurring'), ('running')) as bases (base)
group by all;
"""

USED = """
insert into cells by name
with days as (
    select component, date '1970-01-01' + (ts // 86400000000)::integer as day, count(*) filter (where opens) as sessions
    from used
    group by all
),
counted as (
    select period_type, period_start, component, count(*) as days, sum(sessions) as sessions
    from days
    inner join day_periods using (day)
    where period_type in ('week', 'month', 'quarter')
    group by all
)
select
    base, period_type, period_start, count(*) as n, count(*) as respondents,
    sum(case base when 'active_days' then days else sessions end) as amount_sum
from counted
cross join (values ('active_days'), ('sessions')) as bases (base)
group by all;
"""

COUNT_STATES = (ACTIVE, CONTACT, RETENTION, RECURRING, USED)
