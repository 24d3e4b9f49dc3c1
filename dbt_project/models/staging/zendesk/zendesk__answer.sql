{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

with answers as (

    select
        record_id,
        'rating' as question_ref,
        case when score in ('good', 'good_with_comment') then 1 when score in ('bad', 'bad_with_comment') then 0 end as value_number,
        null as value_text,
        load_id,
        is_deleted
    from {{ ref('stg_zendesk__satisfaction_ratings') }}

    union all

    select
        record_id,
        'comment' as question_ref,
        null as value_number,
        comment as value_text,
        load_id,
        is_deleted
    from {{ ref('stg_zendesk__satisfaction_ratings') }}
    where comment is not null

)

{{ contract_answer('zendesk', 'answers', {
    'response_id': 'record_id',
    'survey_id': "'satisfaction'",
    'question_ref': 'question_ref',
    'value_number': 'value_number',
    'value_text': 'value_text',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
