{{ config(enabled=is_enabled('zendesk'), materialized='view') }}

-- An offer without an answer is not a response yet.
with given as (

    select
        record_id,
        requester_id,
        created_at,
        updated_at,
        load_id,
        is_deleted or coalesce(score, '') not in ('good', 'bad', 'good_with_comment', 'bad_with_comment') as is_deleted
    from {{ ref('stg_zendesk__satisfaction_ratings') }}

)

{{ contract_response('zendesk', 'given', {
    'response_id': 'record_id',
    'survey_id': "'satisfaction'",
    'invitation_id': 'record_id',
    'ref_id': 'requester_id',
    'touchpoint': "'support'",
    'is_test': 'false',
    'started_at': 'created_at',
    'submitted_at': 'updated_at',
    'load_id': 'load_id',
    'is_deleted': 'is_deleted',
}) }}
