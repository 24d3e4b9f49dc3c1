{{ config(materialized='view') }}

-- Every question of the survey as it is now, answered or not, and answers to questions that it no longer has.
with responses as (

    select * from {{ ref('int_responses') }}
    where not is_deleted and not is_test

),

asked as (

    select responses.response_key, questions.question_key, questions.question_ref
    from responses
    inner join {{ ref('int_question_versions') }} as questions on responses.survey_key = questions.survey_key
    where not questions.is_deleted

    union all

    select answers.response_key, answers.question_key, answers.question_ref
    from {{ ref('int_answers') }} as answers
    inner join responses on answers.response_key = responses.response_key
    left join {{ ref('int_question_versions') }} as questions
        on answers.question_key = questions.question_key and not questions.is_deleted
    where questions.question_key is null

)

select
    asked.response_key,
    responses.source,
    responses.survey_id,
    surveys.title as survey_title,
    identities.customer_key,
    responses.submitted_at,
    coalesce(responses.status, 'completed') = 'completed' as is_complete,
    responses.language,
    asked.question_ref,
    {{ as_type('row_number() over (partition by asked.response_key order by coalesce(questions.sort_order, 1000000), asked.question_ref)', 'integer') }} as position,
    questions.label as question_title,
    nullif(scored.metric, 'undeclared') as metric,
    answers.value_text,
    answers.value_number,
    scored.score,
    {{ as_type('scales.scale_max', 'integer') }} as scale_max,
    scored.category,
    coalesce(questions.question_type, 'text') = 'text' and answers.value_text is not null as is_comment
from asked
inner join responses on asked.response_key = responses.response_key
left join {{ ref('int_question_versions') }} as questions on asked.question_key = questions.question_key
left join {{ ref('int_surveys') }} as surveys on responses.survey_key = surveys.survey_key
left join {{ ref('int_answers') }} as answers
    on asked.response_key = answers.response_key and asked.question_key = answers.question_key
left join {{ ref('fct_answers') }} as scored
    on asked.response_key = scored.response_key and asked.question_key = scored.question_key
left join {{ ref('int_questions') }} as scales
    on scored.question_key = scales.question_key and scored.submitted_on between scales.valid_from and scales.valid_to
left join {{ ref('customer_identities') }} as identities on responses.ref_key = identities.ref_key
