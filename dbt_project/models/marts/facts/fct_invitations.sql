{{ config(**fact_config('invitation_key', parents='int_invitations')) }}

{% set is_completed = "coalesce(responses.status, 'completed') = 'completed'" %}

with invitations as (

    select * from {{ ref('int_invitations') }}

),

responses as (

    select * from {{ ref('int_responses') }}
    where invitation_key is not null

),

{% if is_incremental() %}
changed as (

    {{ newly_loaded('invitations', 'invitation_key') }}

    union all

    {{ newly_loaded('responses', 'invitation_key') }}

    union all

    {{ rekeyed('invitations', 'invitation_key', 'sent_at') }}

),
{% endif %}

current_invitations as (

    select
        invitations.*,
        surveys.default_touchpoint,
        coalesce(surveys.partial_answers, 'exclude') = 'count' as is_partial_counting
    from invitations
    left join {{ ref('surveys') }} as surveys
        on invitations.source = surveys.source and invitations.survey_id = surveys.survey_id
    where
        not invitations.is_deleted
        {% if is_incremental() %}
        and invitations.invitation_key in (select invitation_key from changed)
        {% endif %}

),

-- The same response counts as in fct_answers: the newest completed one, else, where the survey counts such, the newest partial one.
answered as (

    select
        invitations.invitation_key,
        min(coalesce(responses.started_at, responses.submitted_at)) as started_at,
        max(case when {{ is_completed }} then responses.submitted_at end) as completed_at,
        max(case when invitations.is_partial_counting then responses.submitted_at end) as partly_answered_at,
        max(responses.load_id) as load_id
    from current_invitations as invitations
    inner join responses on invitations.invitation_key = responses.invitation_key
    where not responses.is_deleted and not responses.is_test
    group by invitations.invitation_key

)

select
    invitations.invitation_key,
    invitations.survey_key,
    identities.customer_key,
    invitations.source,
    invitations.survey_id,
    classes.feedback_class,
    invitations.status,
    invitations.status not in ('bounced', 'suppressed', 'not_sampled') as is_delivered,
    invitations.default_touchpoint as touchpoint,
    described.segment,
    described.country,
    described.language,
    described.plan,
    invitations.sent_at,
    {{ reporting_date('invitations.sent_at') }} as sent_on,
    answered.started_at,
    coalesce(answered.completed_at, answered.partly_answered_at) as answered_at,
    answered.completed_at,
    greatest(invitations.load_id, coalesce(answered.load_id, '')) as load_id
from current_invitations as invitations
left join answered on invitations.invitation_key = answered.invitation_key
left join {{ ref('customer_identities') }} as identities on invitations.ref_key = identities.ref_key
{{ customer_as_at('identities.customer_key', 'invitations.sent_at') }}
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'invitation'
