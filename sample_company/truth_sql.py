"""The queries behind the truth files, over the generator's record (views all_facts, all_answers, all_events)."""

# A version holds at `now` when it began before `now` and did not end before it: what the servers show.
VISIBLE = """
create table facts as select * from all_facts where from_at < {now} and to_at >= {now};
create table given as select * from all_answers where from_at < {now} and to_at >= {now};
create table events as
    select person_id, min(ts) as ts from all_events
    where received < {now}::bigint * 1000000 and is_signed_in and not is_bot
    group by person_id, uid;
"""

# Reasons in order of precedence: a test is no duplicate, a skipped question cannot be out of range.
ANSWERS = """
create table answers as
with later as (
    select form_id, invitation_id, max(submitted_at) as last_at
    from given
    where invitation_id is not null and not is_test
    group by form_id, invitation_id
),
scales (question_ref, low, high) as (
    values ('nps', 0, 10), ('csat', 1, 5), ('ces', 1, 7), ('recommend', 0, 10), ('buy_again', 1, 6), ('try_other', 1, 6)
)
select
    given.person_id,
    given.response_id,
    given.form_id,
    given.question_ref,
    given.metric,
    given.score,
    to_timestamp(given.submitted_at) as submitted_at,
    given.touchpoint,
    given.segment,
    given.country,
    case
        when given.is_test then 'test'
        when given.submitted_at < later.last_at then 'duplicate'
        when given.score is null then 'skipped'
        when given.score not between scales.low and scales.high then 'out_of_range'
    end as exclusion_reason,
    given.is_anonymous,
    identity.component_id
from given
inner join scales using (question_ref)
left join later using (form_id, invitation_id)
left join identity on identity.tool = 'typeform' and identity.ref_id = given.response_id;
"""

METRICS = """
create table metrics as
with scored as (
    select *, coalesce(component_id::text, response_id) as respondent
    from answers
    where metric in ('nps', 'csat', 'ces')
),
placed as (
    select
        scored.*,
        period_type,
        date_trunc(period_type, submitted_at at time zone 'UTC')::date as period_start,
        dimension,
        case dimension when 'all' then 'all' when 'touchpoint' then touchpoint else segment end as dimension_value
    from scored
    cross join (values ('month'), ('week')) as periods (period_type)
    cross join (values ('all'), ('touchpoint'), ('segment')) as dimensions (dimension)
),
ranked as (
    select
        *,
        exclusion_reason is null and (metric <> 'nps' or row_number() over (
            partition by metric, respondent, period_type, period_start, dimension, dimension_value,
                exclusion_reason is null
            order by submitted_at desc, response_id desc
        ) = 1) as counts
    from placed
    where dimension_value is not null
),
summed as (
    select
        metric, period_type, period_start, dimension, dimension_value,
        count(*) filter (where counts) as n,
        count(*) filter (where counts and score >= case metric when 'nps' then 9 when 'csat' then 4 else 5 end)
            as positive,
        count(*) filter (where counts and score <= case metric when 'nps' then 6 when 'csat' then 2 else 3 end)
            as negative,
        coalesce(sum(score) filter (where counts), 0)::bigint as score_sum,
        count(*) filter (where exclusion_reason = 'test') as excluded_test,
        count(*) filter (where exclusion_reason = 'duplicate') as excluded_duplicate,
        count(*) filter (where exclusion_reason = 'skipped') as excluded_skipped,
        count(*) filter (where exclusion_reason = 'out_of_range') as excluded_out_of_range
    from ranked
    group by all
)
select
    metric, period_type, period_start, dimension, dimension_value,
    n, positive, n - positive - negative as neutral, negative, score_sum,
    case
        when n = 0 then null
        when metric = 'nps' then 100.0 * (positive - negative) / n
        when metric = 'csat' then 100.0 * positive / n
        else score_sum::double / n
    end as value,
    excluded_test, excluded_duplicate, excluded_skipped, excluded_out_of_range
from summed;
"""

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
        count(*) filter (where kind = 'failed') as failed_charges_count,
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
