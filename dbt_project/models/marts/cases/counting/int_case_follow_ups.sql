{{ config(materialized='view') }}

-- What people and rules did about each case. An event names a signal of the case, mostly its first: a record that arrives late and opens
-- the case earlier takes nothing away from it.
with events as (

    select
        signals.case_key,
        events.kind,
        events.assignee,
        events.level,
        events.happened_at,
        row_number() over (
            partition by signals.case_key, case when events.kind in ('resolved', 'dismissed', 'reopened') then 'verdict' else events.kind end
            order by events.happened_at desc, events.case_event_key desc
        ) as newest_rank
    from {{ ref('int_case_events') }} as events
    inner join {{ ref('int_case_signals') }} as signals on events.case_key = signals.signal_key
    where not events.is_deleted

)

select
    case_key,
    min(case when kind = 'acknowledged' then happened_at end) as acknowledged_at,
    max(case when kind = 'assigned' and newest_rank = 1 then assignee end) as assignee,
    coalesce(max(case when kind = 'escalated' then level end), 0) as escalation_level,
    max(case when kind = 'escalated' then happened_at end) as escalated_at,
    -- The newest of resolved, dismissed and reopened holds.
    max(case when kind in ('resolved', 'dismissed', 'reopened') and newest_rank = 1 then kind end) as verdict,
    max(case when kind in ('resolved', 'dismissed', 'reopened') and newest_rank = 1 then happened_at end) as verdict_at
from events
group by case_key
