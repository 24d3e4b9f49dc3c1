"""The queries behind truth/components and truth/customers: one row per component, then each person's main one."""

COMPONENTS = """
create table components as
with held as (
    select identity.component_id, facts.*
    from facts
    inner join identity using (tool, ref_id)
    where facts.kind <> 'ref'
),
counted as (
    select
        component_id,
        count(*) filter (where kind = 'ticket' and text <> 'deleted') as tickets_count,
        count(*) filter (where kind = 'ticket' and text not in ('deleted', 'solved', 'closed')) as tickets_open_count,
        count(*) filter (where kind = 'rating' and text = 'good') as zendesk_ratings_good,
        count(*) filter (where kind = 'rating' and text = 'bad') as zendesk_ratings_bad,
        count(*) filter (where kind = 'review') as reviews_count,
        sum(value) filter (where kind = 'review') as reviews_stars_sum,
        count(*) filter (where kind = 'order') as orders_count,
        sum(value) filter (where kind = 'order') as gross_paid_minor,
        sum(value) filter (where kind = 'refund') as refunded_minor,
        max(text) filter (where kind = 'currency') as currency,
        count(*) filter (where kind = 'charge' and text = 'failed') as failed_charges_count,
        count(*) filter (where kind = 'subscription' and text in ('active', 'past_due')) as active_subscriptions,
        sum(value) filter (where kind = 'subscription' and text in ('active', 'past_due')) as mrr_minor,
        max(moment) filter (where kind = 'order') as last_order,
        count(*) filter (where kind = 'subscription') as subscriptions
    from held
    group by component_id
),
said as (
    select
        component_id,
        count(*) as answers_count,
        arg_max(score, (submitted_at, response_id)) filter (where metric = 'nps') as nps_latest_score,
        count(*) filter (where metric = 'csat') as csat_count,
        sum(score) filter (where metric = 'csat') as csat_sum
    from answers
    where exclusion_reason is null and component_id is not null
    group by component_id
),
gaps as (
    select
        person_id, ts,
        coalesce(ts - lag(ts) over (partition by person_id order by ts) > 1800000000, true) as opens
    from events
),
used as (
    select
        identity.component_id,
        count(*) as events_count,
        count(distinct gaps.ts // 86400000000) as active_days,
        count(*) filter (where gaps.opens) as sessions,
        max(gaps.ts) as last_event
    from gaps
    inner join identity on identity.person_id = gaps.person_id and identity.tool = 'segment'
    group by identity.component_id
),
known as (select distinct person_id, component_id, is_joinable from identity)
select
    known.person_id,
    known.component_id,
    known.is_joinable,
    coalesce(said.answers_count, 0)::bigint as answers_count,
    said.nps_latest_score,
    coalesce(said.csat_count, 0)::bigint as csat_count,
    coalesce(said.csat_sum, 0)::bigint as csat_sum,
    coalesce(counted.tickets_count, 0)::bigint as tickets_count,
    coalesce(counted.tickets_open_count, 0)::bigint as tickets_open_count,
    coalesce(counted.zendesk_ratings_good, 0)::bigint as zendesk_ratings_good,
    coalesce(counted.zendesk_ratings_bad, 0)::bigint as zendesk_ratings_bad,
    coalesce(counted.reviews_count, 0)::bigint as reviews_count,
    coalesce(counted.reviews_stars_sum, 0)::bigint as reviews_stars_sum,
    coalesce(counted.orders_count, 0)::bigint as orders_count,
    coalesce(counted.gross_paid_minor, 0)::bigint as gross_paid_minor,
    coalesce(counted.refunded_minor, 0)::bigint as refunded_minor,
    counted.currency,
    coalesce(counted.failed_charges_count, 0)::bigint as failed_charges_count,
    coalesce(counted.active_subscriptions, 0)::bigint as active_subscriptions,
    coalesce(counted.mrr_minor, 0)::bigint as mrr_minor,
    coalesce(used.events_count, 0)::bigint as events_count,
    coalesce(used.active_days, 0)::bigint as active_days,
    coalesce(used.sessions, 0)::bigint as sessions,
    make_timestamptz(used.last_event) as last_event_at,
    to_timestamp(counted.last_order) as last_order_at,
    coalesce(counted.subscriptions > 0 and counted.active_subscriptions = 0, false) as is_churned
from known
left join counted using (component_id)
left join said using (component_id)
left join used using (component_id);
"""

CUSTOMERS = """
create table customers as select * exclude (is_joinable, component_id) from components where is_joinable;
"""
