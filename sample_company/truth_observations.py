"""What metrics count, one row per thing that counts once: here answers, reviews and sessions of use.

Over the generator's record as it is visible at `now` (truth_sql.VISIBLE) and the people's components. Tickets and money
are in truth_operations, states of a period (who is active, what recurs) in truth_states. Times are seconds since 1970.
"""

from sample_company.truth_operations import LOOPS, MONEY, SUPPORT

# component -1 belongs to nobody. A respondent is a component, or the record itself where nobody is known.
TABLE = """
create table observed (
    base varchar, component bigint, record varchar, happened bigint, amount bigint,
    is_positive boolean, is_negative boolean, reason varchar,
    touchpoint varchar, segment varchar, country varchar, survey varchar
);
"""

ANSWERS = """
insert into observed
select
    metric, coalesce(component_id, -1), response_id, epoch(submitted_at)::bigint, score,
    score >= case metric when 'nps' then 9 when 'csat' then 4 else 5 end,
    score <= case metric when 'nps' then 6 when 'csat' then 2 else 3 end,
    exclusion_reason, touchpoint, segment, country, form_id
from answers
where metric in ('nps', 'csat', 'ces');

-- Three answers of one response on 0-10, 1-6 and 1-6, each stretched to 0-100; their mean in thirds, which are whole.
insert into observed
select
    'cli', coalesce(max(component_id), -1), response_id, epoch(max(submitted_at))::bigint,
    sum(case question_ref when 'recommend' then 10 * score else 20 * (score - 1) end),
    null, null,
    case
        when bool_or(exclusion_reason = 'test') then 'test'
        when bool_or(exclusion_reason = 'duplicate') then 'duplicate'
        when bool_or(exclusion_reason = 'skipped') then 'skipped'
        when bool_or(exclusion_reason = 'out_of_range') then 'out_of_range'
    end,
    max(touchpoint), max(segment), max(country), max(form_id)
from answers
where metric = 'cli'
group by response_id;
"""

USAGE = """
create table used as
select
    identity.component_id as component,
    gaps.ts,
    gaps.opens,
    sum(gaps.opens::integer) over (partition by gaps.person_id order by gaps.ts rows unbounded preceding) as session
from (
    select
        person_id, ts,
        coalesce(ts - lag(ts) over (partition by person_id order by ts) > 1800000000, true) as opens
    from events
) as gaps
inner join identity on identity.person_id = gaps.person_id and identity.tool = 'segment';

insert into observed by name
select
    'session_length' as base, component, session::varchar as record,
    min(ts) // 1000000 as happened, (max(ts) - min(ts)) // 1000000 as amount
from used
group by component, session;
"""

REVIEWS = """
insert into observed by name
select
    'sentiment' as base, component_id as component, key as record, moment as happened, value as amount,
    value >= 4 as is_positive, value <= 2 as is_negative
from facts
inner join identity using (tool, ref_id)
where kind = 'review';
"""

OBSERVE = (TABLE, ANSWERS, SUPPORT, LOOPS, MONEY, USAGE, REVIEWS)
