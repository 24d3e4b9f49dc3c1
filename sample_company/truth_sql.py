"""The queries behind truth/answers and truth/metrics, over the generator's record."""

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
