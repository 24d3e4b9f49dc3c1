{{ config(enabled=is_enabled('typeform'), materialized='view') }}

with fields as (

    {{ json_rows(ref('stg_typeform__forms'), ['record_id', 'load_id', 'is_deleted'], 'fields', {
        'question_ref': '$.ref',
        'question_type': '$.type',
        'label': '$.title',
        'steps': '$.properties.steps',
        'starts_at_one': '$.properties.start_at_one',
    }, position='sort_order') }}

),

-- Statements and groups ask nothing. Typeform numbers its scales from 0 unless told otherwise, and ratings always from 1.
scales as (

    select
        record_id,
        load_id,
        is_deleted,
        question_ref,
        case
            when question_type in ('opinion_scale', 'rating', 'number') then 'scale'
            when question_type in ('short_text', 'long_text') then 'text'
            else 'choice'
        end as question_kind,
        label,
        sort_order,
        {{ try_type('steps', 'integer') }} as steps_count,
        case when question_type = 'rating' or starts_at_one = 'true' then 1 else 0 end as first_step
    from fields
    where question_type not in ('statement', 'group')

)

{{ contract_question_version('typeform', 'scales', {
    'survey_id': 'record_id',
    'question_ref': 'question_ref',
    'question_type': 'question_kind',
    'label': 'label',
    'scale_min': 'case when steps_count is not null then first_step end',
    'scale_max': 'first_step + steps_count - 1',
    'sort_order': 'sort_order',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
