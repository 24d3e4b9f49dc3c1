"""What is visible of the generator's record, and the query behind truth/answers."""

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
