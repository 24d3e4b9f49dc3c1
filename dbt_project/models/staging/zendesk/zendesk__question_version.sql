{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

with questions as (

    select
        'rating' as question_ref,
        'scale' as question_type,
        'How would you rate the support you received?' as label,
        1 as sort_order,
        0 as scale_min,
        1 as scale_max

    union all

    select
        'comment' as question_ref,
        'text' as question_type,
        'Add a comment about the quality of support you received.' as label,
        2 as sort_order,
        null as scale_min,
        null as scale_max

)

{{ contract_question_version('zendesk', 'questions', {
    'survey_id': "'satisfaction'",
    'question_ref': 'question_ref',
    'question_type': 'question_type',
    'label': 'label',
    'sort_order': 'sort_order',
    'scale_min': 'scale_min',
    'scale_max': 'scale_max',
    'load_id': "''",
    'is_deleted': 'false',
}) }}
