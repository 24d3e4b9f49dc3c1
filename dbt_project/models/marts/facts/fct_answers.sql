{{ config(**fact_config('response_key', parents='int_responses')) }}

{% set is_left_out_as_partial = "responses.status = 'partial' and coalesce(questions.partial_answers, 'exclude') = 'exclude'" %}

with questions as (

    select * from {{ ref('int_questions') }}
    where question_type = 'scale'

),

responses as (

    select * from {{ ref('int_responses') }}

),

{% if is_incremental() %}
redefined as (

    -- A question was changed or taken away, here or in the tool, or a survey got a new one.
    select held.response_key
    from {{ this }} as held
    left join questions
        on held.question_key = questions.question_key
        and held.submitted_on between questions.valid_from and questions.valid_to
    where coalesce(questions.definition_version, '') <> held.definition_version

    union all

    select held.response_key
    from {{ this }} as held
    inner join questions on held.survey_key = questions.survey_key
    where questions.question_key not in (select question_key from {{ this }})

),

changed as (

    {{ newly_loaded('responses', 'response_key') }}

    union all

    {{ rekeyed('responses', 'response_key') }}

    union all

    select response_key from redefined

),

-- Which of several responses to one invitation counts may change with any of them, also when one is deleted.
reopened_invitations as (

    select responses.invitation_key
    from responses
    inner join changed on responses.response_key = changed.response_key
    where responses.invitation_key is not null

    union all

    select held.invitation_key
    from {{ this }} as held
    inner join changed on held.response_key = changed.response_key
    where held.invitation_key is not null

),
{% endif %}

current_responses as (

    select
        *,
        {{ newest_response_rank('responses') }} as newest_rank
    from responses
    where
        not is_deleted
        {% if is_incremental() %}
        and (
            response_key in (select response_key from changed)
            or invitation_key in (select invitation_key from reopened_invitations)
        )
        {% endif %}

),

answers as (

    select response_key, question_key, value_number, answer_status
    from {{ ref('int_answers') }}
    where
        (value_number is not null or answer_status is not null)
        {% if is_incremental() %}
        and response_key in (select response_key from current_responses)
        {% endif %}

),

judged as (

    select
        responses.*,
        questions.question_key,
        questions.question_ref,
        questions.metric,
        questions.survey_kind,
        questions.default_touchpoint,
        questions.direction,
        questions.scale_min,
        questions.scale_max,
        questions.positive_from,
        questions.neutral_from,
        questions.is_headline,
        questions.definition_version,
        answers.value_number as score,
        -- A scale other than 0-10 is stretched by its declared cuts: of 0-6 a 6 is a promoter, 5 passive.
        questions.metric = 'nps' and (questions.scale_min <> 0 or questions.scale_max <> 10) as is_nonstandard_scale,
        {{ exclusion_reason('questions.is_declared', 'responses.is_test', 'responses.newest_rank > 1', is_left_out_as_partial, 'answers.answer_status', 'answers.value_number', 'questions.scale_min', 'questions.scale_max') }} as exclusion_reason
    from current_responses as responses
    inner join questions
        on responses.survey_key = questions.survey_key
        and {{ reporting_date('responses.submitted_at') }} between questions.valid_from and questions.valid_to
    left join answers on responses.response_key = answers.response_key and questions.question_key = answers.question_key

)

select
    {{ surrogate_key(['judged.response_key', 'judged.question_key']) }} as answer_key,
    judged.response_key,
    judged.survey_key,
    judged.question_key,
    judged.invitation_key,
    identities.customer_key,
    judged.source,
    judged.survey_id,
    judged.question_ref,
    judged.metric,
    judged.survey_kind,
    classes.feedback_class,
    coalesce(judged.touchpoint, judged.default_touchpoint) as touchpoint,
    judged.segment,
    judged.country,
    judged.language,
    judged.plan,
    judged.product,
    judged.score,
    case when judged.exclusion_reason is null then {{ normalised_score('judged.score', 'judged.scale_min', 'judged.scale_max', 'judged.direction') }} end as normalised_score,
    case when judged.exclusion_reason is null then {{ answer_category('judged.score', 'judged.direction', 'judged.positive_from', 'judged.neutral_from') }} end as category,
    judged.exclusion_reason,
    judged.is_headline,
    judged.is_nonstandard_scale,
    judged.submitted_at,
    {{ reporting_date('judged.submitted_at') }} as submitted_on,
    judged.definition_version,
    judged.load_id
from judged
left join {{ ref('customer_identities') }} as identities on judged.ref_key = identities.ref_key
left join {{ ref('feedback_classes') }} as classes on classes.record_type = 'answer'
