{{ config(materialized='view') }}

select
    answers.answer_key,
    answers.response_key,
    identities.customer_key,
    answers.source,
    answers.survey_id,
    answers.question_ref,
    answers.value_text as answer_text,
    responses.language,
    responses.submitted_at
from {{ ref('int_answers') }} as answers
inner join {{ ref('int_responses') }} as responses on answers.response_key = responses.response_key
left join {{ ref('int_question_versions') }} as questions on answers.question_key = questions.question_key
left join {{ ref('customer_identities') }} as identities on responses.ref_key = identities.ref_key
where
    answers.value_text is not null
    and coalesce(questions.question_type, 'text') = 'text'
    and not responses.is_deleted
    and not responses.is_test
