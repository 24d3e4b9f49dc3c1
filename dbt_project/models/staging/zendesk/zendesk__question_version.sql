{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

with questions as (

    select
        'rating' as question_ref,
        'scale' as question_type,
        0 as scale_min,
        1 as scale_max

    union all

    select
        'comment' as question_ref,
        'text' as question_type,
        null as scale_min,
        null as scale_max

)

{{ contract_question_version('zendesk', 'questions', {
    'survey_id': "'satisfaction'",
    'question_ref': 'question_ref',
    'question_type': 'question_type',
    'scale_min': 'scale_min',
    'scale_max': 'scale_max',
    'load_id': "''",
    'is_deleted': 'false',
}) }}
