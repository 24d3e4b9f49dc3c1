{% set lapse_seconds = var('case_lapses_after_days') * 86400 %}

with signals as (

    select * from {{ ref('int_case_signals') }}

),

openings as (

    select * from signals where signal_key = case_key

),

sizes as (

    select case_key, count(distinct record_key) as signals_count, max(happened_at) as last_signal_at
    from signals
    group by case_key

),

-- Open hours where the rule says so and the registry has any, else hours.
due as (

    {{ business_due_of("(select * from openings where is_business_hours) as hurried", 'case_key', 'happened_at', 'due_hours') }}

),

owned as (

    {{ case_owners('openings') }}

),

-- After so many days a contact is about something else.
contacts as (

    select
        openings.case_key,
        contacts.contacted_at,
        contacts.contacted_by_kind,
        row_number() over (partition by openings.case_key order by contacts.contacted_at, contacts.contacted_by_kind) as contact_no,
        max(contacts.contacted_at) over (partition by openings.case_key) as last_contacted_at
    from openings
    inner join {{ ref('int_customer_contacts') }} as contacts
        on
            openings.customer_key = contacts.customer_key
            and openings.happened_at < contacts.contacted_at
            and contacts.contacted_at <= {{ add_seconds('openings.happened_at', lapse_seconds) }}

),

followed as (

    select
        openings.*,
        sizes.signals_count,
        sizes.last_signal_at,
        coalesce(due.business_due_at, {{ shifted_instant('openings.happened_at', 'openings.due_hours * 3600') }}) as due_at,
        coalesce(ups.assignee, owned.owner) as owner,
        owned.backup,
        coalesce(assignees.manager, owned.manager) as manager,
        contacts.contacted_at,
        contacts.contacted_by_kind,
        contacts.last_contacted_at,
        ups.acknowledged_at,
        ups.verdict,
        ups.verdict_at,
        coalesce(ups.escalation_level, 0) as escalation_level,
        ups.escalated_at,
        as_of.as_of_at,
        {{ add_seconds('openings.happened_at', lapse_seconds) }} <= as_of.as_of_at as is_old
    from openings
    inner join sizes on openings.case_key = sizes.case_key
    left join due on openings.case_key = due.case_key
    left join owned on openings.case_key = owned.case_key
    left join contacts on openings.case_key = contacts.case_key and contacts.contact_no = 1
    left join {{ ref('int_case_follow_ups') }} as ups on openings.case_key = ups.case_key
    left join {{ ref('owners') }} as assignees on ups.assignee = assignees.owner
    cross join {{ as_of_relation() }}

),

-- A contact before it was reopened did not settle it.
judged as (

    select
        followed.*,
        case
            when verdict in ('resolved', 'dismissed') then verdict
            when last_contacted_at is not null and (verdict is null or last_contacted_at > verdict_at) then 'contacted'
            when is_old and verdict is null then 'lapsed'
            when acknowledged_at is not null then 'acknowledged'
            else 'open'
        end as status
    from followed

),

{{ next_scores('judged') }}

select
    judged.case_key,
    judged.customer_key,
    judged.case_rule,
    judged.trigger,
    judged.record_key,
    judged.metric,
    judged.score,
    judged.normalised_score,
    judged.touchpoint,
    judged.segment,
    judged.country,
    judged.language,
    judged.happened_at as opened_at,
    {{ reporting_date('judged.happened_at') }} as opened_on,
    {{ as_type('judged.signals_count', 'integer') }} as signals_count,
    judged.last_signal_at,
    judged.due_at,
    judged.owner,
    judged.backup,
    judged.manager,
    judged.status,
    judged.due_at <= judged.as_of_at as is_due,
    case
        when judged.contacted_at <= judged.due_at then true
        when judged.due_at <= judged.as_of_at and coalesce(judged.verdict, 'none') <> 'dismissed' then false
    end as is_in_time,
    judged.status in ('open', 'acknowledged') and judged.due_at <= judged.as_of_at as is_overdue,
    judged.acknowledged_at,
    judged.contacted_at,
    judged.contacted_by_kind,
    {{ seconds_between('judged.happened_at', 'judged.contacted_at') }} as contact_seconds,
    case when judged.verdict = 'resolved' then judged.verdict_at end as resolved_at,
    {{ as_type('judged.escalation_level', 'integer') }} as escalation_level,
    judged.escalated_at,
    -- Overdue: the backup; for as long again: the manager.
    {{ as_type("case when judged.status not in ('open', 'acknowledged') or judged.due_at > judged.as_of_at then 0 when " ~ shifted_instant('judged.due_at', 'judged.due_hours * 3600') ~ ' > judged.as_of_at then 1 else 2 end', 'integer') }} as due_escalation_level,
    recoveries.score as recovery_score,
    recoveries.submitted_at as recovery_at,
    recoveries.normalised_score - judged.normalised_score as recovery_points,
    unassisted_scores.normalised_score - judged.normalised_score as unassisted_points,
    judged.as_of_at
from judged
left join recoveries on judged.case_key = recoveries.case_key and recoveries.score_no = 1
left join unassisted_scores on judged.case_key = unassisted_scores.case_key and unassisted_scores.score_no = 1
